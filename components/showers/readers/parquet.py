"""The reader of Parquet files."""

import functools
import pathlib
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from components.errors import BadFileError
from components.showers.dataset import Dataset, Feature
from components.showers.readers.raw import BAD_SCHEMA, ROWS, Integers, Raw, locate_columns
from components.showers.vectors import is_list


def read_parquet(
    path: pathlib.Path, name: str, dataset: Dataset, wanted: tuple[Feature, ...]
) -> Iterator[Raw]:
    """Reads only the wanted columns, in batches.

    Args:
        path: the file.
        name: what to call it in messages.
        dataset: its registry; unused, every reader takes the same arguments.
        wanted: the features to read.

    Raises:
        BadFileError: a wanted feature has no column, or rows are missing.
    """
    first = 1
    with open_parquet(path) as file:
        columns = locate_columns(file.schema_arrow.names, wanted, str(path))
        for batch in file.iter_batches(ROWS, columns=list(columns.values())):
            yield Raw(
                file=name,
                columns={feature: batch.column(column) for feature, column in columns.items()},
                records=np.arange(first, first + batch.num_rows, dtype=np.int64),
                texts=functools.partial(texts_of, batch),
                malformed=BAD_SCHEMA.empty_table(),
            )
            first += batch.num_rows
        require_rows(first - 1, file, path)


def open_parquet(path: pathlib.Path) -> pyarrow.parquet.ParquetFile:
    """A Parquet file, of which every page that has a checksum is held against it.

    Without that a flipped bit would be another value, and nobody would know.
    """
    return pyarrow.parquet.ParquetFile(path, page_checksum_verification=True)


def require_rows(rows: int, file: pyarrow.parquet.ParquetFile, path: pathlib.Path) -> None:
    """Refuses a file that gave another number of rows than it says it has.

    Raises:
        BadFileError: it did.
    """
    if rows != file.metadata.num_rows:
        what = f"holds {rows} rows where its footer says {file.metadata.num_rows}"
        raise BadFileError(what, where=str(path), fix="The file is damaged. Fetch or write it again.")


def texts_of(batch: pa.RecordBatch, rows: Integers) -> pa.Array:
    """`column=value` of some rows, for people and without lists: indices [k] -> strings [k]."""
    shown = [name for name in batch.schema.names if not is_list(batch.schema.field(name).type)]
    chosen = batch.select(shown).take(pa.array(rows))
    values = [pc.coalesce(pc.cast(column, pa.string()), "null") for column in chosen.columns]
    cells = [
        pc.binary_join_element_wise(name, value, "=")
        for name, value in zip(chosen.schema.names, values, strict=True)
    ]
    return pc.binary_join_element_wise(*cells, " ")
