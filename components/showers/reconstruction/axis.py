"""The axis of a shower, from the times at which signals start.

First a plane, then a front that is bent by a fixed model, by weighted least squares. The numbers are choices
of this project, fitted to its simulation.
"""

import dataclasses
from typing import Any

import numpy as np

from components.showers.geometry import SPEED_OF_LIGHT, direction, shower_plane
from components.showers.ragged import spread, total, weighted_mean

Array = np.ndarray[Any, Any]

FRONT_RADIUS = (7600.0, 20600.0)
"""m, radius of the front of a vertical shower, and its growth per unit of sec(zenith) - 1."""
LAG = 150.0
"""ns: how late the first particle is at 1000 m for a signal of 1 VEM, and by how much that varies; it grows
with the square of the distance and falls with the root of the signal."""
CLOCK_ERROR = 18.0
"""ns, of any start time: clock, bin and form of the front."""
MOST_ZENITH = 80.0
"""deg; a fit does not go beyond."""
_RIDGE = 1e-5  # of stations in a line: keeps the direction across it at the vertical


@dataclasses.dataclass(frozen=True)
class Stations:
    """The stations of some events.

    Attributes:
        x, y, z: m, from an origin near the event [stations].
        time: start of the signal, ns, from any origin in the event [stations].
        signal: VEM, positive [stations].
        saturated: whether the signal is only a lower bound [stations].
        offsets: event i has the stations `offsets[i]:offsets[i + 1]`, at least three [events + 1].
    """

    x: Array
    y: Array
    z: Array
    time: Array
    signal: Array
    saturated: Array
    offsets: Array


@dataclasses.dataclass(frozen=True)
class Axis:
    """Where showers come from, degrees [events]."""

    zenith: Array
    azimuth: Array


def fit_plane(stations: Stations) -> Axis:
    """Fits a plane front: of use as a first guess."""
    return _fit(stations, stations.time, np.ones(len(stations.time)), np.zeros(len(stations.offsets) - 1))


def fit_axis(stations: Stations, axis: Axis, core_x: Array, core_y: Array) -> Axis:
    """Fits a bent front once around a guess.

    Args:
        stations: of the events.
        axis: the guess.
        core_x, core_y: where the axis meets the height of the origin, m [events].
    """
    offsets = stations.offsets
    zenith = spread(axis.zenith, offsets)
    x, y = stations.x - spread(core_x, offsets), stations.y - spread(core_y, offsets)
    distance = shower_plane(x, y, stations.z, zenith, spread(axis.azimuth, offsets)).distance
    flat = stations.time - front_delay(distance, stations.signal, 1 / np.cos(np.deg2rad(zenith)))
    weight = 1 / time_error(distance, stations.signal) ** 2
    return _fit(stations, flat, weight, axis.zenith)


def front_delay(distance: Array, signal: Array, sec_zenith: Array) -> Array:
    """How much later than a plane a signal starts, on average, ns [any].

    Args:
        distance: from the axis, m [any].
        signal: VEM [any].
        sec_zenith: secant of the zenith angle [any].
    """
    radius = FRONT_RADIUS[0] + FRONT_RADIUS[1] * (sec_zenith - 1)
    bent = (np.hypot(distance, radius) - radius) / SPEED_OF_LIGHT
    return np.asarray(bent + _lag(distance, signal))


def time_error(distance: Array, signal: Array) -> Array:
    """Standard deviation of the start of a signal, ns [any], from m and VEM [any]."""
    return np.hypot(CLOCK_ERROR, _lag(distance, signal))


def _lag(distance: Array, signal: Array) -> Array:
    return np.asarray(LAG * (distance / 1000) ** 2 / np.sqrt(signal))


def _fit(stations: Stations, time: Array, weight: Array, zenith: Array) -> Axis:
    """Least squares of c t = c t0 - u x - v y - w z, where w is known well enough from the guess."""
    offsets = stations.offsets
    height = stations.z * spread(np.cos(np.deg2rad(zenith)), offsets)

    def centred(values: Array) -> Array:
        return values - spread(weighted_mean(values, weight, offsets), offsets)

    x, y = centred(stations.x), centred(stations.y)
    path = -centred(SPEED_OF_LIGHT * time + height)
    xx, yy, xy = (total(weight * product, offsets) for product in (x * x, y * y, x * y))
    xp, yp = total(weight * x * path, offsets), total(weight * y * path, offsets)
    ridge = _RIDGE * (xx + yy)
    xx, yy = xx + ridge, yy + ridge
    determinant = xx * yy - xy**2
    return _axis((xp * yy - yp * xy) / determinant, (yp * xx - xp * xy) / determinant)


def _axis(east: Array, north: Array) -> Axis:
    sine = np.minimum(np.hypot(east, north), np.sin(np.deg2rad(MOST_ZENITH)))
    return Axis(np.rad2deg(np.arcsin(sine)), np.rad2deg(np.arctan2(north, east)) % 360)


def angle_between(one: Axis, other: Axis) -> Array:
    """The angle between two axes, degrees [events]."""
    a, b = direction(one.zenith, one.azimuth), direction(other.zenith, other.azimuth)
    chord = np.sqrt(sum((p - q) ** 2 for p, q in zip(a, b, strict=True)))
    return np.asarray(np.rad2deg(2 * np.arcsin(np.minimum(chord / 2, 1))))
