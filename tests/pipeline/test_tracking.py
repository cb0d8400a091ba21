"""Runs are sent to a real MLflow server on this machine; without a URL nothing happens."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from rich.console import Console

from components.errors import MachineError, SettingsError
from components.settings.tracking import Tracking
from pipeline import tracking
from pipeline.settings import load_settings
from tests.pipeline.test_tracking_words import RECORD, REVIEWED

pytest.importorskip("mlflow.server", reason="the full mlflow, of the extra dev, has the server")


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> str:
    """The URL of a tracking server that keeps everything in a folder of its own."""
    folder = tmp_path_factory.mktemp("mlflow")
    port = _free_port()
    call = [sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", port]
    call += ["--workers", "1", "--backend-store-uri", f"sqlite:///{folder}/store.db"]
    call += ["--artifacts-destination", str(folder / "artifacts")]
    environment = os.environ | {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            call, cwd=folder, stdout=log, stderr=log, env=environment, start_new_session=True
        )
    try:
        _wait(f"http://127.0.0.1:{port}/health", process, folder / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # its workers too; there is nothing to keep
        process.wait(30)


def _free_port() -> str:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return str(held.getsockname()[1])


def _wait(url: str, process: subprocess.Popen, log: pathlib.Path) -> None:
    for _ in range(600):
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise TimeoutError(log.read_text())


@pytest.fixture
def run(tmp_path) -> tuple[dict, pathlib.Path, dict[str, str]]:
    """The manifest of a run, its folder, and what it left."""
    folder, left = tmp_path / "run", tmp_path / "left"
    model = tmp_path / "models" / "3"
    for path in (folder, left, model):
        path.mkdir(parents=True)
    (folder / "log.txt").write_text("a line\n")
    (folder / "manifest.json").write_text("{}\n")
    (left / "metrics.json").write_text(json.dumps(REVIEWED))
    (left / "report.html").write_text("<!doctype html>")
    (model / "saved_model.pb").write_text("model")
    times = {"started": "2026-01-01T00:00:00Z", "finished": "2026-01-01T00:01:00Z"}
    record = RECORD | times | {"pushed": {"destination": str(model), "version": "3"}}
    sources = {"autoencoder/metrics.json": "metrics.json", "Report/report.html": "report.html"}
    return record, folder, {place: str(left / name) for place, name in sources.items()}


def test_parameters_metrics_tags_and_files_are_there(server, run):
    from mlflow import MlflowClient

    address = tracking.track(Tracking(url=server), *run)
    assert address.startswith(f"{server}/#/experiments/")
    client = MlflowClient(server)
    found = client.get_run(address.rpartition("/")[2])
    assert found.info.run_name == run[0]["run"]
    assert found.info.status == "FINISHED"
    assert found.info.end_time - found.info.start_time == 60_000
    assert found.data.params["gradient_boosting.rounds"] == "800"
    assert found.data.metrics["autoencoder/accuracy"] == 0.5
    assert found.data.metrics["autoencoder/sec_zenith x energy/1-1.15 x 1-3.16/accuracy"] == 0.7
    assert found.data.tags["status"] == "pushed"
    assert client.get_experiment(found.info.experiment_id).name == "cascada-wcd"
    files = {file.path for folder in (None, "Report", "model") for file in _listed(client, found, folder)}
    assert {"log.txt", "manifest.json", "Report/report.html", "model/saved_model.pb"} <= files


def _listed(client, found, folder):
    return client.list_artifacts(found.info.run_id, folder)


def test_a_run_that_was_refused_is_there_as_failed(server, run):
    from mlflow import MlflowClient

    record, folder, sources = run
    record |= {"status": "failed", "error": "iron drifts", "choice": None, "pushed": None}
    address = tracking.track(Tracking(url=server, experiment="refusals"), record, folder, sources)
    found = MlflowClient(server).get_run(address.rpartition("/")[2])
    assert found.info.status == "FAILED"
    assert found.data.tags["error"] == "iron drifts"


def test_more_figures_than_one_request_takes_all_arrive(server, run):
    from mlflow import MlflowClient

    record, folder, sources = run
    bands = [{"slice": "energy", "band": str(n), "metrics": {"a": 1.0, "b": 2.0}} for n in range(700)]
    pathlib.Path(sources["autoencoder/metrics.json"]).write_text(json.dumps(REVIEWED | {"slices": bands}))
    address = tracking.track(Tracking(url=server), record, folder, sources)
    found = MlflowClient(server).get_run(address.rpartition("/")[2])
    assert len(found.data.metrics) == 1400 + 4


def test_a_server_that_is_away_is_an_error_that_says_so_without_the_password(run, monkeypatch):
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"http://me:secret@127.0.0.1:{_free_port()}")
    with pytest.raises(MachineError, match="did not take the run") as error:
        tracking.track(Tracking(), *run)
    assert "secret" not in str(error.value)


def test_a_run_that_cannot_be_sent_goes_on_with_a_warning_in_its_manifest(run, tmp_path, monkeypatch):
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"http://me:secret@127.0.0.1:{_free_port()}")
    record, folder, _ = run
    with (tmp_path / "terminal").open("w") as terminal:
        tracking.send(load_settings(words=[f"out={tmp_path}"]), record, folder, Console(file=terminal))
    written = json.loads((folder / "manifest.json").read_text())
    assert "warning" in written["tracking"]
    assert "not tracked" in (tmp_path / "terminal").read_text()
    assert "secret" not in (tmp_path / "terminal").read_text() + str(written)


def test_without_the_extra_it_says_what_to_install(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "mlflow", None)
    with pytest.raises(MachineError, match="not installed") as error:
        tracking.track(Tracking(url="http://127.0.0.1:1"), *run)
    assert "cascada[mlflow]" in error.value.fix


def test_without_a_url_mlflow_is_not_even_imported(tmp_path):
    words = (
        "import sys; from pipeline import tracking; from pipeline.settings import load_settings;"
        "record = {}; tracking.send(load_settings(), record, None, None);"
        "assert not record; assert 'mlflow' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", words], check=True, env={"PATH": ""}, timeout=60)


def test_a_password_in_the_settings_is_refused_without_repeating_it():
    with pytest.raises(SettingsError, match="MLFLOW_TRACKING_PASSWORD") as error:
        load_settings(words=["tracking.url=http://me:secret@host"])
    assert "secret" not in str(error.value)


def test_the_setting_goes_before_the_environment(monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://environment")
    assert tracking.url_of(Tracking(url="http://setting")) == "http://setting"
    assert tracking.url_of(Tracking()) == "http://environment"
