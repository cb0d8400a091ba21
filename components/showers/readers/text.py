"""Readers of text tables: the published format (blanks between columns, no header), and CSV with a header."""

import csv
import dataclasses
import pathlib
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from components.errors import BadFileError
from components.showers.dataset import Dataset, Feature
from components.showers.readers.cells import Cells, split_cells, unclosed_quotes
from components.showers.readers.lines import Lines, clean, counts_of, read_lines
from components.showers.readers.raw import BAD_SCHEMA, Integers, Raw, bad_rows, locate_columns

MOST_COLUMNS = 10_000
"""A line with more is no header."""
MANY_LINES = 10_000
"""So many lines, not one of which has the right number of values, are no table with bad records in it."""


@dataclasses.dataclass(frozen=True)
class Form:
    """How the lines of one file are to be read.

    Attributes:
        path: the file.
        name: what to call it.
        columns: how many columns a line has.
        places: feature name -> index of its column.
        delimiter: what stands between columns.
    """

    path: pathlib.Path
    name: str
    columns: int
    places: dict[str, int]
    delimiter: str


def read_text(path: pathlib.Path, name: str, dataset: Dataset, wanted: tuple[Feature, ...]) -> Iterator[Raw]:
    """Reads the published format: columns in the order of `dataset.read_features`.

    The label's column may be absent where the label is not wanted.

    Args:
        path: the file.
        name: what to call it.
        dataset: its registry.
        wanted: the features to read.
    """
    form: Form | None = None
    for block in read_lines(path):
        lines = clean(block, collapse=True)
        if len(lines.numbers):
            form = form or _headless(path, name, dataset, wanted, lines)
            yield _raw(form, lines, block)


def _headless(
    path: pathlib.Path, name: str, dataset: Dataset, wanted: tuple[Feature, ...], lines: Lines
) -> Form:
    """The form of a file without a header, from the number of values on its first line."""
    header = [feature.name for feature in dataset.read_features]
    bare = [column for column in header if column != dataset.label.name]
    values = lines.content[: lines.ends[0]].count(b" ") + 1
    if values == len(bare) and dataset.label not in wanted:
        header = bare
    return Form(path, name, len(header), {f.name: header.index(f.name) for f in wanted}, " ")


def read_csv(path: pathlib.Path, name: str, dataset: Dataset, wanted: tuple[Feature, ...]) -> Iterator[Raw]:
    """Reads comma-separated values below a header; columns that are not wanted are ignored.

    Args:
        path: the file.
        name: what to call it.
        dataset: its registry; unused, every reader takes the same arguments.
        wanted: the features to read.

    Raises:
        BadFileError: the header lacks a wanted feature, or quotes run over the ends of lines.
    """
    form: Form | None = None
    for block in read_lines(path):
        lines = clean(block, collapse=False)
        if form is None and len(lines.numbers):
            form = _headed(path, name, wanted, lines)
            lines = lines.keep(np.arange(len(lines.numbers)) > 0)
        if form is not None and len(lines.numbers):
            yield _raw(form, lines, block)


def header_of(path: pathlib.Path) -> list[str]:
    """The names of the columns of a file with a header; none where it holds no line.

    Raises:
        BadFileError: the first line is no header.
    """
    for block in read_lines(path):
        lines = clean(block, collapse=False)
        if len(lines.numbers):
            return _names(lines, str(path))
    return []


def _names(lines: Lines, where: str) -> list[str]:
    """The cells of the first line."""
    line = lines.content[: lines.ends[0]].decode()
    try:
        cells = next(csv.reader([line]))
    except csv.Error as error:
        fix = "Is this a text table? Write it with commas, UTF-8, and one event per line."
        raise BadFileError(f"the first line is no header: {error}", where=where, fix=fix) from None
    if len(cells) > MOST_COLUMNS:
        what = f"{len(cells)} columns are more than the {MOST_COLUMNS} that a table may have"
        raise BadFileError(what, where=where, fix="Write one event per line, not one per column.")
    return [cell.strip() for cell in cells]


def _headed(path: pathlib.Path, name: str, wanted: tuple[Feature, ...], lines: Lines) -> Form:
    """The form of a file whose first line is a header."""
    header = _names(lines, str(path))
    columns = locate_columns(header, wanted, str(path))
    return Form(path, name, len(header), {n: header.index(column) for n, column in columns.items()}, ",")


def _raw(form: Form, lines: Lines, block: Lines) -> Raw:
    """Splits cleaned lines into columns; `block` holds them as they stand in the file."""
    _require_table(form, lines)
    unclosed = unclosed_quotes(lines) if form.delimiter == "," else np.zeros(len(lines.numbers), bool)
    cells = split_cells(lines.keep(~unclosed), form.columns, form.delimiter, str(form.path))
    aside = lines.numbers[unclosed]
    return Raw(
        file=form.name,
        columns={name: _trimmed(cells.columns[place]) for name, place in form.places.items()},
        records=cells.numbers,
        texts=lambda rows: block.texts_of(cells.numbers[rows]),
        malformed=pa.concat_tables(
            [
                _malformed(form, block, aside, pa.repeat("a quote is not closed", len(aside))),
                _malformed(form, block, cells.wrong, _miscounted(cells, form.columns)),
            ]
        ),
    )


def _require_table(form: Form, lines: Lines) -> None:
    """Refuses many lines of which none can be a record, before a word is said of each."""
    if len(lines.numbers) < MANY_LINES:
        return
    values = counts_of(lines, form.delimiter) + 1
    quoted = form.delimiter == "," and b'"' in lines.content
    if ((values < form.columns) if quoted else (values != form.columns)).all():
        raise BadFileError(
            f"none of {len(values)} lines from line {lines.numbers[0]} on has {form.columns} values",
            where=str(form.path),
            fix="Is this a table of the dataset? --dataset names another one.",
        )


def _trimmed(column: pa.ChunkedArray) -> pa.Array:
    return pc.utf8_trim_whitespace(column.combine_chunks())


def _miscounted(cells: Cells, columns: int) -> pa.Array:
    return pa.array([f"{count} values, expected {columns}" for count in cells.counts], pa.string())


def _malformed(form: Form, block: Lines, numbers: Integers, reasons: pa.Array) -> pa.Table:
    if not len(numbers):
        return BAD_SCHEMA.empty_table()
    return bad_rows(form.name, numbers, "", reasons, block.texts_of(numbers))
