"""Artifacts and executions as ML Metadata has them; events are walked by id, for it has no query language."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.runs import State, state_of

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


def makers_of(store: Any, artifacts: Iterable[int]) -> dict[int, Execution]:
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


def read_artifact(artifact: Any, compared: bool) -> Artifact:
    """An artifact of ML Metadata, and whether it was only compared with."""
    properties = {**_values(artifact.properties), **_values(artifact.custom_properties)}
    return Artifact(artifact.id, artifact.type, artifact.uri, properties, compared)


def _values(properties: Mapping[str, Any]) -> dict[str, str | int | float]:
    kinds = {name: value.WhichOneof("value") for name, value in properties.items()}
    known = {
        name: kind for name, kind in kinds.items() if kind in ("int_value", "double_value", "string_value")
    }
    return {name: getattr(properties[name], kind) for name, kind in known.items()}
