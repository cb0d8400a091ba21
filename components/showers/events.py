"""Showers as a surface array records them: the event table, which simulation and measured data share.

One row is one event. Quantities of its stations (the hottest, at most `MOST_STATIONS`) are lists; the traces
of a photomultiplier stand station after station, `TRACE_BINS` bins each. Axis, core and energy are always
reconstructed ones; what only a simulation knows has the role `truth`, and is null in measured data.
In memory the lists are flat arrays [stations], with the offsets of each event.
"""

import dataclasses
from typing import Any, Self

import numpy as np
import pyarrow as pa

from components.showers.vectors import whole

MOST_STATIONS = 6
PMTS = 3
TRACE_BINS = 120
BIN_NANOSECONDS = 25.0
PRE_TRIGGER_BINS = 10
TRACE_COLUMNS = ("pmt1", "pmt2", "pmt3")

Array = np.ndarray[Any, Any]


def _field(name: str, kind: pa.DataType, unit: str, meaning: str, role: str = "measured") -> pa.Field:
    return pa.field(name, kind, metadata={"unit": unit, "meaning": meaning, "role": role})


def _list(name: str, kind: pa.DataType, unit: str, meaning: str, role: str = "measured") -> pa.Field:
    return _field(name, pa.list_(kind), unit, meaning, role)


F32, I32 = pa.float32(), pa.int32()
EVENT_FIELDS = (
    _field("event_id", pa.int64(), "", "Number of the event"),
    _field("shower_id", pa.int64(), "", "Number of the shower; events that re-use one shower share it"),
    _field("zenith", F32, "deg", "Reconstructed zenith angle of the axis"),
    _field("azimuth", F32, "deg", "Reconstructed azimuth the shower comes from, counterclockwise from east"),
    _field("core_x", F32, "m", "Reconstructed core, east of the origin of the array"),
    _field("core_y", F32, "m", "Reconstructed core, north of the origin of the array"),
    _field("energy", F32, "EeV", "Reconstructed energy, from the signal at 1000 m"),
    _field("spacing", F32, "m", "Distance between neighbouring stations of the array"),
    _field("triggered_stations", I32, "1", "Stations with a signal, whether listed here or not"),
)
STATION_FIELDS = (
    _list("station_id", I32, "", "Number of the station"),
    _list("station_x", F32, "m", "East of the origin of the array"),
    _list("station_y", F32, "m", "North of the origin of the array"),
    _list("station_z", F32, "m", "Above the origin of the array"),
    _list("start_time", F32, "ns", "Start of the signal, after the earliest listed station"),
    _list("signal", F32, "VEM", "Calibrated signal: mean charge of the live photomultipliers"),
    _list("saturated", pa.int8(), "1", "0 no, 1 the high gain, 2 the low gain too"),
)
TRACE_FIELDS = tuple(
    _list(name, F32, "VEM peak", f"Trace of photomultiplier {name[-1]}, 25 ns bins; NaN where it gave none")
    for name in TRACE_COLUMNS
)
TRUTH_FIELDS = (
    _field("sample", pa.string(), "", "Which simulation: `nominal`, or the name of a changed one", "truth"),
    _field("primary", pa.string(), "", "Primary particle", "truth"),
    _field("hadronic_model", pa.string(), "", "Hadronic interaction model of the simulation", "truth"),
    _field("true_energy", F32, "EeV", "Energy of the primary", "truth"),
    _field("true_zenith", F32, "deg", "Zenith angle of the primary", "truth"),
    _field("true_azimuth", F32, "deg", "Azimuth of the primary", "truth"),
    _field("true_core_x", F32, "m", "Where the axis meets the ground, east", "truth"),
    _field("true_core_y", F32, "m", "Where the axis meets the ground, north", "truth"),
    _field("xmax", F32, "g/cm2", "Slant depth of the shower maximum", "truth"),
    _field("muon_scale", F32, "1", "Muon number over that of a proton of QGSJetII-04 at 10 EeV", "truth"),
    _field(
        "spectrum_weight",
        F32,
        "1",
        "Weight that turns the simulated energies into the measured spectrum",
        "truth",
    ),
    _list("muon_signal", F32, "VEM", "Expected signal of muons in the station", "truth"),
)
EVENT_SCHEMA = pa.schema([*EVENT_FIELDS, *STATION_FIELDS, *TRACE_FIELDS, *TRUTH_FIELDS])
"""Every column of the event table with unit, meaning and role."""

