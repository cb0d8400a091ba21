"""Finds single showers by their ids; memory does not grow with the files they stand in.

Of Parquet files only the ids are read, then the rows that were found; text tables and ROOT are read through.
"""

import contextlib
import dataclasses
import pathlib
from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from components.errors import BadFileError, BadRecordError
from components.showers.checks import check
from components.showers.columns import typed
from components.showers.dataset import Dataset, Feature, Role
from components.showers.events import Events
from components.showers.readers.by_id import rows_with
from components.showers.readers.events import event_columns, is_synthetic, raw_events
from components.showers.readers.parquet import open_parquet, texts_of
from components.showers.readers.raw import BAD_SCHEMA, Integers, Raw, locate_columns
from components.showers.readers.sources import data_files, read_file, reader_of
from components.showers.vectors import to_numpy

TOLD = (Role.LABEL, Role.SAMPLE, Role.TRUTH)
"""Roles of what only a simulation knows."""

Array = np.ndarray[Any, Any]


@dataclasses.dataclass(frozen=True)
class Shower:
    """One shower.

    Attributes:
        id: its number.
        file: where it stands, relative to the folder that was searched.
        columns: feature name -> its value, as a column of one row: [1], vectors [1, width].
        undefined: features that it does not have, for which a value of the dataset stands in.
        truth: what the file tells beside what was measured, by feature name; empty for measured data.
        event: its stations and traces; None in a table of showers.
        synthetic: whether the file says that it was simulated by Cascada.
    """

    id: int
    file: str
    columns: dict[str, Array]
    undefined: frozenset[str]
    truth: dict[str, Any]
    event: Events | None
    synthetic: bool


@dataclasses.dataclass
class _Seen:
    """The ids that were not wanted: how many, and the nearest on both sides."""

    wanted: int
    count: int = 0
    below: int | None = None
    above: int | None = None

    def take(self, ids: Integers) -> None:
        self.count += len(ids)
        lower, higher = ids[ids < self.wanted], ids[ids > self.wanted]
        if len(lower):
            self.below = max(int(lower.max()), self.below if self.below is not None else int(lower.max()))
        if len(higher):
            self.above = min(int(higher.min()), self.above if self.above is not None else int(higher.min()))

    def error(self, path: str | pathlib.Path) -> BadRecordError:
        near = " and ".join(str(one) for one in (self.below, self.above) if one is not None)
        fix = f"The nearest ids there are {near}." if near else "Name other data."
        what = f"no shower {self.wanted} among the {self.count:,} there"
        return BadRecordError(what, where=str(path), fix=fix)


def find_shower(path: str | pathlib.Path, dataset: Dataset, number: int) -> Shower:
    """The shower of that id in a file, or in the data files of a folder; labelled or not.

    Raises:
        BadFileError: a file or folder is missing, unreadable, or lacks a column.
        BadRecordError: no shower has that id, or it is one that the pipeline would set aside.
    """
    seen = _Seen(number)
    for name, file in data_files(path).items():
        with _readable(file):
            raw, event = _look(file, name, dataset, seen)
        if raw is not None:
            return _shower(raw, event, number, dataset, is_synthetic(file))
    raise seen.error(path)


def find_events(path: str | pathlib.Path, dataset: Dataset, ids: Collection[int]) -> dict[int, Events]:
    """Stations and traces of the showers of these ids; what is not there, or is unsound, is left out.

    Raises:
        BadFileError: a file or folder is missing, unreadable, or lacks a column.
    """
    found: dict[int, Events] = {}
    for name, file in data_files(path).items():
        with _readable(file), open_parquet(file) as parquet:
            columns = event_columns(parquet, file, ())
            for batch, records in rows_with(parquet, file, dataset, ids, columns):
                sound = np.isin(records, raw_events(batch, records, file, name, (dataset.id,)).records)
                for row in np.flatnonzero(sound):
                    one = Events.of(batch.slice(row, 1))
                    found[int(one.event["event_id"][0])] = one
    return found


