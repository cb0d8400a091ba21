"""The reader of event tables in Parquet, which turns stations and traces into features batch by batch."""

import functools
import pathlib
from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from components.errors import BadFileError, DatasetError
from components.showers.dataset import Dataset, Feature, Role
from components.showers.events import (
    EVENT_SCHEMA,
    MEASURED,
    MOST_STATIONS,
    STATION_FIELDS,
    SYNTHETIC,
    TRACE_BINS,
    TRACE_FIELDS,
    Events,
)
from components.showers.features.event import event_features
from components.showers.readers.event_checks import Fault, faults_of_form, faults_of_values, lengths
from components.showers.readers.parquet import open_parquet, require_rows
from components.showers.readers.raw import BAD_SCHEMA, Integers, Raw, bad_rows, locate_columns
from components.showers.vectors import to_arrow

EVENTS = 2048
"""The most events in memory at once: 17 MB of traces. More are no faster."""
COMPUTED = (Role.ID, Role.GROUP, Role.INPUT, Role.SLICE)
"""Roles of features that are computed from what was measured; the others stand in the file as they are."""
LONGEST = {
    **{field.name: MOST_STATIONS for field in STATION_FIELDS},
    **{field.name: MOST_STATIONS * TRACE_BINS for field in TRACE_FIELDS},
}
"""How long the lists of an event may be."""
SPARE = 1_000_000
"""So many values more may stand in bad rows, which are set aside one by one."""
SHOWN = ("event_id", "zenith", "energy")


def read_events(
    path: pathlib.Path, name: str, dataset: Dataset, wanted: tuple[Feature, ...]
) -> Iterator[Raw]:
    """Reads events and computes their features; a row that is no sound event is set aside with its reason.

    Args:
        path: the file, a Parquet table with the measured columns of `components.showers.events.EVENT_SCHEMA`.
        name: what to call it in messages.
        dataset: its registry; unused, every reader takes the same arguments.
        wanted: the features to hand on; those that an event does not have are NaN.

    Raises:
        BadFileError: a column is missing, or of a type that cannot hold what it should.
        DatasetError: a wanted feature is none that is computed from events.
    """
    del dataset
    first = 1
    with open_parquet(path) as file:
        columns = event_columns(file, path, wanted)
        for batch in file.iter_batches(EVENTS, columns=columns):
            records = np.arange(first, first + batch.num_rows, dtype=np.int64)
            yield raw_events(batch, records, path, name, wanted)
            first += batch.num_rows
        require_rows(first - 1, file, path)


def event_columns(
    file: pyarrow.parquet.ParquetFile, path: pathlib.Path, wanted: tuple[Feature, ...]
) -> list[str]:
    """The columns of an event table that the wanted features come from.

    Raises:
        BadFileError: a column is missing, or holds lists that are too long to be unpacked.
    """
    header = file.schema_arrow.names
    copied = _copied(header, wanted, path)
    _require_measured(header, path)
    _require_bounded(file, path)
    return list(dict.fromkeys([*MEASURED, *copied.values()]))


def raw_events(
    batch: pa.RecordBatch, records: Integers, path: pathlib.Path, name: str, wanted: tuple[Feature, ...]
) -> Raw:
    """The wanted features of some rows of an event table, computed; rows that are unsound are set aside.

    Args:
        batch: the rows, with the columns that `event_columns` names.
        records: their 1-based numbers in the file [rows].
        path: the file.
        name: what to call it in messages.
        wanted: the features.

    Raises:
        BadFileError: a column is of a type that cannot hold what it should.
        DatasetError: a wanted feature is none that is computed from events.
    """
    computed = [feature.name for feature in wanted if feature.role in COMPUTED]
    copied = _copied(batch.schema.names, wanted, path)
    return _raw(_typed(batch, path), records, name, computed, copied)


def _copied(header: list[str], wanted: tuple[Feature, ...], path: pathlib.Path) -> dict[str, str]:
    """Feature -> column of what stands in the file as it is."""
    return locate_columns(header, tuple(f for f in wanted if f.role not in COMPUTED), str(path))


def is_synthetic(path: pathlib.Path) -> bool:
    """Whether a file says of itself that its events were simulated; only Parquet files can."""
    return path.suffix == ".parquet" and SYNTHETIC in (pyarrow.parquet.read_metadata(path).metadata or {})


