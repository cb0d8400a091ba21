"""What the sizes of the signals say: energy, and how steeply they fall with distance."""

from typing import Any

import numpy as np

from components.showers.features.stations import Stations
from components.showers.ragged import any_of, spread, total, weighted_mean
from components.showers.reconstruction.energy import attenuation, s38_at, s38_of
from components.showers.reconstruction.lateral import fit_lateral, lateral_scale, usual_slope

Array = np.ndarray[Any, Any]


def usable(stations: Stations) -> Array:
    """The stations whose signals can be compared [stations]: not clipped, or all where every one is."""
    good = ~stations.clipped
    return np.asarray(good | ~spread(any_of(good, stations.offsets), stations.offsets))


def lateral_features(stations: Stations, zenith: Array, energy: Array) -> dict[str, Array]:
    """Features of the lateral distribution, each [events].

    Args:
        stations: of the events.
        zenith: degrees [events].
        energy: reconstructed, EeV [events].
    """
    good = usable(stations)
    fit = fit_lateral(stations.signal, stations.plane.distance, good, stations.offsets, stations.sec_zenith)
    return {
        "s1000": fit.s1000,
        "s38": s38_of(fit.s1000, zenith),
        "lateral_slope": fit.slope,
        "lateral_chi2": fit.chi2,
        "lateral_excess": lateral_excess(stations, good, s38_at(energy) * attenuation(zenith)),
        "sb3": moment(stations, 3),
        "sb4": moment(stations, 4),
    }


def moment(stations: Stations, power: float) -> Array:
    """S_b: the sum of signals weighted by a power of the distance over 1000 m, VEM [events].

    G. Ros et al., A new composition-sensitive parameter for ultra-high energy cosmic rays, arXiv 1104.3399.
    """
    return total(stations.signal * (stations.plane.distance / 1000) ** power, stations.offsets)


def lateral_excess(stations: Stations, good: Array, s1000: Array) -> Array:
    """Log10 of the mean ratio of signals to those of the usual lateral distribution [events].

    Showers of photons fall below 0: their signals drop faster with distance.

    Args:
        stations: of the events.
        good: which of them to compare [stations]; at least one of each event.
        s1000: the signal at 1000 m that the energy stands for, VEM [events].
    """
    slope = spread(usual_slope(stations.sec_zenith), stations.offsets)
    usual = spread(s1000, stations.offsets) * np.exp(slope * lateral_scale(stations.plane.distance))
    return np.asarray(
        np.log10(weighted_mean(stations.signal / usual, good.astype(np.float64), stations.offsets))
    )
