"""What every reader hands on: columns as a file has them, and the records it could not split into columns."""

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from components.errors import BadFileError
from components.showers.dataset import Feature

ROWS = 65_536
"""The most records that travel together."""
SHOWN = 20
"""How many of the columns of a file a message names."""
LONGEST_NAME = 60
"""How much of a column's name it shows."""

BAD_SCHEMA = pa.schema(
    [
        ("file", pa.string()),
        ("record", pa.int64()),
        ("field", pa.string()),
        ("reason", pa.string()),
        ("text", pa.string()),
    ]
)
"""One bad record: its file, its 1-based line or row, the field, what is wrong, and the record itself."""

Integers = np.ndarray[Any, np.dtype[np.int64]]


@dataclasses.dataclass(frozen=True)
class Raw:
    """Unchecked records of one file.

    Attributes:
        file: the file, relative to the folder that was asked for.
        columns: feature name -> values [rows], of whatever type the file has.
        records: the 1-based line or row number of each record [rows].
        texts: row indices [k] -> the records as the file has them, strings [k].
        malformed: the records that could not be split into columns, as `BAD_SCHEMA`.
    """

    file: str
    columns: dict[str, pa.Array]
    records: Integers
    texts: Callable[[Integers], pa.Array]
    malformed: pa.Table


def bad_rows(raw_file: str, records: Integers, field: str, reasons: pa.Array, texts: pa.Array) -> pa.Table:
    """A table of `BAD_SCHEMA` for bad records that share file and field; every array is [k]."""
    size = len(records)
    columns = [pa.repeat(raw_file, size), pa.array(records), pa.repeat(field, size), reasons, texts]
    return pa.table(
        [column.cast(kind) for column, kind in zip(columns, BAD_SCHEMA.types, strict=True)], BAD_SCHEMA
    )


def listed(header: list[str]) -> str:
    """The names of columns as a message shows them: not all, and none at length."""
    more = f" and {len(header) - SHOWN} more" if len(header) > SHOWN else ""
    return ", ".join(name[:LONGEST_NAME] for name in header[:SHOWN]) + more


def locate_columns(header: list[str], wanted: tuple[Feature, ...], file: str) -> dict[str, str]:
    """Which column of a file with a header holds which feature: feature name -> column name.

    A feature may stand under its `column` or its `name`; other columns are left alone.

    Raises:
        BadFileError: a feature has no column, or more than one.
    """
    known = {name for feature in wanted for name in (feature.column, feature.name)}
    ours = [column for column in header if column in known]
    found = {f.name: [column for column in ours if column in {f.column, f.name}] for f in wanted}
    missing = [f"{f.column} (or {f.name})" if f.column else f.name for f in wanted if not found[f.name]]
    if missing:
        raise BadFileError(
            f"no column {', '.join(missing)}; the columns are {listed(header)}",
            where=file,
            fix="Name the columns as dataset.yaml does, by `column` or by `name`.",
        )
    twice = [columns for columns in found.values() if len(columns) > 1]
    if twice:
        raise BadFileError(
            f"more than one column for the same feature: {', '.join(twice[0])}",
            where=file,
            fix="Keep one of them.",
        )
    return {name: columns[0] for name, columns in found.items()}
