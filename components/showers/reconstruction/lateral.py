"""The lateral distribution: how the signal falls with the distance from the axis, and its fit.

    S(r) = S(1000) * (r / 1000 m * (r + 700 m) / 1700 m) ** slope

Modified from Nishimura, Kamata and Greisen, with one slope for both factors.
"""

import dataclasses
from typing import Any

import numpy as np

from components.showers.ragged import any_of, spread, total, weighted_mean

Array = np.ndarray[Any, Any]

SMALLEST_DISTANCE = 1.0
"""m; a core is never known better."""
SLOPE_SPREAD = 0.25
"""Standard deviation of the slope that is assumed before a fit: a choice of this simulator."""
FORM_ERROR = 0.05
"""Relative departure of signals from the form above, beyond counting: a choice of this simulator."""
SMALLEST_CHI2 = 1e-3


@dataclasses.dataclass(frozen=True)
class LateralFit:
    """The fits of some events.

    Attributes:
        s1000: signal at 1000 m, VEM [events]; finite and positive.
        slope: of ln S in `lateral_scale` [events]; about -2.
        chi2: of the fit, per station in it [events].
        stations: how many stations are in it [events].
    """

    s1000: Array
    slope: Array
    chi2: Array
    stations: Array


def lateral_scale(distance: Array) -> Array:
    """ln(r / 1000 m * (r + 700 m) / 1700 m) of distances in m [any]; 0 at 1000 m."""
    r = np.maximum(distance, SMALLEST_DISTANCE)
    return np.asarray(np.log(r * (r + 700.0) / 1.7e6))


def signal_error(signal: Array, sec_zenith: Array) -> Array:
    """Standard deviation of signals, VEM [any], from signals in VEM [any]: a choice of this simulator."""
    return np.asarray((0.34 + 0.46 * sec_zenith) * np.sqrt(signal))


def usual_slope(sec_zenith: Array) -> Array:
    """The slope that is assumed before a fit [any]: flatter for inclined showers, which are mostly muons."""
    return np.asarray(-2.25 + 0.30 * (sec_zenith - 1))


def fit_lateral(
    signal: Array, distance: Array, usable: Array, offsets: Array, sec_zenith: Array
) -> LateralFit:
    """Fits the lateral distribution of each event: least squares in ln S, with a Gaussian prior of the slope.

    Args:
        signal: VEM, positive [stations].
        distance: from the axis, m [stations].
        usable: which stations to fit [stations]; where an event has none, all of its stations are.
        offsets: event i has the stations `offsets[i]:offsets[i + 1]`, at least one [events + 1].
        sec_zenith: secant of the zenith angle [events].
    """
    used = usable | ~spread(any_of(usable, offsets), offsets)
    signal, sec_zenith = np.asarray(signal, np.float64), np.asarray(sec_zenith, np.float64)
    scale, height = lateral_scale(np.asarray(distance, np.float64)), np.log(signal)
    relative = signal_error(signal, spread(sec_zenith, offsets)) / signal
    weight = used / (relative**2 + FORM_ERROR**2)

    # Deviations from weighted means: the sums lose no digits, and the system is never singular.
    mean_scale = weighted_mean(scale, weight, offsets)
    mean_height = weighted_mean(height, weight, offsets)
    across, up = scale - spread(mean_scale, offsets), height - spread(mean_height, offsets)
    prior = 1 / SLOPE_SPREAD**2
    slope = (total(weight * across * up, offsets) + prior * usual_slope(sec_zenith)) / (
        total(weight * across**2, offsets) + prior
    )
    stations = total(used.astype(np.int64), offsets)
    chi2 = total(weight * (up - spread(slope, offsets) * across) ** 2, offsets) / stations
    s1000 = np.exp(mean_height - slope * mean_scale)
    return LateralFit(s1000, slope, np.maximum(chi2, SMALLEST_CHI2), stations)
