"""Axis, core and energy of events, from what their stations measured."""

from typing import Any

import numpy as np

from components.showers.events import Events
from components.showers.geometry import shower_plane
from components.showers.ragged import spread
from components.showers.reconstruction.axis import Stations, fit_axis, fit_plane
from components.showers.reconstruction.core import fit_core, guess_core
from components.showers.reconstruction.energy import energy_of, s38_of
from components.showers.reconstruction.lateral import fit_lateral

Array = np.ndarray[Any, Any]


def reconstruct(events: Events) -> dict[str, Array]:
    """Reconstructs events from their stations alone.

    Args:
        events: of `event` only `spacing` is used, of `station` what was measured; traces are not.

    Returns:
        `zenith` and `azimuth`, degrees, `core_x` and `core_y`, m, and `energy`, EeV, each [events].
    """
    stations, origin_x, origin_y = _centred(events)
    axis = fit_plane(stations)
    axis = fit_axis(stations, axis, *guess_core(stations))
    for _ in range(2):
        core_x, core_y = fit_core(stations, axis, events.event["spacing"])
        axis = fit_axis(stations, axis, core_x, core_y)
    return {
        "zenith": axis.zenith,
        "azimuth": axis.azimuth,
        "core_x": core_x + origin_x,
        "core_y": core_y + origin_y,
        "energy": _energy(stations, axis.zenith, axis.azimuth, core_x, core_y),
    }


def _centred(events: Events) -> tuple[Stations, Array, Array]:
    """The stations from the hottest of each event: close to it numbers are small."""
    values = {name: np.asarray(column, np.float64) for name, column in events.station.items()}
    first = events.offsets[:-1]
    x, y = values["station_x"][first], values["station_y"][first]
    stations = Stations(
        values["station_x"] - spread(x, events.offsets),
        values["station_y"] - spread(y, events.offsets),
        values["station_z"],
        values["start_time"],
        values["signal"],
        values["saturated"] == 2,
        events.offsets,
    )
    return stations, x, y


def _energy(stations: Stations, zenith: Array, azimuth: Array, core_x: Array, core_y: Array) -> Array:
    offsets = stations.offsets
    x, y = stations.x - spread(core_x, offsets), stations.y - spread(core_y, offsets)
    distance = shower_plane(x, y, stations.z, spread(zenith, offsets), spread(azimuth, offsets)).distance
    sec = 1 / np.cos(np.deg2rad(zenith))
    fit = fit_lateral(stations.signal, distance, ~stations.saturated, offsets, sec)
    return energy_of(s38_of(fit.s1000, zenith))
