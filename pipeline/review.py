"""What the report of a run, or of a pushed model, is made from: found in the manifests and in ML Metadata."""

import json
import pathlib
from collections.abc import Iterator, Mapping
from typing import Any

from components.audit.approvals import approvals_of
from components.audit.checklist import Checklist
from components.errors import CascadaError, ModelError
from components.evaluator.plan_file import load_plan
from components.files import exists, local_copy
from components.models.manifest import EXPORT, content_of, read_manifest, take_inventory
from components.properties import FOLDER
from components.report.sources import Sources
from components.showers.dataset import Dataset, dataset_folder, load_dataset
from pipeline import manifest, places, runs
from pipeline.audit import read_checklist
from pipeline.registry import LATEST, resolve
from pipeline.settings import Settings

NODES = {"gradient_boosting": "GradientBoosting", "autoencoder": "Autoencoder"}
Nodes = Mapping[str, runs.NodeRun]


def run_ids(settings: Settings) -> list[str]:
    """Every run in the output folder that has a manifest, newest first."""
    found = places.runs_folder(settings).glob(f"*/{manifest.FILE}")
    return sorted((path.parent.name for path in found), reverse=True)


def find_run(settings: Settings, name: str = LATEST) -> str:
    """The run that a person means: `latest`, an id, or the beginning of one.

    Raises:
        CascadaError: there is none, or more than one; says which there are.
    """
    known = run_ids(settings)
    found = known[:1] if name == LATEST else [one for one in known if one.startswith(name)]
    if len(found) == 1:
        return found[0]
    what = f"{len(found)} runs begin with {name}" if found else f"no run {name}"
    fix = f"There are: {', '.join(known[:5])}." if known else "Run `cascada run` first, or name --out."
    raise CascadaError(what, where=str(places.runs_folder(settings)), fix=fix)


def read_record(settings: Settings, run_id: str) -> dict[str, Any]:
    """The manifest of a run.

    Raises:
        CascadaError: it is missing or damaged.
    """
    path = places.run_folder(settings, run_id) / manifest.FILE
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise CascadaError("the manifest cannot be read", where=str(path), fix="Name another run.") from None
    if not isinstance(record, dict):
        raise CascadaError("the manifest is damaged", where=str(path), fix="Name another run.")
    return record


def sources_of_run(settings: Settings, name: str = LATEST) -> Sources:
    """What there is of a run, also of one that was refused.

    Raises:
        CascadaError: there is no such run.
    """
    run_id = find_run(settings, name)
    record = read_record(settings, run_id)
    store = runs.open_store(places.metadata_file(settings))
    nodes = runs.nodes_of_run(store, run_id)
    chosen = record["settings"]["dataset"]
    dataset = load_dataset(**chosen)
    ingestion = nodes.get("ExampleGen")
    return Sources(
        dataset=dataset,
        run=run_id,
        ingestion=_uri(nodes, "ExampleGen", "ingestion"),
        anomalies=_uri(nodes, "ExampleValidator", "anomalies"),
        reference=_uri(nodes, "Reference", "reference"),
        choice=_uri(nodes, "Champion", "choice"),
        infra=_uri(nodes, "InfraValidator", "blessing"),
        evaluations=_of_families(nodes, "Evaluator", "evaluation"),
        models=_of_families(nodes, "Trainer", "model", f"/{EXPORT}"),
        training=_of_families(nodes, "Trainer", "model_run"),
        trials=_of_families(nodes, "Tuner", "tuner_results"),
        refused=tuple(_refusals(settings, nodes)),
        events=_span_folder(ingestion),
        checklist=_checklist(chosen["name"], dataset),
        approvals=_approvals(store, nodes),
        provenance=_provenance(record),
    )


def sources_of_model(settings: Settings, model: str = LATEST) -> Sources:
    """What there is of the run that first pushed a model.

    Raises:
        ModelError: there is no such model, or no run here pushed it.
    """
    path = resolve(places.models_folder(settings), model, withdrawn=True)
    version = str(read_manifest(path).version)
    for run_id in reversed(run_ids(settings)):
        if _pushed_by(settings, run_id) == version:
            return sources_of_run(settings, run_id)
    raise ModelError("no run here pushed this model", where=str(path), fix="Name the --out of its run.")


def _pushed_by(settings: Settings, run_id: str) -> str | None:
    """The version that a run pushed; none where its manifest is damaged."""
    try:
        return (read_record(settings, run_id).get("pushed") or {}).get("version")
    except CascadaError:
        return None


def sources_of(settings: Settings, name: str) -> Sources:
    """Of a model, named as everywhere by its version, `latest` or path; or else of a run, by its id."""
    is_model = name == LATEST or name.isdecimal() or pathlib.Path(name).exists()
    return (sources_of_model if is_model else sources_of_run)(settings, name)


def _done(nodes: Nodes, node: str) -> runs.NodeRun | None:
    found = nodes.get(node)
    return found if found and found.state in (runs.State.RAN, runs.State.CACHED) else None


def _uri(nodes: Nodes, node: str, channel: str) -> str | None:
    found = _done(nodes, node)
    return found.uri(channel) if found and channel in found.outputs else None


def _of_families(nodes: Nodes, node: str, channel: str, below: str = "") -> dict[str, str]:
    found = {family: _uri(nodes, f"{name}{node}", channel) for family, name in NODES.items()}
    return {family: uri + below for family, uri in found.items() if uri}


def _refusals(settings: Settings, nodes: Nodes) -> Iterator[str]:
    """Where the verdicts of nodes that refused are: TFX removes the outputs of a node that failed."""
    for node in nodes.values():
        folder = f"{places.pipeline_root(settings)}/{node.node}/refused/{node.execution}"
        if node.state is runs.State.FAILED and exists(folder):
            yield folder


def _span_folder(ingestion: runs.NodeRun | None) -> str | None:
    if ingestion is None or not ingestion.outputs.get("ingestion"):
        return None
    return ingestion.outputs["ingestion"][0].custom_properties[FOLDER].string_value or None


def _approvals(store: Any, nodes: Nodes) -> tuple[Any, ...]:
    champion = _uri(nodes, "Champion", "model")
    if champion is None or not exists(f"{champion}/{EXPORT}"):
        return ()
    with local_copy(f"{champion}/{EXPORT}") as model:
        return tuple(approvals_of(store, content_of(take_inventory(model))))


def _checklist(name: str, dataset: Dataset) -> Checklist:
    folder = dataset_folder(name)
    return read_checklist(folder, dataset, load_plan(folder, dataset))


def _provenance(record: Mapping[str, Any]) -> dict[str, Any]:
    named = (
        "lock_sha256",
        "packages",
        "hardware",
        "seeds",
        "split",
        "settings",
        "started",
        "command",
        "pushed",
    )
    return {**record.get("code", {}), **{name: record[name] for name in named if name in record}}
