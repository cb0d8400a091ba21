"""What these pages ask of ML Metadata: opened anew for each question, to read only."""

from collections.abc import Callable
from typing import Any, TypeVar

from components.errors import CascadaError
from components.files import exists, read_text
from components.gates import VERDICT_FILE, Verdict
from pipeline import metadata
from pipeline.runs import NodeRun, State, nodes_of_run, open_store

Answer = TypeVar("Answer")
BUSY = ("locked", "Concurrent")
"""Words of ML Metadata's errors when a run is writing; it has tried again for seconds by then."""


def ask(metadata_file: str, question: Callable[[Any], Answer]) -> Answer:
    """Opens the store, and asks.

    Raises:
        CascadaError: there is no database, a run keeps it busy, or it is damaged.
    """
    metadata.require(metadata_file)
    from ml_metadata.errors import StatusError

    try:
        return question(open_store(metadata_file, read_only=True))
    except (RuntimeError, StatusError) as error:
        raise _unreadable(metadata_file, str(error)) from None


def _unreadable(metadata_file: str, message: str) -> CascadaError:
    if any(word in message for word in BUSY):
        return CascadaError(
            "a run is writing to the ML Metadata database", where=metadata_file, fix="Reload the page."
        )
    return CascadaError(
        f"the ML Metadata database cannot be read ({message.partition(' query:')[0]})",
        where=metadata_file,
        fix="Put a copy of it back, or name another --out.",
    )


def nodes_of(metadata_file: str, run_id: str) -> dict[str, NodeRun]:
    """The nodes of a run by name; empty where it was ended before the first."""

    def question(store: Any) -> dict[str, NodeRun]:
        known = store.get_context_by_type_and_name("pipeline_run", run_id)
        return nodes_of_run(store, run_id) if known else {}

    return ask(metadata_file, question)


def unfinished(metadata_file: str, nodes: dict[str, NodeRun]) -> set[str]:
    """The nodes that have begun and have not ended."""

    def question(store: Any) -> set[int]:
        found = store.get_executions_by_id([node.execution for node in nodes.values()])
        return {one.id for one in found if one.last_known_state in (one.NEW, one.RUNNING)}

    begun = ask(metadata_file, question) if nodes else set()
    return {name for name, node in nodes.items() if node.execution in begun}


def uri_of(metadata_file: str, artifact: int) -> str:
    """Where an artifact stands.

    Raises:
        CascadaError: ML Metadata knows no such artifact.
    """
    found = ask(metadata_file, lambda store: store.get_artifacts_by_id([artifact]))
    if not found:
        raise CascadaError(f"ML Metadata knows no artifact {artifact}", where=metadata_file)
    return str(found[0].uri)


def verdict_of(node: NodeRun, pipeline_root: str) -> Verdict | None:
    """The verdict of a node; of one that refused it is kept beside its outputs.

    Raises:
        CascadaError: it is damaged.
    """
    folders = [artifact.uri for artifacts in node.outputs.values() for artifact in artifacts]
    if node.state is State.FAILED:
        folders = [f"{pipeline_root}/{node.node}/refused/{node.execution}"]
    path = next(filter(exists, (f"{folder}/{VERDICT_FILE}" for folder in folders)), None)
    if path is None:
        return None
    try:
        return Verdict.from_json(read_text(path))
    except (OSError, ValueError, KeyError, TypeError):
        raise CascadaError("the verdict cannot be read", where=path, fix="Run the pipeline again.") from None
