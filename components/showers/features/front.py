"""The shower front: how much its arrival bends away from a plane."""

from typing import Any

import numpy as np

from components.showers.features.stations import Stations
from components.showers.geometry import SPEED_OF_LIGHT
from components.showers.ragged import spread, total, weighted_mean

Array = np.ndarray[Any, Any]

CLOCK_ERROR = 15.0
"""ns: clocks, and bins of 25 ns."""
FRONT_THICKNESS = 300.0
"""ns at 1000 m, growing with distance; the first of n particles is late by about this over n."""
LEAST_LEVER = 1e4
"""m^2: a standard deviation of the squared distances that is smaller says nothing about curvature."""


def curvature(stations: Stations) -> Array:
    """Curvature of the front about the reconstructed axis, 1/km [events].

    A weighted fit of both t0 and the curvature in  t = t0 - along / c + curvature * r^2 / (2 c), the
    paraboloid that a sphere is near the axis. NaN where the stations' distances are all the same.
    """
    offsets, squared = stations.offsets, stations.plane.distance**2
    delay = stations.start_time * SPEED_OF_LIGHT + stations.plane.along
    weight = 1 / time_error(stations.plane.distance, stations.signal) ** 2
    across = squared - spread(weighted_mean(squared, weight, offsets), offsets)
    lever = total(weight * across**2, offsets)
    known = lever > LEAST_LEVER**2 * total(weight, offsets)
    bend = total(weight * across * delay, offsets) / np.where(known, lever, 1)
    return np.where(known, 2e3 * bend, np.nan)


def time_error(distance: Array, signal: Array) -> Array:
    """Standard deviation of start times, ns [stations]: a choice of this simulator.

    Args:
        distance: from the axis, m [stations].
        signal: VEM [stations].
    """
    thickness = FRONT_THICKNESS * (distance / 1000) ** 1.2
    return np.asarray(np.hypot(CLOCK_ERROR, thickness / np.maximum(signal, 1)))