def _require_measured(header: list[str], path: pathlib.Path) -> None:
    twice = [column for column in MEASURED if header.count(column) > 1]
    if twice:
        what = f"more than one column {', '.join(twice)}"
        raise BadFileError(what, where=str(path), fix="Keep one of them.")
    missing = [column for column in MEASURED if column not in header]
    if missing:
        raise BadFileError(
            f"no column {', '.join(missing)}; an event table needs {', '.join(MEASURED)}",
            where=str(path),
            fix="Write events with `cascada simulate` or `cascada ingest`, or name the columns like that.",
        )


def _require_bounded(file: pyarrow.parquet.ParquetFile, path: pathlib.Path) -> None:
    """Refuses lists that are too long before they are unpacked: equal values take no room in a file."""
    for group in map(file.metadata.row_group, range(file.metadata.num_row_groups)):
        for chunk in map(group.column, range(group.num_columns)):
            longest = LONGEST.get(chunk.path_in_schema.partition(".")[0])
            if longest and chunk.num_values > SPARE + longest * group.num_rows:
                found = f"{chunk.num_values} values in {group.num_rows} rows"
                raise BadFileError(
                    f"column {chunk.path_in_schema.partition('.')[0]} has {found}, at most {longest} in each",
                    where=str(path),
                    fix=f"List at most {MOST_STATIONS} stations, {TRACE_BINS} bins of each trace.",
                )


def _typed(batch: pa.RecordBatch, path: pathlib.Path) -> pa.RecordBatch:
    """The batch with the types of the event table, where the file has wider ones."""
    for place, name in enumerate(batch.schema.names):
        wanted = EVENT_SCHEMA.field(name) if name in MEASURED else batch.schema.field(name)
        if batch.column(place).type != wanted.type:
            try:
                column = batch.column(place).cast(wanted.type)
            except pa.ArrowException:
                raise BadFileError(
                    f"column {name} is of type {batch.column(place).type}, expected {wanted.type}",
                    where=str(path),
                    fix="Write the column with that type.",
                ) from None
            batch = batch.set_column(place, name, column)
    return batch


def _raw(
    batch: pa.RecordBatch, records: Integers, name: str, computed: list[str], copied: dict[str, str]
) -> Raw:
    """The features of the sound rows of a batch, and its other rows with their reasons."""
    batch, records, malformed = _part(batch, records, name, faults_of_form(batch))
    events = Events.of(batch)
    batch, records, worthless = _part(batch, records, name, faults_of_values(events))
    features = event_features(events if batch.num_rows == len(events) else Events.of(batch))
    _require_known(computed, list(features))
    return Raw(
        file=name,
        columns={
            **{feature: to_arrow(features[feature]) for feature in computed},
            **{feature: batch.column(column) for feature, column in copied.items()},
        },
        records=records,
        texts=functools.partial(_texts, batch),
        malformed=pa.concat_tables([malformed, worthless]),
    )


def _part(
    batch: pa.RecordBatch, records: Integers, name: str, faults: Iterable[Fault]
) -> tuple[pa.RecordBatch, Integers, pa.Table]:
    """The rows without a fault, their numbers, and the others as `BAD_SCHEMA`, each with its first fault."""
    ok = np.ones(batch.num_rows, dtype=bool)
    bad = [BAD_SCHEMA.empty_table()]
    for fault in faults:
        rows = np.flatnonzero(fault.mask & ok)
        if len(rows):
            reasons = pa.repeat(fault.reason, len(rows))
            bad.append(bad_rows(name, records[rows], fault.field, reasons, _texts(batch, rows)))
            ok[rows] = False
    good = batch if ok.all() else batch.filter(pa.array(ok))
    return good, records[ok], pa.concat_tables(bad)


def _require_known(computed: list[str], known: list[str]) -> None:
    unknown = [feature for feature in computed if feature not in known]
    if unknown:
        raise DatasetError(
            f"{', '.join(unknown)}: no such feature is computed from events",
            fix=f"Give it the role truth, or choose among: {', '.join(known)}.",
        )


def _texts(batch: pa.RecordBatch, rows: Integers) -> pa.Array:
    """The event, axis and energy of some rows, for people, without traces: indices [k] -> strings [k]."""
    chosen = batch.select([*SHOWN, "station_id"]).take(pa.array(rows))
    cells = [
        pc.binary_join_element_wise(name, pc.coalesce(chosen.column(name).cast(pa.string()), "null"), "=")
        for name in SHOWN
    ]
    stations = pa.array(lengths(chosen.column("station_id"))).cast(pa.string())
    return pc.binary_join_element_wise(*cells, pc.binary_join_element_wise("stations", stations, "="), " ")
