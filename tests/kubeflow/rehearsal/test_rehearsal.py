"""Cascada's package, task by task, on a real MariaDB server; two nodes are killed and tried again."""

import json
import os
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
from tests.end_to_end.harness import ROOT, SMALL, write_showers

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(
        not os.environ.get("CASCADA_REHEARSAL"), reason="takes three minutes; set CASCADA_REHEARSAL=1"
    ),
    pytest.mark.skipif(bool(mariadb.missing()), reason=f"not installed: {mariadb.missing()}"),
]
OVERLAYS = ("kubeflow", "ci", "rehearsal")
RUN = "0f3c0b6e-rehearsal"
KILLED = ("GradientBoostingTrainer", "Pusher")


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> pathlib.Path:
    return write_showers(tmp_path_factory.mktemp("data") / "showers", groups=300, seed=1)


@pytest.fixture(scope="module")
def local(tmp_path_factory, data):
    """The lineage of the same run on this machine, in one process."""
    out = tmp_path_factory.mktemp("local")
    words = ["run", "--dataset", "ground", "--data", str(data), "--out", str(out), *SMALL]
    call = [sys.executable, "-m", "pipeline.cli", *words]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    (run,) = (out / "runs").iterdir()
    return graph(runs.open_store(str(out / "metadata.sqlite")), run.name), out


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory, data):
    """The lineage of the rehearsal, and its folder."""
    folder = tmp_path_factory.mktemp("rehearsal")
    settings = load_settings(OVERLAYS, dataset__name="ground")
    rehearsal = Rehearsal(settings, folder, data=str(data), kill=KILLED, delay=0.0)
    with mariadb.server(tmp_path_factory.mktemp("db") / "server") as server:
        went_well = rehearsal.once(RUN, server)
        os.environ |= {metadata.USER: server.user, metadata.PASSWORD: server.password}
        try:
            store = metadata.open_store(server.where)
            found = graph(store, RUN)
        finally:
            del os.environ[metadata.USER], os.environ[metadata.PASSWORD]
        password = server.password
    assert went_well
    return found, folder, password


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
    for name in ("gradient-boosting-trainer", "pusher"):
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
    settings = load_settings(OVERLAYS, dataset__name="ground")
    rehearsal = Rehearsal(settings, tmp_path, data=str(data), kill=("Nobody",))
    server = mariadb.Server("mysql://127.0.0.1:1/nowhere", "user", "password")
    with pytest.raises(KubeflowError, match="no such nodes to kill: Nobody"):
        rehearsal.once("run", server)
