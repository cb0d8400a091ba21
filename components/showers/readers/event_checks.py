"""Which rows of an event table are sound: masks over whole columns, each with a plain reason."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from components.showers.events import (
    EVENT_FIELDS,
    MOST_STATIONS,
    STATION_FIELDS,
    TRACE_BINS,
    TRACE_COLUMNS,
    TRACE_FIELDS,
    Events,
)
from components.showers.ragged import any_of

FEWEST_STATIONS = 3
"""Fewer do not fix an axis."""
STEEPEST = 89.0
"""deg: beyond, the shower runs along the ground and has no lateral distribution."""
MOST_SATURATED = 2

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Integers = np.ndarray[Any, np.dtype[np.int64]]


@dataclasses.dataclass(frozen=True)
class Fault:
    """What makes rows bad: where [rows], the column, and the reason in words."""

    mask: Mask
    field: str
    reason: str


def faults_of_form(batch: pa.RecordBatch) -> Iterator[Fault]:
    """Faults that keep rows from being `Events`: empty cells, lists of wrong length; the plainest first.

    Args:
        batch: rows with every measured column of the event table, of its type.
    """
    for field in (*EVENT_FIELDS, *STATION_FIELDS, *TRACE_FIELDS):
        yield Fault(_flags(batch.column(field.name).is_null()), field.name, "is empty")
    stations = lengths(batch.column("station_id"))
    for field in STATION_FIELDS:
        column = batch.column(field.name)
        unequal = lengths(column) != stations
        yield Fault(unequal, field.name, "does not have one entry for each station_id")
        yield Fault(_holes(column), field.name, "has an empty entry")
    yield Fault(stations < FEWEST_STATIONS, "station_id", f"lists fewer than {FEWEST_STATIONS} stations")
    yield Fault(stations > MOST_STATIONS, "station_id", f"lists more than {MOST_STATIONS} stations")
    for name in TRACE_COLUMNS:
        wrong = lengths(batch.column(name)) != stations * TRACE_BINS
        yield Fault(wrong, name, f"does not have {TRACE_BINS} bins for each station")


def faults_of_values(events: Events) -> Iterator[Fault]:
    """Faults of values that no feature can be computed from [events], the plainest first."""
    for name, values in events.event.items():
        yield Fault(~np.isfinite(values), name, "is not finite")
    zenith = events.event["zenith"]
    yield Fault((zenith < 0) | (zenith > STEEPEST), "zenith", f"is outside 0 to {STEEPEST:g} deg")
    yield Fault(events.event["energy"] <= 0, "energy", "is not above 0")
    for name, values in events.station.items():
        yield _of_stations(~np.isfinite(values), events, name, "is not finite in a station")
    yield _of_stations(events.station["signal"] <= 0, events, "signal", "is not above 0 in a station")
    saturated = events.station["saturated"]
    wrong = (saturated < 0) | (saturated > MOST_SATURATED)
    yield _of_stations(wrong, events, "saturated", "is not 0, 1 or 2 in a station")
    yield from _faults_of_traces(events)


def _faults_of_traces(events: Events) -> Iterator[Fault]:
    # A sum tells at once that a trace is sound; only the others are looked at bin by bin.
    odd = ~np.isfinite(np.add.reduce(events.traces, axis=2))
    bins = events.traces[odd]
    gaps = np.count_nonzero(np.isnan(bins), axis=1)
    endless, broken = np.zeros(odd.shape, bool), np.zeros(odd.shape, bool)
    endless[odd] = np.isinf(bins).any(axis=1)
    broken[odd] = (gaps > 0) & (gaps < TRACE_BINS)
    for place, name in enumerate(TRACE_COLUMNS):
        yield _of_stations(endless[:, place], events, name, "is not finite in a bin")
        yield _of_stations(broken[:, place], events, name, "is NaN in some bins of a trace, but not in all")
    yield Fault(
        ~any_of(~odd.all(axis=1), events.offsets), TRACE_COLUMNS[0], "no photomultiplier gave a trace"
    )


def lengths(lists: pa.Array) -> Integers:
    """How long the lists of a column are [rows]; 0 for empty cells."""
    return np.asarray(pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False), np.int64)


def _holes(lists: pa.Array) -> Mask:
    """Which lists [rows] have an entry that is null."""
    holes = np.zeros(len(lists), dtype=bool)
    if lists.values.null_count:
        parents = pc.list_parent_indices(lists).filter(pc.list_flatten(lists).is_null())
        holes[parents.to_numpy()] = True
    return holes


def _of_stations(mask: Mask, events: Events, field: str, reason: str) -> Fault:
    return Fault(any_of(mask, events.offsets), field, reason)


def _flags(found: pa.Array) -> Mask:
    flags: Mask = found.to_numpy(zero_copy_only=False)
    return flags
