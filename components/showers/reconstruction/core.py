"""Where the axis of a shower meets the ground, from the signals."""

from typing import Any

import numpy as np

from components.showers.geometry import direction
from components.showers.ragged import spread, total, weighted_mean
from components.showers.reconstruction.axis import Axis, Stations
from components.showers.reconstruction.lateral import lateral_scale, signal_error, usual_slope

Array = np.ndarray[Any, Any]

FORM_ERROR = 0.15
"""Relative departure of signals from the lateral distribution, beyond counting."""
SATURATED_ERROR = 1.5
"""The same of a signal that is only a lower bound."""
PRIOR = 0.25
"""Standard deviation of the core from the centre of the signals, in units of the spacing: what three stations
say about it is not enough."""
ROUNDS = 5
_LONGEST_STEP = 0.3  # of the spacing, in one round
_NEAREST = 30.0  # m


def guess_core(stations: Stations) -> tuple[Array, Array]:
    """The centre of the signals, m [events]."""
    weight = np.sqrt(stations.signal)
    return (
        weighted_mean(stations.x, weight, stations.offsets),
        weighted_mean(stations.y, weight, stations.offsets),
    )


def fit_core(stations: Stations, axis: Axis, spacing: Array) -> tuple[Array, Array]:
    """Fits the core and the signal at 1000 m to the signals, for the usual slope of the lateral distribution.

    Args:
        stations: of the events.
        axis: of the events.
        spacing: between neighbouring stations of the array, m [events].

    Returns:
        Where the axis meets the height of the origin, east and north, m [events].
    """
    first_x, first_y = guess_core(stations)
    x, y = first_x, first_y
    slope = usual_slope(1 / np.cos(np.deg2rad(axis.zenith)))
    weight = _weights(stations, axis)
    prior = 1 / (PRIOR * spacing) ** 2
    for _ in range(ROUNDS):
        residual, to_x, to_y = _residuals(stations, axis, slope, weight, x, y)
        xx, yy, xy, xr, yr = (
            total(weight * product, stations.offsets)
            for product in (to_x * to_x, to_y * to_y, to_x * to_y, to_x * residual, to_y * residual)
        )
        xx, yy = xx + prior, yy + prior
        xr, yr = xr + prior * (first_x - x), yr + prior * (first_y - y)
        determinant = xx * yy - xy**2
        step_x, step_y = (xr * yy - yr * xy) / determinant, (yr * xx - xr * xy) / determinant
        shorter = np.minimum(1, _LONGEST_STEP * spacing / np.maximum(np.hypot(step_x, step_y), 1e-9))
        x, y = x + shorter * step_x, y + shorter * step_y
    return x, y


def _weights(stations: Stations, axis: Axis) -> Array:
    sec = spread(1 / np.cos(np.deg2rad(axis.zenith)), stations.offsets)
    counting = signal_error(stations.signal, sec) / stations.signal
    form = np.where(stations.saturated, SATURATED_ERROR, FORM_ERROR)
    return np.asarray(1 / (counting**2 + form**2))


def _residuals(
    stations: Stations, axis: Axis, slope: Array, weight: Array, x: Array, y: Array
) -> tuple[Array, Array, Array]:
    """What is left of ln S, and how it changes with the core; the signal at 1000 m is fitted away."""
    offsets = stations.offsets
    east, north, up = (spread(part, offsets) for part in direction(axis.zenith, axis.azimuth))
    dx, dy, dz = stations.x - spread(x, offsets), stations.y - spread(y, offsets), stations.z
    along = dx * east + dy * north + dz * up
    distance = np.sqrt(np.maximum(dx**2 + dy**2 + dz**2 - along**2, _NEAREST**2))
    # d(lateral_scale)/dr, and dr/d(core) = -(part of the way to the station that is across the axis) / r
    steep = spread(slope, offsets) * (1 / distance + 1 / (distance + 700))
    to_x, to_y = -steep * (dx - along * east) / distance, -steep * (dy - along * north) / distance
    residual = np.log(stations.signal) - spread(slope, offsets) * lateral_scale(distance)

    def centred(values: Array) -> Array:
        return values - spread(weighted_mean(values, weight, offsets), offsets)

    return centred(residual), centred(to_x), centred(to_y)
