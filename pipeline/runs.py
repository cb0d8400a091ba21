"""What ML Metadata knows of a run: its nodes, their states and their outputs."""

import dataclasses
import enum
from collections.abc import Iterator
from typing import Any

from components.errors import CascadaError
from pipeline import metadata


class State(enum.StrEnum):
    """How a node ended."""

    RAN = "ran"
    CACHED = "cached"
    RESOLVED = "resolved"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclasses.dataclass(frozen=True)
class NodeRun:
    """One node of one run; `outputs` has the artifacts of each output channel."""

    node: str
    execution: int
    state: State
    outputs: dict[str, list[Any]]

    def uri(self, channel: str) -> str:
        """The place of the first artifact of an output channel."""
        return str(self.outputs[channel][0].uri)


def open_store(where: str, *, read_only: bool = False) -> Any:
    """The ML Metadata store of a SQLite file or a server, for those who ask about runs.

    Args:
        where: the path of the file, or `mysql://HOST:PORT/DATABASE`.
        read_only: for those who only look: nothing can be written through it. SQLite only.

    Raises:
        CascadaError: there is no such file, or the server does not let us in.
    """
    metadata.require(where)
    return metadata.open_store(where, read_only=read_only)


def state_of(execution: Any) -> State:
    """The state of an ML Metadata execution."""
    from ml_metadata.proto import metadata_store_pb2

    states = {
        metadata_store_pb2.Execution.COMPLETE: State.RAN,
        metadata_store_pb2.Execution.CACHED: State.CACHED,
    }
    return states.get(execution.last_known_state, State.FAILED)


def nodes_of_run(store: Any, run_id: str) -> dict[str, NodeRun]:
    """Every node that this run has executed or taken from the cache, by name."""
    context = store.get_context_by_type_and_name("pipeline_run", run_id)
    if context is None:
        raise CascadaError(f"ML Metadata knows no run {run_id}")
    executions = store.get_executions_by_context(context.id)
    return {run.node: run for run in (_node_run(store, execution) for execution in executions)}


def runs_of_node(store: Any, pipeline: str, node: str) -> Iterator[NodeRun]:
    """Every execution of a node of a pipeline, newest first."""
    context = store.get_context_by_type_and_name("node", f"{pipeline}.{node}")
    executions = store.get_executions_by_context(context.id) if context else []
    for execution in sorted(executions, key=lambda one: -int(one.id)):
        yield _node_run(store, execution)


def _node_run(store: Any, execution: Any) -> NodeRun:
    contexts = store.get_contexts_by_execution(execution.id)
    node = next(c.name for c in contexts if c.type == "node").partition(".")[2]
    return NodeRun(node, execution.id, state_of(execution), _outputs(store, execution.id))


def _outputs(store: Any, execution_id: int) -> dict[str, list[Any]]:
    from ml_metadata.proto import metadata_store_pb2

    events = [
        event
        for event in store.get_events_by_execution_ids([execution_id])
        if event.type == metadata_store_pb2.Event.OUTPUT
    ]
    artifacts = {a.id: a for a in store.get_artifacts_by_id([event.artifact_id for event in events])}
    outputs: dict[str, list[Any]] = {}
    for event in events:
        outputs.setdefault(event.path.steps[0].key, []).append(artifacts[event.artifact_id])
    return outputs
