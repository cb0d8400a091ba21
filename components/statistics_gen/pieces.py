"""Cuts batches of any size into pieces of one size, and prepares pieces beside the work on earlier ones."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import pyarrow as pa

from components.errors import BadRecordError

Piece = TypeVar("Piece")
Ready = TypeVar("Ready")

WORKERS = 2
"""Pieces prepared at the same time; their results keep their order."""


def pieces_of(batches: Iterable[pa.RecordBatch | pa.Table], rows: int) -> Iterator[pa.Table]:
    """The same rows in the same order, in tables of `rows` rows, the last of which may be shorter.

    A column that a batch lacks is null there.

    Args:
        batches: flat or list columns, in batches of any size; whole ones are cut without copying.
        rows: of a piece.

    Raises:
        BadRecordError: a column has one type in one batch and another in the next.
    """
    waiting: list[pa.Table] = []
    held = 0
    types: dict[str, pa.DataType] = {}
    for batch in batches:
        _check_types(batch.schema, types)
        waiting.append(batch if isinstance(batch, pa.Table) else pa.Table.from_batches([batch]))
        held += batch.num_rows
        if held >= rows:
            joined, whole = _joined(waiting), held - held % rows
            yield from (joined.slice(start, rows) for start in range(0, whole, rows))
            waiting, held = [joined.slice(whole)], held - whole
    if held:
        yield _joined(waiting)


def prepared(
    pieces: Iterable[Piece], prepare: Callable[[Piece], Ready], workers: int = WORKERS
) -> Iterator[Ready]:
    """`prepare(piece)` of every piece in order, worked out in threads while the caller uses earlier ones.

    Pays where `prepare` spends its time outside of Python, as sorting and Arrow's kernels do.

    Args:
        pieces: read in the caller's thread; at most one more than `workers` of them are held.
        prepare: called from several threads.
        workers: threads.
    """
    waiting: deque[Future[Ready]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for piece in pieces:
            waiting.append(pool.submit(prepare, piece))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _joined(tables: list[pa.Table]) -> pa.Table:
    return pa.concat_tables(tables, promote_options="default")


def _check_types(schema: pa.Schema, known: dict[str, pa.DataType]) -> None:
    """Holds a batch against the types met so far, and adds its own."""
    for field in schema:
        if pa.types.is_null(field.type):
            continue
        before = known.setdefault(field.name, field.type)
        if field.type != before:
            raise BadRecordError(
                f"holds {field.type} here and {before} before",
                where=f"column {field.name}",
                fix="Give it the same type in all files.",
            )
