"""How long signals take, at a distance where all events can be compared."""

from typing import Any

import numpy as np

from components.showers.features.stations import Stations
from components.showers.ragged import spread, total, weighted_mean

Array = np.ndarray[Any, Any]

NEAREST, FARTHEST = 400.0, 1900.0
"""m: nearer the electronics decide, farther too few particles arrive."""
LEAST_SIGNAL = 5.0
"""VEM."""
ELECTRONICS = 40.0
"""ns: the risetime of a signal that arrives at once."""
GROWTH, SLOW_GROWTH = 1.2, 1.0
"""Powers of the distance with which rise and fall times, and the moments of all times, grow: choices of this
simulator. The moments hold the decay of light in the tank too, which is the same everywhere."""
LEAST_VARIANCE = 0.1
"""Of the cosines, added so that stations on one side of the core say little about asymmetry."""


def timing_weights(stations: Stations) -> Array:
    """Weights in means of times [stations]: the root of the signal, 0 where times cannot be used."""
    distance = stations.plane.distance
    good = stations.timed & (distance > NEAREST) & (distance < FARTHEST) & (stations.signal > LEAST_SIGNAL)
    return np.asarray(np.sqrt(stations.signal) * good)


def at_1000(times: Array, stations: Stations, weights: Array, growth: float = GROWTH) -> Array:
    """The weighted mean [events] of times, ns [stations], each scaled to 1000 m; NaN without weights.

    Args:
        times: ns [stations].
        stations: of the events.
        weights: of the times [stations].
        growth: the power of the distance with which these times grow.
    """
    return weighted_mean(times * _to_1000(stations, growth), weights, stations.offsets)


def of_particles(times: Array) -> Array:
    """Widths of signals, ns [any], without the part of the electronics, which adds in squares."""
    return np.asarray(np.sqrt(np.maximum(times.astype(np.float64) ** 2 - ELECTRONICS**2, 0)))


def asymmetry(times: Array, stations: Stations, weights: Array) -> Array:
    """How much longer times are in front of the core than behind it, over their mean [events].

    The slope of the times, scaled to 1000 m, in the cosine of the angle from below the incoming shower, drawn
    towards 0 where the stations span few angles. A mean of time times cosine would tell on which side the
    stations are, even of a shower without asymmetry. NaN where fewer than two stations have weights.

    Args:
        times: ns [stations].
        stations: of the events.
        weights: of the times [stations].
    """
    offsets, early = stations.offsets, stations.plane.early
    scaled = times * _to_1000(stations, GROWTH)
    mean = spread(weighted_mean(scaled, weights, offsets), offsets)
    longer = np.where(weights > 0, scaled / np.maximum(mean, 1) - 1, 0)
    apart = np.where(weights > 0, early - spread(weighted_mean(early, weights, offsets), offsets), 0)
    known = total((weights > 0).astype(np.int64), offsets) > 1
    lever = total(weights * apart**2, offsets) + LEAST_VARIANCE * total(weights, offsets)
    slope = total(weights * longer * apart, offsets) / np.where(known, lever, 1)
    return np.where(known, slope, np.nan)


def _to_1000(stations: Stations, growth: float) -> Array:
    return np.asarray((1000 / np.maximum(stations.plane.distance, NEAREST)) ** growth)
