"""What a network sees of the stations one by one: the shapes of their traces, and where they stand.

Every event has room for `MOST_STATIONS`, the hottest first; where it lists fewer, all numbers are 0.
"""

from typing import Any

import numpy as np

from components.showers.events import MOST_STATIONS
from components.showers.features.stations import Stations

Array = np.ndarray[Any, Any]

KILOMETRE = 1000.0


def station_vectors(stations: Stations) -> dict[str, Array]:
    """The vector features of events, flattened, station after station.

    Returns:
        `traces`: `Pulses.shape` of each station, float32 [events, MOST_STATIONS x COARSE_BINS].
        `stations`: of each the log10 of the signal in VEM, the distance from the axis and the place along it,
            both in km, and 1, which tells a station from none; float32 [events, MOST_STATIONS x 4].
    """
    values = [
        np.log10(stations.signal),
        stations.plane.distance / KILOMETRE,
        stations.plane.along / KILOMETRE,
        np.ones_like(stations.signal),
    ]
    return {
        "traces": in_order(stations, stations.pulses.shape),
        "stations": in_order(stations, np.stack(values, axis=1)),
    }


def in_order(stations: Stations, values: Array) -> Array:
    """Values [stations, width] side by side, the hottest station first [events, MOST_STATIONS x width]."""
    events = len(stations.offsets) - 1
    order, rank = stations.by_signal(), stations.ranks()
    listed = rank < MOST_STATIONS
    placed = np.zeros((events, MOST_STATIONS, values.shape[1]), np.float32)
    placed[stations.index[listed], rank[listed]] = values[order[listed]]
    return placed.reshape(events, MOST_STATIONS * values.shape[1])
