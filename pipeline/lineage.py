"""Lineage: from a pushed model back through every node to the data it was made of."""

import dataclasses
import pathlib
from collections.abc import Iterable, Mapping
from typing import Any

from components.errors import ModelError
from components.models.manifest import MANIFEST_FILE, Manifest, read_manifest
from pipeline.runs import State, state_of

COMPARED = frozenset({"baseline_model"})
"""Inputs that a node only compares with: shown, and not walked past."""

Properties = Mapping[str, str | int | float]


@dataclasses.dataclass(frozen=True)
class Artifact:
    """One artifact of ML Metadata.

    Attributes:
        id, type, uri: as there.
        properties: its own and its custom ones.
        compared: a node compared the model with it, and the walk does not go past it.
    """

    id: int
    type: str
    uri: str
    properties: Properties
    compared: bool


@dataclasses.dataclass(frozen=True)
class Execution:
    """One run of a node.

    Attributes:
        id: in ML Metadata.
        node: name of the node.
        state: how it ended.
        run: the pipeline run it belongs to.
        reused: how many later runs took its outputs from the cache.
        parameters: what it was run with.
        inputs: (channel, artifact id); the model first, then by name.
    """

    id: int
    node: str
    state: State
    run: str
    reused: int
    parameters: Properties
    inputs: tuple[tuple[str, int], ...]


@dataclasses.dataclass(frozen=True)
class Lineage:
    """All that a model was made of.

    Attributes:
        root: id of the model's artifact.
        artifacts: by id; the root and everything it was made of.
        makers: artifact id -> the execution that made it; absent where the walk ends.
    """

    root: int
    artifacts: Mapping[int, Artifact]
    makers: Mapping[int, Execution]

    @property
    def executions(self) -> tuple[Execution, ...]:
        """Every execution once, in the order they ran."""
        return tuple(sorted({e.id: e for e in self.makers.values()}.values(), key=lambda e: e.id))

    @property
    def data(self) -> tuple[Artifact, ...]:
        """The Examples artifacts, whose properties hold span, version and fingerprint of the data."""
        return tuple(artifact for artifact in self.artifacts.values() if artifact.type == "Examples")


def trace(store: Any, model: pathlib.Path) -> Lineage:
    """Walks from a model back to the data.

    Args:
        store: an ML Metadata store, as `runs.open_store` gives it.
        model: a pushed model, as `registry.resolve` gives it, or the place of a Model artifact.

    Raises:
        ModelError: ML Metadata does not know the model.
    """
    root = _find_root(store, model)
    makers: dict[int, Execution] = {}
    known, new, compared = {root}, {root}, set[int]()
    while new:
        made = _makers(store, new)
        makers |= made
        used = {item for execution in made.values() for item in execution.inputs}
        compared |= {artifact for channel, artifact in used if channel in COMPARED}
        new = {artifact for channel, artifact in used if channel not in COMPARED} - known
        known |= new
    found = store.get_artifacts_by_id(sorted(known | compared))
    artifacts = {artifact.id: _artifact(artifact, artifact.id not in known) for artifact in found}
    return Lineage(root, artifacts, makers)


def _find_root(store: Any, model: pathlib.Path) -> int:
    if (model / MANIFEST_FILE).is_file():
        found = _find_pushed(store, model.resolve(), read_manifest(model))
    else:
        places = (model.resolve(), model.resolve().parent)
        found = [a.id for place in places for a in store.get_artifacts_by_uri(str(place))]
    if not found:
        fix = "Name the --out of the run that made it; its database stands there."
        raise ModelError("ML Metadata does not know this model", where=str(model), fix=fix)
    return found[0]


def _find_pushed(store: Any, place: pathlib.Path, manifest: Manifest) -> list[int]:
    """PushedModel artifacts, best match first: made of the same model, else pushed to the same place."""
    pushed = [a for a in store.get_artifacts_by_type("PushedModel") if _version(a) == manifest.version]
    makers = _makers(store, {artifact.id for artifact in pushed})
    source = manifest.source
    same_model = [
        a.id for a in pushed if a.id in makers and ("model", source.artifact) in makers[a.id].inputs
    ]
    known = store.get_artifacts_by_id([source.artifact]) if same_model else []
    if same_model and known and known[0].uri == source.uri:
        return same_model
    return [a.id for a in pushed if a.custom_properties["pushed_destination"].string_value == str(place)]


def _version(artifact: Any) -> int | None:
    text = artifact.custom_properties["pushed_version"].string_value
    return int(text) if text.isdecimal() else None


def _makers(store: Any, artifacts: Iterable[int]) -> dict[int, Execution]:
    """The execution that made each artifact, among those that only took it from the cache."""
    from ml_metadata.proto import metadata_store_pb2

    events = store.get_events_by_artifact_ids(sorted(artifacts)) if artifacts else []
    outputs = [event for event in events if event.type == metadata_store_pb2.Event.OUTPUT]
    executions = {
        e.id: e for e in store.get_executions_by_id(sorted({event.execution_id for event in outputs}))
    }
    by_artifact: dict[int, list[Any]] = {}
    for event in outputs:
        by_artifact.setdefault(event.artifact_id, []).append(executions[event.execution_id])
    return {artifact: _execution(store, candidates) for artifact, candidates in by_artifact.items()}


def _execution(store: Any, candidates: list[Any]) -> Execution:
    ran = [execution for execution in candidates if state_of(execution) is State.RAN]
    maker = min(ran or candidates, key=lambda execution: execution.id)
    contexts = {context.type: context.name for context in store.get_contexts_by_execution(maker.id)}
    return Execution(
        id=maker.id,
        node=contexts.get("node", "").rpartition(".")[2] or maker.type.rpartition(".")[2],
        state=state_of(maker),
        run=contexts.get("pipeline_run", ""),
        reused=len({execution.id for execution in candidates}) - 1,
        parameters=_values(maker.custom_properties),
        inputs=_inputs(store, maker.id),
    )


def _inputs(store: Any, execution: int) -> tuple[tuple[str, int], ...]:
    from ml_metadata.proto import metadata_store_pb2

    events = store.get_events_by_execution_ids([execution])
    used = [event for event in events if event.type == metadata_store_pb2.Event.INPUT]
    found = {(event.path.steps[0].key, event.artifact_id) for event in used}
    return tuple(sorted(found, key=lambda item: (item[0] != "model", item)))


def _artifact(artifact: Any, compared: bool) -> Artifact:
    properties = {**_values(artifact.properties), **_values(artifact.custom_properties)}
    return Artifact(artifact.id, artifact.type, artifact.uri, properties, compared)


def _values(properties: Mapping[str, Any]) -> dict[str, str | int | float]:
    kinds = {name: value.WhichOneof("value") for name, value in properties.items()}
    known = {
        name: kind for name, kind in kinds.items() if kind in ("int_value", "double_value", "string_value")
    }
    return {name: getattr(properties[name], kind) for name, kind in known.items()}