@contextlib.contextmanager
def _readable(path: pathlib.Path) -> Iterator[None]:
    try:
        yield
    except (OSError, EOFError, pa.ArrowException) as error:
        raise BadFileError(
            f"cannot be read: {error}".splitlines()[0], where=str(path), fix="Fetch or write it again."
        ) from None


def _look(file: pathlib.Path, name: str, dataset: Dataset, seen: _Seen) -> tuple[Raw | None, Events | None]:
    """The wanted shower as its file has it, and its event where it is one."""
    reader_of(file, dataset)  # refuses what is of another kind
    if file.suffix == ".parquet":
        return _look_in_parquet(file, name, dataset, seen)
    for raw in _text(file, name, dataset):
        ids = typed(dataset.id, raw.columns[dataset.id.name], dataset, name).values
        rows = np.flatnonzero(ids == seen.wanted)[:1]
        seen.take(ids)
        if len(rows):
            columns = {feature: column.take(pa.array(rows)) for feature, column in raw.columns.items()}
            texts = raw.texts(rows)
            return Raw(name, columns, raw.records[rows], texts.take, BAD_SCHEMA.empty_table()), None
    return None, None


def _text(file: pathlib.Path, name: str, dataset: Dataset) -> Iterator[Raw]:
    """With the truth where the table has it, without it where not."""
    batches = read_file(file, name, dataset, dataset.read_features)
    try:
        first = next(batches)
    except BadFileError:
        yield from read_file(file, name, dataset, dataset.measured)
        return
    yield first
    yield from batches


def _look_in_parquet(
    file: pathlib.Path, name: str, dataset: Dataset, seen: _Seen
) -> tuple[Raw | None, Events | None]:
    of_events = dataset.records == "events"
    with open_parquet(file) as parquet:
        header = parquet.schema_arrow.names
        told = [f for f in dataset.by_role(*TOLD) if f.source is None and {f.column, f.name} & {*header}]
        wanted = (*dataset.measured, *told)
        places = {} if of_events else locate_columns(header, wanted, str(file))
        columns = event_columns(parquet, file, wanted) if of_events else list(places.values())
        found = next(rows_with(parquet, file, dataset, [seen.wanted], columns, seen.take), None)
    if found is None:
        return None, None
    batch, records = found[0].slice(0, 1), found[1][:1]
    if of_events:
        raw = raw_events(batch, records, file, name, wanted)
        return raw, Events.of(batch) if len(raw.records) else None
    values = {feature: batch.column(column) for feature, column in places.items()}
    return Raw(name, values, records, lambda rows: texts_of(batch, rows), BAD_SCHEMA.empty_table()), None


def _shower(raw: Raw, event: Events | None, number: int, dataset: Dataset, synthetic: bool) -> Shower:
    checked = check(raw, dataset, dataset.measured, None)
    if not checked.good.num_rows:
        row = checked.bad.to_pylist()[0]
        where = f"{row['file']}, record {row['record']}, {row['field']}"
        fix = "The pipeline sets it aside too; choose another shower, or correct it."
        raise BadRecordError(f"shower {number} is bad: {row['reason']}", where=where, fix=fix)
    columns = {name: to_numpy(checked.good[name]) for name in checked.good.column_names}
    stands_in = {f.name: f.undefined for f in dataset.features if f.undefined is not None}
    missing = {
        name
        for name, value in stands_in.items()
        if checked.flagged.get(name) and columns[name][0] == np.float32(value)
    }
    truth = _truth(raw, dataset)
    return Shower(number, raw.file, columns, frozenset(missing), truth, event, synthetic)


def _truth(raw: Raw, dataset: Dataset) -> dict[str, Any]:
    """What the file tells, without what it leaves empty."""
    told = {f.name: _value(f, raw.columns[f.name]) for f in dataset.by_role(*TOLD) if f.name in raw.columns}
    label = dataset.label.name
    if told.get(label) is not None:
        told[label] = dataset.label_codes.get(str(told[label]), str(told[label]))
    return {name: value for name, value in told.items() if value not in (None, "")}


def _value(feature: Feature, column: pa.Array) -> Any:
    """The first value; a text table has numbers as texts."""
    value = column[0].as_py()
    try:
        return float(value) if feature.dtype == "float" and value is not None else value
    except ValueError:
        return None
