"""Cascada's package, task by task, on a real MariaDB server; two nodes are killed and tried again.

The same run on this machine, in one process, goes on beside it.
"""

import json
import pathlib
import subprocess
import sys

import pytest

from kubeflow.errors import KubeflowError
from kubeflow.rehearsal import mariadb
from kubeflow.rehearsal.lineage import difference, graph
from kubeflow.rehearsal.stage import Rehearsal
from pipeline import metadata, runs
from pipeline.settings import load_settings
from tests.end_to_end.harness import ROOT, write_showers

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(bool(mariadb.missing()), reason=f"not installed: {mariadb.missing()}"),
]
OVERLAYS = ("ci", "rehearsal")
SMALL = (
    "autoencoder.epochs=4",
    "gradient_boosting.rounds=5",
    "gradient_boosting.importance={rows: 100, repeats: 2}",
    "evaluator.replicates=20",
    "example_validator.draws=200",
    "champion.samples=50",
    "champion.requests=5",
    "infra_validator.examples=32",
    "infra_validator.requests=5",
)
SETTINGS = load_settings(("kubeflow", *OVERLAYS), SMALL, dataset__name="ground")
RUN = "0f3c0b6e-rehearsal"
KILLED = ("Champion", "Pusher")


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> pathlib.Path:
    return write_showers(tmp_path_factory.mktemp("data") / "showers", groups=150, seed=1)


@pytest.fixture(scope="module")
def both(tmp_path_factory, data):
    """The output folder of a local run, and folder, lineage and password of the rehearsal."""
    out, folder = (tmp_path_factory.mktemp(name) for name in ("local", "rehearsal"))
    local = start_locally(data, out)
    try:
        found = rehearse(data, folder, tmp_path_factory.mktemp("db"))
        said, _ = local.communicate(timeout=600)
    finally:
        local.kill()
    assert local.returncode == 0, said
    return out, folder, *found


def start_locally(data: pathlib.Path, out: pathlib.Path) -> subprocess.Popen:
    words = ["run", "--dataset", "ground", "--data", str(data), "--out", str(out)]
    words += [word for file in OVERLAYS for word in ("--settings", file)]
    words += [word for one in SMALL for word in ("--set", one)]
    call = [sys.executable, "-m", "pipeline.cli", *words]
    return subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def rehearse(data: pathlib.Path, folder: pathlib.Path, database: pathlib.Path):
    rehearsal = Rehearsal(SETTINGS, folder, data=str(data), kill=KILLED)
    with mariadb.server(database / "server") as server, pytest.MonkeyPatch.context() as patch:
        assert rehearsal.once(RUN, server)
        patch.setenv(metadata.USER, server.user)
        patch.setenv(metadata.PASSWORD, server.password)
        return graph(metadata.open_store(server.where), RUN), server.password


@pytest.fixture(scope="module")
def local(both):
    """The lineage of the run on this machine, and its folder."""
    (run,) = (both[0] / "runs").iterdir()
    return graph(runs.open_store(str(both[0] / "metadata.sqlite")), run.name), both[0]


@pytest.fixture(scope="module")
def rehearsed(both):
    """The lineage of the rehearsal, its folder and its password."""
    return both[2], both[1], both[3]


def test_it_ends_with_a_pushed_model(rehearsed):
    out = rehearsed[1] / "cascada" / "out"
    assert (out / "models" / "1" / "saved_model.pb").is_file()


def test_the_lineage_is_that_of_a_local_run(rehearsed, local):
    assert local[0]
    assert difference(local[0], rehearsed[0]) == []


def test_the_model_is_that_of_a_local_run(rehearsed, local):
    def files(out: pathlib.Path) -> dict[str, str]:
        content = json.loads((out / "models" / "1" / "manifest.json").read_text())
        return {name: entry["sha256"] for name, entry in content["files"].items()}

    assert files(rehearsed[1] / "cascada" / "out") == files(local[1])


def test_killed_nodes_were_tried_again(rehearsed):
    logs = rehearsed[1] / "scratch" / "logs"
    for name in ("champion", "pusher"):
        assert not (logs / f"{name}-1.txt").read_text().rstrip().endswith(" s")
        assert ": ran" in (logs / f"{name}-2.txt").read_text()


def test_the_exit_handler_has_written_the_manifest(rehearsed):
    record = json.loads((rehearsed[1] / "cascada" / "out" / "runs" / RUN / "manifest.json").read_text())
    assert record["status"] == "pushed"
    assert record["pushed"]["version"] == "1"
    assert set(record["nodes"]) == set(rehearsed[0])


def test_nothing_that_stays_holds_the_password(rehearsed):
    _, folder, password = rehearsed
    texts = [*folder.glob("*.yaml"), *folder.rglob("*.json"), *(folder / "scratch" / "logs").iterdir()]
    assert texts
    assert not [path for path in texts if password in path.read_text(errors="replace")]


def test_kfp_would_show_figures_and_a_page(rehearsed):
    artifacts = rehearsed[1] / "scratch" / "artifacts"
    assert (artifacts / "report" / "html").read_text().lstrip().startswith("<!")
    logged = json.loads((artifacts / "autoencoder-evaluator" / "executor_output.json").read_text())
    assert logged["artifacts"]["metrics"]["artifacts"][0]["metadata"]["accuracy"] > 0.2


def test_a_node_that_is_not_there_cannot_be_killed(tmp_path, data):
    rehearsal = Rehearsal(SETTINGS, tmp_path, data=str(data), kill=("Nobody",))
    server = mariadb.Server("mysql://127.0.0.1:1/nowhere", "user", "password")
    with pytest.raises(KubeflowError, match="no such nodes to kill: Nobody"):
        rehearsal.once("run", server)
