"""Splits lines into cells with Arrow's CSV parser, and sets aside the lines that have too many or too few."""

import dataclasses
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv

from components.errors import BadFileError
from components.showers.readers.lines import Lines, Mask, counts_of
from components.showers.readers.raw import Integers


@dataclasses.dataclass(frozen=True)
class Cells:
    """Lines, split.

    Attributes:
        columns: the texts of the lines that had the right number of values [columns][rows].
        numbers: the numbers of those lines [rows].
        wrong: the numbers of the other lines [wrong].
        counts: how many values those had [wrong].
    """

    columns: list[pa.ChunkedArray]
    numbers: Integers
    wrong: Integers
    counts: list[int]


def split_cells(lines: Lines, columns: int, delimiter: str, where: str) -> Cells:
    """Splits lines into that many columns.

    Args:
        lines: without blank lines and, where quotes are understood, without unclosed quotes.
        columns: how many there must be.
        delimiter: a space, or a comma; with commas, values may be quoted.
        where: the file, for messages.

    Raises:
        BadFileError: a quoted value runs over the end of a line all the same.
    """
    names = [str(place) for place in range(columns)]
    if not len(lines.numbers):
        return Cells([pa.chunked_array([], pa.string())] * columns, lines.numbers, lines.numbers, [])
    table, invalid = _parse(lines.content, names, delimiter)
    if table.num_rows + len(invalid) != len(lines.numbers):
        raise BadFileError(
            f"a quoted value runs over a line's end between lines {lines.numbers[0]} and {lines.numbers[-1]}",
            where=where,
            fix="Write one event per line and close every quote.",
        )
    right = np.ones(len(lines.numbers), dtype=bool)
    right[[number - 1 for number, _ in invalid]] = False
    counts = [count for _, count in invalid]
    return Cells(table.columns, lines.numbers[right], lines.numbers[~right], counts)


def _parse(content: bytes, names: list[str], delimiter: str) -> tuple[pa.Table, list[tuple[int, int]]]:
    """The table of well-formed lines; position (from 1) and number of values of the others."""
    invalid: list[tuple[int, int]] = []

    def set_aside(row: Any) -> str:
        invalid.append((row.number, row.actual_columns))
        return "skip"

    table = pyarrow.csv.read_csv(
        pa.py_buffer(content),
        # Rows are numbered only where one thread reads.
        pyarrow.csv.ReadOptions(column_names=names, use_threads=False, block_size=len(content)),
        pyarrow.csv.ParseOptions(
            delimiter=delimiter,
            quote_char='"' if delimiter == "," else False,
            invalid_row_handler=set_aside,
        ),
        pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
    )
    return table, invalid


def unclosed_quotes(lines: Lines) -> Mask:
    """Which lines hold an odd number of quotes [lines]; the parser would read on beyond their ends."""
    if b'"' not in lines.content:
        return np.zeros(len(lines.numbers), dtype=bool)
    return np.asarray(counts_of(lines, '"') % 2 == 1)
