"""The pages of a run, of a model and of an artifact."""

import contextlib
import json
import re
import shutil
import subprocess
import sys

import pytest

from pipeline import runs
from pipeline.ui.app import create_app
from tests.pipeline.ui.conftest import FIRST, REFUSED, SECOND, STOPPED
from tests.pipeline.ui.small_pipeline import settings_of


def test_a_run_shows_nodes_gates_metrics_and_how_it_was_made(client):
    page = client.get(f"/runs/{SECOND}").text
    assert "AutoencoderTrainer" in page
    assert "log_muons drifts by 0.01" in page
    assert "there is no serving data" in page
    assert re.search(r"<td>accuracy</td><td><span class=number>0.6000</span>", page)
    assert "data gates" in page
    assert "split 1, data gates 1, simulation 1" in page
    assert "model_run" not in page


def test_every_link_of_a_run_and_of_a_model_leads_somewhere(client):
    for page in (f"/runs/{SECOND}", "/models/2", "/"):
        links = set(re.findall(r"(?:href|src)='([^']*)'", client.get(page).text))
        assert links
        for link in links - {link for link in links if link.startswith("/compare")}:
            answer = client.get(link.replace("&amp;", "&"))
            assert answer.status_code == 200, link
            answer.close()


def test_a_run_that_was_refused_shows_first_what_refused_it(client):
    page = client.get(f"/runs/{REFUSED}").text
    assert "Refused: ExampleValidator: log_muons drifts by 0.2" in page
    assert "Look at the data." in page
    assert page.index("<details open>") < page.index("Nodes")


def test_a_run_that_was_killed_says_so(client):
    page = client.get(f"/runs/{STOPPED}").text
    assert "ended before it was done" in page
    assert "was done comes from the cache" in page


@contextlib.contextmanager
def lock_held(out):
    """Another process holds the folder, as a run does."""
    words = (
        "import fcntl, sys; lock = open(sys.argv[1], 'w'); fcntl.flock(lock, fcntl.LOCK_EX);"
        "print('held', flush=True); sys.stdin.read()"
    )
    pipe = subprocess.PIPE
    call = [sys.executable, "-c", words, str(out / ".lock")]
    with subprocess.Popen(call, stdin=pipe, stdout=pipe, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        yield
        holder.stdin.close()


def test_a_run_that_goes_on_is_told_from_one_that_was_killed_by_the_lock_it_holds(copied):
    with lock_held(copied):
        page = create_app(settings_of(copied)).test_client().get(f"/runs/{STOPPED}").text
    assert ">running</span>" in page
    assert "report</a>" not in page


def test_a_run_that_goes_on_shows_the_nodes_that_are_done_and_the_one_that_is_not(copied):
    for later in (STOPPED, REFUSED):
        shutil.rmtree(copied / "runs" / later)
    path = copied / "runs" / SECOND / "manifest.json"
    begun = json.loads(path.read_text()) | {"status": "running", "nodes": {}, "verdicts": []}
    path.write_text(json.dumps(begun))
    store = runs.open_store(str(copied / "metadata.sqlite"))
    number = runs.nodes_of_run(store, SECOND)["Report"].execution
    (execution,) = store.get_executions_by_id([number])
    execution.last_known_state = execution.RUNNING
    store.put_executions([execution])
    with lock_held(copied):
        page = create_app(settings_of(copied)).test_client().get(f"/runs/{SECOND}").text
    states = dict(re.findall(r"<tr><td>(\w+)</td><td data-key='(\w+)'>", page))
    assert states["Report"] == "running"
    assert states["AutoencoderTrainer"] == "ran"
    assert "log_muons drifts by 0.01" in page


def test_the_report_of_a_run_is_its_own_page_with_its_own_script_and_nothing_else(client):
    answer = client.get(f"/runs/{FIRST}/report")
    assert "the report" in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox allow-scripts" in policy
    assert "allow-same-origin" not in policy
    assert "default-src 'none'" in policy


def test_the_log_is_text_and_the_manifest_is_json(client):
    log = client.get(f"/runs/{FIRST}/log.txt")
    assert log.mimetype == "text/plain"
    assert log.text == "the log\n"
    assert client.get(f"/runs/{FIRST}/manifest.json").json["run"] == FIRST


def test_a_model_shows_its_run_its_metrics_and_its_lineage(client):
    page = client.get("/models/2").text
    assert f"/runs/{SECOND}" in page
    assert "PushedModel #" in page
    assert "compare?a=model%3A1&amp;b=model%3A2" in page
    picture = client.get("/models/2/lineage.svg")
    assert picture.mimetype == "image/svg+xml"
    assert "AutoencoderTrainer" in picture.text


def test_runs_and_models_are_compared_on_a_page_of_their_own(client):
    answer = client.get("/compare", query_string={"a": f"run:{FIRST}", "b": "model:2"})
    assert answer.status_code == 200
    assert FIRST in answer.text
    assert SECOND in answer.text
    assert "sandbox allow-scripts" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("side", ["run:20990101T000000.000", "model:99", "model:../1", "1", "run:../../etc"])
def test_what_cannot_be_compared_is_said(client, side):
    answer = client.get("/compare", query_string={"a": f"run:{FIRST}", "b": side})
    assert answer.status_code == 404
    assert "This cannot be shown" in answer.text


def test_an_artifact_lists_its_files(client):
    page = client.get(f"/runs/{FIRST}").text
    evaluation = re.search(r"href='(/artifacts/\d+/)'>evaluation #", page)[1]
    assert "verdict.json" in client.get(evaluation).text
    assert client.get(f"{evaluation}metrics.json").json["overall"]["accuracy"] == 0.5


@pytest.mark.parametrize(
    "path", ["/runs/20990101T000000.000", "/runs/..", "/models/99", "/artifacts/9999/", "/nowhere"]
)
def test_what_is_not_there_is_said_on_a_page(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert "This cannot be shown" in answer.text


def test_what_stands_in_a_manifest_cannot_break_the_page(copied):
    path = copied / "runs" / FIRST / "manifest.json"
    bad = "<script>alert(1)</script>"
    written = json.loads(path.read_text()) | {"command": [bad], "error": bad, "status": "failed"}
    written["settings"]["dataset"]["name"] = bad
    path.write_text(json.dumps(written))
    client = create_app(settings_of(copied)).test_client()
    for page in ("/", f"/runs/{FIRST}"):
        assert "<script>alert" not in client.get(page).text
        assert "&lt;script&gt;alert" in client.get(page).text
