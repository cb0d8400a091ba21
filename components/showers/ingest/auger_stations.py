"""One measured event as a row: its reconstruction, and which of its stations are listed."""

import itertools
from typing import Any

import numpy as np
import pydantic

from components.showers.events import MOST_STATIONS, PMTS, TRACE_BINS, Events
from components.showers.ingest.auger_arrays import core_height, cut_traces, since_first, spacing
from components.showers.ingest.auger_event import Event, Reconstruction, Station

LARGEST_ZENITH = 60.0
"""Degrees; beyond, hardly more than muons arrive, and the reconstruction is another one, without S(1000)."""
FEWEST_STATIONS = 3

Array = np.ndarray[Any, Any]


class UnfitError(Exception):
    """An event that gives no row, with the field and the reason."""

    def __init__(self, field: str, reason: str) -> None:
        self.field, self.reason = field, reason
        super().__init__(field, reason)


def convert_event(event: Event, known: dict[str, float]) -> Events:
    """One event as a table of one row.

    Args:
        event: as the file has it.
        known: what a summary knows of its reconstruction; it fills in what the file lacks.

    Raises:
        UnfitError: the event cannot be an event of `wcd`.
    """
    axis = _reconstruction(event, known)
    selected = event.selected()
    alive = _with_traces(selected)
    stations = sorted(alive, key=lambda station: (-station.signal, station.id))[:MOST_STATIONS]
    values = {
        name: np.array([getattr(station, name) for station in stations], dtype=np.float64)
        for name in ("x", "y", "z", "t", "signal")
    }
    return Events(
        {name: np.array([value]) for name, value in _event_columns(event, axis, alive).items()},
        {
            "station_id": np.array([station.id for station in stations], dtype=np.int32),
            "station_x": _f32(values["x"]),
            "station_y": _f32(values["y"]),
            "station_z": _f32(values["z"] - core_height(axis.z, values["z"])),
            "start_time": _f32(since_first(values["t"])),
            "signal": _f32(values["signal"]),
            "saturated": np.array([station.saturated for station in stations], dtype=np.int8),
        },
        _traces(stations),
        np.array([0, len(stations)]),
    )


def _reconstruction(event: Event, known: dict[str, float]) -> Reconstruction:
    found = {**known, **{name: value for name, value in event.sdrec.items() if value is not None}}
    try:
        axis = Reconstruction.model_validate(found)
    except pydantic.ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise UnfitError(".".join(map(str, ("sdrec", *first["loc"]))), first["msg"]) from None
    if axis.theta > LARGEST_ZENITH:
        raise UnfitError("zenith", f"zenith {axis.theta:g} degrees is beyond {LARGEST_ZENITH:g} degrees")
    return axis


def _event_columns(event: Event, axis: Reconstruction, alive: list[Station]) -> dict[str, Any]:
    return {
        "event_id": np.int64(event.info.id),
        "shower_id": np.int64(event.info.id),
        "zenith": np.float32(axis.theta),
        "azimuth": np.float32(axis.phi),
        "core_x": np.float32(axis.x),
        "core_y": np.float32(axis.y),
        "energy": np.float32(axis.energy),
        "spacing": np.float32(spacing(event.flags, alive)),
        "triggered_stations": np.int32(len(event.selected())),
    }


def _with_traces(selected: list[dict[str, Any]]) -> list[Station]:
    alive = [_station(found) for found in selected if any(found.get(f"pmt{k + 1}") for k in range(PMTS))]
    numbers = [station.id for station in alive]
    if len(set(numbers)) < len(numbers):
        raise UnfitError("stations", "a station is listed twice")
    if len(alive) < FEWEST_STATIONS:
        reason = f"{len(alive)} stations have traces, at least {FEWEST_STATIONS} are needed"
        raise UnfitError("stations", reason)
    return alive


def _station(found: dict[str, Any]) -> Station:
    place = f"stations.{str(found.get('id'))[:20]}"
    try:
        station = Station.model_validate(found)
    except pydantic.ValidationError as error:
        first = error.errors(include_url=False)[0]
        reason = f"{first['msg']}, found {str(first['input'])[:40]}"
        raise UnfitError(".".join(map(str, (place, *first["loc"]))), reason) from None
    longest = max(map(len, station.traces))
    if station.start_bin >= longest:
        reason = f"the signal starts at bin {station.start_bin}, beyond the trace of {longest} bins"
        raise UnfitError(f"{place}.signalStartBin", reason)
    return station


def _traces(stations: list[Station]) -> Array:
    starts = np.repeat([station.start_bin for station in stations], PMTS)
    recorded = list(itertools.chain.from_iterable(station.traces for station in stations))
    return cut_traces(recorded, starts).reshape(-1, PMTS, TRACE_BINS)


def _f32(values: Array) -> Array:
    return values.astype(np.float32)
