"""What is damaged is said in words, above what can still be read."""

import json
import sqlite3
import subprocess
import sys

import pytest

from pipeline.ui.app import create_app
from tests.pipeline.ui.conftest import DAMAGED, FIRST, SECOND
from tests.pipeline.ui.small_pipeline import settings_of

PAGES = ("/", f"/runs/{FIRST}", "/models/1")


def test_a_manifest_that_is_cut_off_is_named_and_hides_no_other_run(client):
    page = client.get(f"/runs/{DAMAGED}").text
    assert f"{DAMAGED}/manifest.json cannot be read" in page
    assert SECOND in client.get("/").text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", 7),
        ("started", "2026-01-01"),
        *((n, "x") for n in ("nodes", "metrics", "verdicts", "split")),
    ],
)
def test_a_field_of_a_manifest_that_is_not_as_it_was_written_is_named(copied, field, value):
    path = copied / "runs" / FIRST / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {field: value}))
    page = create_app(settings_of(copied)).test_client().get(f"/runs/{FIRST}")
    assert page.status_code == 200
    assert f"{field} is not as it was written" in page.text


@pytest.mark.parametrize("content", [b"", b"garbage" * 1000])
def test_a_damaged_store_is_named_and_the_manifests_are_still_shown(copied, content):
    (copied / "metadata.sqlite").write_bytes(content)
    client = create_app(settings_of(copied)).test_client()
    for path in PAGES:
        page = client.get(path)
        assert page.status_code == 200
        assert "ML Metadata database cannot be read" in page.text
        assert "Traceback" not in page.text
    assert SECOND in client.get("/").text
    assert client.get("/artifacts/1/").status_code == 404


def test_a_store_that_is_gone_is_named_and_not_made_anew(copied):
    (copied / "metadata.sqlite").unlink()
    client = create_app(settings_of(copied)).test_client()
    for path in PAGES:
        assert "there is no ML Metadata database" in client.get(path).text
    assert not (copied / "metadata.sqlite").exists()


def test_a_damaged_verdict_is_named(copied):
    (verdict,) = (copied / "pipeline" / "ExampleValidator" / "refused").glob("*/verdict.json")
    verdict.write_text("{")
    page = create_app(settings_of(copied)).test_client().get("/").text
    assert "the verdict cannot be read" in page
    assert SECOND in page


def test_a_damaged_model_is_named_and_hides_no_other(copied):
    (copied / "models" / "2" / "manifest.json").write_text("{")
    client = create_app(settings_of(copied)).test_client()
    assert "damaged" in client.get("/").text
    assert "the manifest cannot be read" in client.get("/models/2").text
    assert client.get("/models/1").status_code == 200


def test_an_artifact_that_was_deleted_is_named(copied):
    with sqlite3.connect(copied / "metadata.sqlite") as store:
        store.execute("UPDATE Artifact SET uri = '/nowhere/at/all' WHERE id = 1")
    answer = create_app(settings_of(copied)).test_client().get("/artifacts/1/")
    assert answer.status_code == 404
    assert "not there any more" in answer.text


def test_it_waits_while_a_run_writes(copied):
    words = (
        "import sqlite3, sys, time; store = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "store.execute('BEGIN EXCLUSIVE'); print('held', flush=True); time.sleep(1); store.rollback()"
    )
    call = [sys.executable, "-c", words, str(copied / "metadata.sqlite")]
    with subprocess.Popen(call, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        page = create_app(settings_of(copied)).test_client().get(f"/runs/{FIRST}").text
    assert "role=alert" not in page
    assert "AutoencoderTrainer" in page


def test_a_page_writes_nothing(copied):
    before = {path: path.stat().st_mtime_ns for path in copied.rglob("*")}
    client = create_app(settings_of(copied)).test_client()
    for path in (*PAGES, "/models/1/lineage.svg"):
        client.get(path).close()
    assert {path: path.stat().st_mtime_ns for path in copied.rglob("*")} == before
