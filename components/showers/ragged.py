"""Sums and means over the stations of each event, without a loop over events."""

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def total(values: Array, offsets: Array) -> Array:
    """Sums [events] of values [stations]; event i has `offsets[i]:offsets[i + 1]`, at least one station."""
    return np.asarray(np.add.reduceat(values, offsets[:-1]))


def any_of(mask: Array, offsets: Array) -> Array:
    """Which events [events] have a station in a mask [stations]."""
    return np.asarray(np.logical_or.reduceat(mask, offsets[:-1]))


def spread(values: Array, offsets: Array) -> Array:
    """Values [events] repeated for each station [stations]."""
    return np.repeat(values, np.diff(offsets))


def weighted_mean(values: Array, weights: Array, offsets: Array) -> Array:
    """Means [events] of values [stations] with weights [stations]; NaN where the weights of an event are 0.

    Values of weight 0 do not matter, also where they are NaN.
    """
    known = np.where(weights > 0, values, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(total(known * weights, offsets) / total(weights, offsets))
