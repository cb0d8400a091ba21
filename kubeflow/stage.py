"""The first task of a package: puts the compiled pipeline where all find it, and the database in order.

The tables and the types are made here, by one process, before many look for them at the same time.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from kubeflow import database, failure, ir, staging

FLEXIBLE = {"can_add_fields": True, "can_omit_fields": True}


def main(words: Sequence[str] | None = None) -> int:
    """Stages a pipeline; gives the exit code."""
    given = _arguments(sys.argv[1:] if words is None else words)
    failure.heed_signals()
    try:
        text = staging.unpack(given.piece)
        digest = staging.write(given.root, text)
        types = _register(database.opener(given.database).open_store(given.metadata), ir.from_text(text))
    except BaseException as error:
        return failure.explain(error, "stage", given.mistake)
    print(f"staged {staging.path_of(given.root, digest)}, {types} types")
    return 0


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="kubeflow.stage", allow_abbrev=False)
    for name in ("root", "metadata", "run-id"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--database", default="")
    for name in ("piece", "mistake", "parameter"):
        parser.add_argument(f"--{name}", action="append", default=[])
    return parser.parse_args(words)


def _register(store: Any, pipeline: Any) -> int:
    puts = {
        "ArtifactType": store.put_artifact_type,
        "ContextType": store.put_context_type,
        "ExecutionType": store.put_execution_type,
    }
    seen = {f"{type(one).__name__} {one.name}": one for one in _types(pipeline)}
    for one in seen.values():
        puts[type(one).__name__](one, **FLEXIBLE)
    return len(seen)


def _types(pipeline: Any) -> Iterator[Any]:
    for node in ir.nodes_of(pipeline).values():
        yield node.node_info.type
        yield from (context.type for context in node.contexts.contexts)
        yield from (output.artifact_spec.type for output in node.outputs.outputs.values())


if __name__ == "__main__":
    sys.exit(main())
