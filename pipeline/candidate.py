"""The model that a person means, as ML Metadata knows it; and the one that waits to be pushed."""

import dataclasses
import pathlib
from typing import Any

from components.errors import ModelError
from components.files import local_copy
from components.models.manifest import EXPORT, MANIFEST_FILE, content_of, take_inventory, verify
from components.showers.dataset import Dataset
from pipeline.lineage import find_root
from pipeline.lineage_store import makers_of
from pipeline.runs import NodeRun, State, runs_of_node

CANDIDATE = "candidate"
DONE = (State.RAN, State.CACHED)


@dataclasses.dataclass(frozen=True)
class Signable:
    """A model that can be signed.

    Attributes:
        artifact: id of its Model artifact.
        content: one SHA-256 over its files.
        pipeline: name of the pipeline that made it.
        words: what a person calls it.
    """

    artifact: int
    content: str
    pipeline: str
    words: str


def pipeline_name(dataset: Dataset) -> str:
    """The name of the pipeline of a dataset, and of its task."""
    return "-".join(filter(None, ("cascada", dataset.name, dataset.task)))


def named(store: Any, model: pathlib.Path) -> Signable:
    """A model by its place, as `registry.resolve` gives it.

    Raises:
        ModelError: ML Metadata does not know it, or its files are damaged.
    """
    pushed = verify(model) if (model / MANIFEST_FILE).is_file() else None
    root = find_root(store, model)
    maker = makers_of(store, {root}).get(root)
    source = dict(maker.inputs).get("model") if maker and pushed else root
    words = f"version {pushed.version}" if pushed else str(model)
    return _signable(store, source or root, model, words)


def candidate(store: Any, pipeline: str) -> Signable:
    """The champion of the newest run that chose one, which waits to be pushed.

    Raises:
        ModelError: there is none, it was refused, or it is pushed already; says which.
    """
    champions = (run for run in runs_of_node(store, pipeline, "Champion") if run.state in DONE)
    champion = next(champions, None)
    if champion is None:
        raise _nothing(
            pipeline, "no run has chosen a champion", "Run `cascada run` first, or name --dataset."
        )
    (model,) = champion.outputs["model"]
    later = {node: _of_model(store, pipeline, node, model.id) for node in ("Pusher", "InfraValidator")}
    if any(run.state in DONE for run in later["Pusher"]):
        raise _nothing(
            pipeline,
            "the newest champion is pushed already",
            "Name its version; `cascada models` lists them.",
        )
    if not any(run.state in DONE for run in later["InfraValidator"][:1]):
        what = "the newest champion has not passed the InfraValidator"
        raise _nothing(pipeline, what, "See what the run says, and run it again.")
    (run,) = (c.name for c in store.get_contexts_by_execution(champion.execution) if c.type == "pipeline_run")
    with local_copy(f"{model.uri}/{EXPORT}") as place:
        return _signable(store, model.id, place, f"the champion of run {run}")


def _nothing(pipeline: str, what: str, fix: str) -> ModelError:
    return ModelError(f"nothing waits to be signed: {what}", where=pipeline, fix=fix)


def _of_model(store: Any, pipeline: str, node: str, model: int) -> list[NodeRun]:
    """The executions of a node that used a model, newest first."""
    events = store.get_events_by_artifact_ids([model])
    used = {event.execution_id for event in events if event.type == event.INPUT}
    return [run for run in runs_of_node(store, pipeline, node) if run.execution in used]


def _signable(store: Any, artifact: int, path: pathlib.Path, words: str) -> Signable:
    (pipeline,) = (c.name for c in store.get_contexts_by_artifact(artifact) if c.type == "pipeline")
    return Signable(artifact, content_of(take_inventory(path)), pipeline, words)