SYNTHETIC = b"cascada.synthetic"
"""Key of the metadata of a Parquet file of simulated events."""

MEASURED = tuple(field.name for field in (*EVENT_FIELDS, *STATION_FIELDS, *TRACE_FIELDS))
TRUTH = tuple(field.name for field in TRUTH_FIELDS)


@dataclasses.dataclass(frozen=True)
class Events:
    """Some events in memory; units as in `EVENT_SCHEMA`.

    Attributes:
        event: name -> values [events] of `EVENT_FIELDS`.
        station: name -> values [stations] of `STATION_FIELDS`.
        traces: VEM peak, float32 [stations, PMTS, TRACE_BINS]; NaN where a photomultiplier gave none.
        offsets: event i has the stations `offsets[i]:offsets[i + 1]` [events + 1].
    """

    event: dict[str, Array]
    station: dict[str, Array]
    traces: Array
    offsets: Array

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def counts(self) -> Array:
        """How many stations each event lists [events]."""
        return np.diff(self.offsets)

    @property
    def index(self) -> Array:
        """The event of each station [stations]."""
        return np.repeat(np.arange(len(self)), self.counts)

    @classmethod
    def of(cls, table: pa.Table | pa.RecordBatch) -> Self:
        """The events of well-formed rows; columns of truth are not touched."""
        columns = {name: whole(table.column(name)) for name in MEASURED}
        offsets = _offsets(columns["signal"])
        traces = [columns[name].flatten().to_numpy(zero_copy_only=False) for name in TRACE_COLUMNS]
        return cls(
            {field.name: columns[field.name].to_numpy(zero_copy_only=False) for field in EVENT_FIELDS},
            {f.name: columns[f.name].flatten().to_numpy(zero_copy_only=False) for f in STATION_FIELDS},
            np.stack([trace.reshape(-1, TRACE_BINS) for trace in traces], axis=1),
            offsets,
        )

    def table(self, truth: dict[str, Any] | None = None) -> pa.Table:
        """The rows of the event table.

        Args:
            truth: name -> values of `TRUTH_FIELDS`, [events] or, of lists, [stations]; absent ones are null.
        """
        truth = truth or {}
        columns = [pa.array(self.event[field.name], field.type) for field in EVENT_FIELDS]
        columns += [_lists(self.station[f.name], self.offsets, f) for f in STATION_FIELDS]
        columns += [
            _lists(self.traces[:, place].reshape(-1), self.offsets * TRACE_BINS, field)
            for place, field in enumerate(TRACE_FIELDS)
        ]
        columns += [self._truth(truth.get(field.name), field) for field in TRUTH_FIELDS]
        return pa.table(columns, schema=EVENT_SCHEMA)

    def _truth(self, values: Any, field: pa.Field) -> pa.Array:
        if values is None:
            return pa.nulls(len(self), field.type)
        return (
            _lists(values, self.offsets, field)
            if pa.types.is_list(field.type)
            else pa.array(values, field.type)
        )


def _offsets(lists: pa.ListArray) -> Array:
    offsets: Array = lists.offsets.to_numpy().astype(np.int64)
    return np.asarray(offsets - offsets[0])


def _lists(values: Array, offsets: Array, field: pa.Field) -> pa.Array:
    flat = pa.array(np.ascontiguousarray(values), field.type.value_type)
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), flat, type=field.type)
