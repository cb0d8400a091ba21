"""Rows of a Parquet file by their ids: of all other rows only the ids are read."""

import pathlib
from collections.abc import Callable, Collection, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from components.showers.columns import typed
from components.showers.dataset import Dataset
from components.showers.readers.raw import ROWS, Integers, locate_columns

PART = 2048
"""Rows of a row group that are unpacked at once: 17 MB of traces."""


def rows_with(
    parquet: pyarrow.parquet.ParquetFile,
    path: pathlib.Path,
    dataset: Dataset,
    ids: Collection[int],
    columns: list[str],
    tell: Callable[[Integers], None] = lambda ids: None,
) -> Iterator[tuple[pa.RecordBatch, Integers]]:
    """The rows with some ids, in the order of the file.

    Args:
        parquet: the file.
        path: where it is.
        dataset: its registry.
        ids: the ids that are wanted.
        columns: the columns that are wanted.
        tell: is told all ids that are there, some at a time.

    Yields:
        Some rows, and their 1-based numbers [rows].

    Raises:
        BadFileError: there is no column of ids, or one of another type.
    """
    wanted = np.array(sorted(ids), np.int64)
    key = locate_columns(parquet.schema_arrow.names, (dataset.id,), str(path))[dataset.id.name]
    first = 1
    for group in range(parquet.num_row_groups):
        places, start = [np.empty(0, np.int64)], 0
        for batch in parquet.iter_batches(ROWS, row_groups=[group], columns=[key]):
            found = typed(dataset.id, batch.column(0), dataset, str(path)).values
            places.append(start + np.flatnonzero(np.isin(found, wanted)))
            start += len(found)
            tell(found)
        yield from _taken(parquet, group, columns, np.concatenate(places), first)
        first += start


def _taken(
    parquet: pyarrow.parquet.ParquetFile, group: int, columns: list[str], places: Integers, first: int
) -> Iterator[tuple[pa.RecordBatch, Integers]]:
    """The rows at some places [rows] of a row group whose first row has a number."""
    if not len(places):
        return
    for number, batch in enumerate(parquet.iter_batches(PART, row_groups=[group], columns=columns)):
        inside = places[places // PART == number]
        if len(inside):
            yield batch.take(pa.array(inside - number * PART)), first + inside
