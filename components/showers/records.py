"""Reads shower records of any known format, checks every value, and says of every bad record what is wrong.

    for batch in read_records("data/", dataset, bad_records="quarantine"):
        use(batch.table)

Formats, by suffix: the published text tables (.txt, .dat), CSV (.csv), both also packed (.gz), Parquet and
ROOT; events with traces are Parquet.
"""

import dataclasses
import pathlib
from collections.abc import Iterator, Mapping
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from components.errors import BadFileError, BadRecordError
from components.showers.checks import Checked, SeenIds, check
from components.showers.dataset import Dataset
from components.showers.readers.raw import BAD_SCHEMA, ROWS
from components.showers.readers.sources import data_files, read_file

__all__ = ["Batch", "data_files", "read_records"]

SHOWN = 5
"""How many bad records an error shows; it counts them all."""


@dataclasses.dataclass(frozen=True)
class Batch:
    """Some records of one file, in its order; no record is in neither `table` nor `bad`.

    Attributes:
        file: the name of the file, relative to the folder that was read.
        table: good records [rows <= 65 536]: int64, float32 and string columns named as features, and fixed
            size lists of float32 for vectors, no nulls.
        bad: the records set aside: file, record (1-based line or row), field, reason, text.
        flagged: feature name -> how many rows of `table` are outside a range that only flags.
    """

    file: str
    table: pa.Table
    bad: pa.Table
    flagged: Mapping[str, int]


def read_records(
    path: str | pathlib.Path,
    dataset: Dataset,
    *,
    labelled: bool = True,
    bad_records: Literal["stop", "quarantine"] = "stop",
) -> Iterator[Batch]:
    """Reads a file, or all data files of a folder in the order of their names, in batches of checked records.

    Labelled records have every feature of the dataset, their ids are unique over all files, and every class
    occurs. Records to predict need only the id and the inputs; whatever else the files hold is ignored, also
    in text tables, which may come without the column of the label.

    Args:
        path: the file or folder.
        dataset: its registry.
        labelled: whether labels, groups and truth are read and checked, or only what a prediction needs.
        bad_records: `stop` raises after the last file when any record was bad, and yields nothing more after
            the first bad one; `quarantine` sets bad records aside in `Batch.bad`.

    Raises:
        BadFileError: a file or folder is missing, empty, unreadable, of unknown format or lacks a column, or
            a class has no record.
        BadRecordError: records are bad; shows the first few and counts all.
    """
    bad = BAD_SCHEMA.empty_table()
    count = 0
    classes: set[str] = set()
    for batch in _batches(path, dataset, labelled):
        count += batch.bad.num_rows
        if count and bad_records == "stop":
            bad = pa.concat_tables([bad, batch.bad.slice(0, SHOWN - bad.num_rows)])
            continue
        if labelled and len(classes) < len(dataset.classes):
            classes.update(pc.unique(batch.table[dataset.label.name]).to_pylist())
        yield batch
    if bad.num_rows:
        raise _bad_records(path, bad, count, labelled)
    if labelled:
        _require_classes(path, dataset, classes)


def _batches(path: str | pathlib.Path, dataset: Dataset, labelled: bool) -> Iterator[Batch]:
    wanted = dataset.read_features if labelled else dataset.measured
    seen = SeenIds() if labelled else None
    for name, file in data_files(path).items():
        for raw in read_file(file, name, dataset, wanted):
            checked = check(raw, dataset, wanted, seen)
            table = _with_group(checked.good, dataset) if labelled else checked.good
            yield from _pieces(name, table, checked)


def _with_group(table: pa.Table, dataset: Dataset) -> pa.Table:
    """Adds the features that are computed from others, in the order of the dataset."""
    for feature in dataset.features:
        if feature.source is not None:
            values = table[feature.source].to_numpy()
            table = table.append_column(feature.name, pa.array(values // (feature.floor_divide or 1)))
    return table.select([feature.name for feature in dataset.features])


def _pieces(file: str, table: pa.Table, checked: Checked) -> Iterator[Batch]:
    """Batches of bounded size; what was set aside and flagged travels with the first."""
    yield Batch(file, table.slice(0, ROWS), checked.bad, checked.flagged)
    for start in range(ROWS, table.num_rows, ROWS):
        yield Batch(file, table.slice(start, ROWS), BAD_SCHEMA.empty_table(), {})


def _bad_records(path: str | pathlib.Path, bad: pa.Table, count: int, labelled: bool) -> BadRecordError:
    shown = [
        f"{row['file']}, record {row['record']}{row['field'] and ', ' + row['field']}: {row['reason']}"
        for row in bad.to_pylist()
    ]
    more = f"; and {count - len(shown)} more" if count > len(shown) else ""
    fix = "Correct them" + (
        ", or set example_gen.bad_records=quarantine to leave them out." if labelled else "."
    )
    what = f"{count} bad record{'s' if count > 1 else ''}: {'; '.join(shown)}{more}"
    return BadRecordError(what, where=str(path), fix=fix)


def _require_classes(path: str | pathlib.Path, dataset: Dataset, found: set[str]) -> None:
    empty = [name for name in dataset.classes if name not in found]
    if empty:
        raise BadFileError(
            f"no record of {', '.join(empty)}; every class of {dataset.name} needs some",
            where=str(path),
            fix="Add the missing files, or take the class out of dataset.yaml.",
        )
