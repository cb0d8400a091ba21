"""What ML Metadata knows of a node in a run; asked without TFX, so that a finished node costs nothing."""

from typing import Any

from kubeflow.parameters import RUN_ID


def of(store: Any, node: Any, run_id: str) -> Any:
    """The newest execution of a node in a run; None where there is none.

    Args:
        store: of ML Metadata.
        node: from the compiled pipeline.
        run_id: of the run.
    """
    found: set[int] | None = None
    known: dict[int, Any] = {}
    for kind, name in sorted(_contexts(node, run_id).items()):
        context = store.get_context_by_type_and_name(kind, name)
        if context is None:
            return None
        known = {one.id: one for one in store.get_executions_by_context(context.id)}
        found = set(known) if found is None else found & set(known)
    return known[max(found)] if found else None


def succeeded(execution: Any) -> bool:
    """Whether an execution has run to its end or was taken from the cache."""
    return execution is not None and execution.last_known_state in (execution.COMPLETE, execution.CACHED)


def state(execution: Any) -> str:
    """How an execution ended, in a word."""
    if execution is None:
        return "skipped"
    words = {execution.COMPLETE: "ran", execution.CACHED: "cached"}
    return words.get(execution.last_known_state, "failed")


def outputs(store: Any, execution: Any) -> dict[str, list[str]]:
    """The places of the artifacts that an execution gave, by output."""
    from ml_metadata.proto import metadata_store_pb2

    if execution is None:
        return {}
    kinds = (metadata_store_pb2.Event.OUTPUT, metadata_store_pb2.Event.INTERNAL_OUTPUT)
    events = [one for one in store.get_events_by_execution_ids([execution.id]) if one.type in kinds]
    uris = {one.id: one.uri for one in store.get_artifacts_by_id([event.artifact_id for event in events])}
    given: dict[str, list[str]] = {}
    for event in events:
        given.setdefault(event.path.steps[0].key, []).append(uris[event.artifact_id])
    return given


def _contexts(node: Any, run_id: str) -> dict[str, str]:
    names = {}
    for context in node.contexts.contexts:
        is_run = context.name.runtime_parameter.name == RUN_ID
        names[context.type.name] = run_id if is_run else context.name.field_value.string_value
    return names
