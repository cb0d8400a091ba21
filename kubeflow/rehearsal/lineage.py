"""The lineage graph of a run in a form that two runs can be compared in, wherever and however they ran."""

import dataclasses
from typing import Any

from ml_metadata.proto import metadata_store_pb2 as pb

INPUTS = (pb.Event.INPUT, pb.Event.DECLARED_INPUT, pb.Event.INTERNAL_INPUT)
OUTPUTS = (pb.Event.OUTPUT, pb.Event.DECLARED_OUTPUT, pb.Event.INTERNAL_OUTPUT)


@dataclasses.dataclass(frozen=True, order=True)
class Edge:
    """An artifact at an input or output of a node.

    Attributes:
        channel: the input or output; an artifact that is at two of a node has both.
        kind: of event and of artifact.
        maker: node and output that the artifact came from first.
        properties: names of what is known of it.
    """

    channel: str
    kind: str
    maker: str
    properties: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Node:
    """A node of a run: its type, its contexts' types, its state, its parameters' names and its artifacts."""

    kind: str
    contexts: tuple[str, ...]
    state: str
    properties: tuple[str, ...]
    edges: tuple[Edge, ...]


def graph(store: Any, run_id: str) -> dict[str, Node]:
    """The nodes of a run, by id; empty where it is not known."""
    context = store.get_context_by_type_and_name("pipeline_run", run_id)
    executions = store.get_executions_by_context(context.id) if context else []
    return {_name(store, one.id): _node(store, one) for one in executions}


def difference(one: dict[str, Node], other: dict[str, Node]) -> list[str]:
    """Where two graphs are not the same, a line each; empty where they are."""
    lines = [f"only in one: {name}" for name in sorted(set(one) ^ set(other))]
    for name in sorted(set(one) & set(other)):
        for field in dataclasses.fields(Node):
            left, right = getattr(one[name], field.name), getattr(other[name], field.name)
            if left != right:
                lines.append(f"{name}: {field.name}: {left} and {right}")
    return lines


def _node(store: Any, execution: Any) -> Node:
    contexts = store.get_contexts_by_execution(execution.id)
    return Node(
        kind=execution.type,
        contexts=tuple(sorted(one.type for one in contexts)),
        state=pb.Execution.State.Name(execution.last_known_state),
        properties=tuple(sorted({*execution.properties, *execution.custom_properties})),
        edges=tuple(sorted(_edge(store, one) for one in store.get_events_by_execution_ids([execution.id]))),
    )


def _edge(store: Any, event: Any) -> Edge:
    artifact = store.get_artifacts_by_id([event.artifact_id])[0]
    kind = f"{pb.Event.Type.Name(event.type)} {artifact.type} {pb.Artifact.State.Name(artifact.state)}"
    known = tuple(sorted({*artifact.properties, *artifact.custom_properties}))
    return Edge(_channel(event), kind, _maker(store, event.artifact_id), known)


def _maker(store: Any, artifact: int) -> str:
    events = store.get_events_by_artifact_ids([artifact])
    made = min((one for one in events if one.type in OUTPUTS), key=lambda one: one.execution_id, default=None)
    return f"{_name(store, made.execution_id)}.{_channel(made)}" if made else ""


def _name(store: Any, execution: int) -> str:
    contexts = store.get_contexts_by_execution(execution)
    return next(str(one.name).rpartition(".")[2] for one in contexts if one.type == "node")


def _channel(event: Any) -> str:
    return " ".join(sorted(step.key for step in event.path.steps if step.HasField("key")))
