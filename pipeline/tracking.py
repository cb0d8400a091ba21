"""Sends a run to an MLflow tracking server as well, for people who compare runs there.

Needs the extra `mlflow`, and a URL: the setting `tracking.url`, or MLFLOW_TRACKING_URI. Without one nothing
is imported. A server that cannot be reached costs a warning, never a run. User and password stand in
MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, a token in MLFLOW_TRACKING_TOKEN.
"""

import datetime
import itertools
import json
import logging
import os
import pathlib
from collections.abc import Iterator, Mapping
from typing import Any

from components.errors import CascadaError, MachineError
from components.files import exists, local_copy, read_text
from components.gates import VERDICT_FILE
from components.settings.tracking import Tracking
from pipeline import places, runs
from pipeline.manifest import write_manifest
from pipeline.settings import Settings
from pipeline.tracking_words import metrics, parameters, tags, without_password

EVALUATORS = {"GradientBoostingEvaluator": "gradient_boosting", "AutoencoderEvaluator": "autoencoder"}
METRICS_FILE = "metrics.json"
DEFAULTS = {
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "20",  # a server that is away holds nobody up for minutes
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",  # it would print a password in the URL too
}
"""Of the environment, which goes before."""
PARAMETERS, METRICS = 100, 1000
"""The most that MLflow takes in one request."""


def send(settings: Settings, record: dict[str, Any], folder: pathlib.Path, console: Any) -> None:
    """Sends a run, and writes into its manifest where it is there, or why it is not; never raises.

    Args:
        settings: of the run.
        record: its manifest, with the summary; gets `tracking`.
        folder: where the manifest and the log stand.
        console: where a person is told.
    """
    if url_of(settings.tracking) is None:
        return
    try:
        sources = sources_of(settings, record["run"])
        record["tracking"] = {"url": track(settings.tracking, record, folder, sources)}
        console.print(f"[bold]tracked[/]   {record['tracking']['url']}", soft_wrap=True)
    except Exception as error:  # whatever a server or a disk does, the run is what it is
        why = without_password(str(error) if isinstance(error, CascadaError) else repr(error))
        record["tracking"] = {"warning": why}
        console.print("[bold yellow]warning[/]  ", end=" ")
        console.print(f"not tracked: {why}", markup=False, soft_wrap=True)
    write_manifest(folder, record)


def url_of(chosen: Tracking) -> str | None:
    """The URL of the server; None where runs are not sent anywhere."""
    return chosen.url or os.environ.get("MLFLOW_TRACKING_URI") or None


def sources_of(settings: Settings, run_id: str) -> dict[str, str]:
    """What a run has left for people to read: its place among the artifacts there -> where it is."""
    nodes = runs.nodes_of_run(runs.open_store(places.metadata_file(settings)), run_id)
    return dict(itertools.chain.from_iterable(_left_by(settings, node) for node in nodes.values()))


def _left_by(settings: Settings, node: runs.NodeRun) -> Iterator[tuple[str, str]]:
    folders = [artifact.uri for artifacts in node.outputs.values() for artifact in artifacts]
    folders.append(f"{places.pipeline_root(settings)}/{node.node}/refused/{node.execution}")
    for uri in folders:
        for name in (VERDICT_FILE, "report.html", "index.html", METRICS_FILE):
            if exists(f"{uri}/{name}"):
                yield f"{EVALUATORS.get(node.node, node.node)}/{name}", f"{uri}/{name}"


def track(
    chosen: Tracking, record: Mapping[str, Any], folder: pathlib.Path, sources: Mapping[str, str]
) -> str | None:
    """Sends parameters, metrics, tags and files of a run.

    Args:
        chosen: where to.
        record: the manifest of the run, with the summary.
        folder: where the manifest and the log stand.
        sources: place among the artifacts -> file, as `sources_of` gives it; those of
            `<family>/metrics.json` are the metrics.

    Returns:
        The address of the run there, without a password; None without a URL.

    Raises:
        MachineError: the extra is not installed, or the server does not take it.
    """
    url = url_of(chosen)
    if url is None:
        return None
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # it repeats every failure, with the URL
    try:
        from mlflow import MlflowClient
        from mlflow.exceptions import MlflowException
    except ImportError:
        raise MachineError(
            "a tracking URL is set and mlflow is not installed",
            where=without_password(url),
            fix='Install the extra: pip install "cascada[mlflow]".',
        ) from None
    try:
        return _Sender(MlflowClient(tracking_uri=url), url).send(chosen, record, folder, sources)
    except (MlflowException, OSError) as error:  # requests' errors are OSErrors
        raise MachineError(
            f"the tracking server did not take the run: {without_password(str(error))}",
            where=without_password(url),
            fix="See whether it runs, and whether you may write there; the run itself is not touched.",
        ) from None


class _Sender:
    """One run on its way to a server."""

    def __init__(self, client: Any, url: str) -> None:
        self._client, self._url = client, url

    def send(
        self, chosen: Tracking, record: Mapping[str, Any], folder: pathlib.Path, sources: Mapping[str, str]
    ) -> str:
        """All of it; gives the address."""
        experiment = self._experiment(chosen.experiment or f"cascada-{record['settings']['dataset']['name']}")
        started, finished = _milliseconds(record["started"]), record.get("finished")
        run = self._client.create_run(experiment, started, tags(record), record["run"]).info.run_id
        try:
            self._figures(run, record, sources)
            self._files(run, record, folder, sources)
        finally:
            ended = "FINISHED" if record["status"] == "pushed" else "FAILED"
            self._client.set_terminated(run, ended, _milliseconds(finished) if finished else None)
        server = without_password(self._url).rstrip("/")
        place = f"experiments/{experiment}/runs/{run}"
        return f"{server}/#/{place}" if server.startswith("http") else f"{server} {place}"

    def _experiment(self, name: str) -> str:
        found = self._client.get_experiment_by_name(name)
        return str(found.experiment_id if found else self._client.create_experiment(name))

    def _figures(self, run: str, record: Mapping[str, Any], sources: Mapping[str, str]) -> None:
        from mlflow.entities import Metric, Param

        time = _milliseconds(record.get("finished") or record["started"])
        for batch in _batches(parameters(record), PARAMETERS):
            self._client.log_batch(run, params=[Param(*one) for one in batch])
        for batch in _batches(_metrics(sources), METRICS):
            self._client.log_batch(run, metrics=[Metric(*one, time, 0) for one in batch])

    def _files(
        self, run: str, record: Mapping[str, Any], folder: pathlib.Path, sources: Mapping[str, str]
    ) -> None:
        for name in ("manifest.json", "log.txt"):
            if (folder / name).is_file():
                self._client.log_artifact(run, str(folder / name))
        for place, path in sources.items():
            with local_copy(path) as file:
                self._client.log_artifact(run, str(file), place.rpartition("/")[0])
        model = (record.get("pushed") or {}).get("destination")
        if model and pathlib.Path(model).is_dir():
            self._client.log_artifacts(run, model, "model")


def _metrics(sources: Mapping[str, str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for place, path in sources.items():
        family, _, name = place.partition("/")
        if name == METRICS_FILE:
            found |= metrics(family, json.loads(read_text(path)))
    return found


def _batches(values: Mapping[str, Any], size: int) -> Iterator[list[tuple[str, Any]]]:
    items = list(values.items())
    return (items[start : start + size] for start in range(0, len(items), size))


def _milliseconds(time: str) -> int:
    return int(datetime.datetime.fromisoformat(time).timestamp() * 1000)
