"""The features of an event: every measured one that `schemas/wcd/dataset.yaml` names."""

from typing import Any

import numpy as np

from components.showers.events import Events
from components.showers.features.front import curvature
from components.showers.features.signals import lateral_features
from components.showers.features.stations import Stations
from components.showers.features.timing import SLOW_GROWTH, asymmetry, at_1000, of_particles, timing_weights
from components.showers.features.vectors import station_vectors
from components.showers.ragged import total, weighted_mean

Array = np.ndarray[Any, Any]

AS_MEASURED = ("event_id", "shower_id", "zenith", "azimuth", "spacing", "energy", "triggered_stations")
HOTTEST = 3


def event_features(events: Events) -> dict[str, Array]:
    """The features of events: name -> float32 or int64 values, as the dataset `wcd` names them.

    Single numbers are [events], vectors [events, width].
    Features that dataset.yaml gives a value for `undefined` are NaN where an event does not have them; the
    others are always finite. What stands in the row of an event depends on that event alone, to the last bit.
    """
    stations = Stations.of(events)
    zenith, energy = (events.event[name].astype(np.float64) for name in ("zenith", "energy"))
    found = {
        **{name: events.event[name] for name in AS_MEASURED},
        "sec_zenith": stations.sec_zenith,
        **counts(stations),
        **lateral_features(stations, zenith, energy),
        "curvature": curvature(stations),
        **times(stations),
        **shapes(stations),
        **hottest(stations),
        **station_vectors(stations),
    }
    return {name: _narrow(values) for name, values in found.items()}


def counts(stations: Stations) -> dict[str, Array]:
    """How many stations are of which kind, int64 [events]."""
    offsets, pulses = stations.offsets, stations.pulses
    return {
        "fewest_live_pmts": np.minimum.reduceat(pulses.live, offsets[:-1]),
        "tot_stations": total(pulses.long.astype(np.int64), offsets),
        "saturated_stations": total(stations.clipped.astype(np.int64), offsets),
    }


def times(stations: Stations) -> dict[str, Array]:
    """Arrival times of the particles, means over stations, corrected to 1000 m [events]."""
    pulses, weights = stations.pulses, timing_weights(stations)
    risetime = of_particles(pulses.risetime)
    return {
        "risetime_1000": at_1000(risetime, stations, weights),
        "falltime_1000": at_1000(pulses.falltime, stations, weights),
        "risetime_asymmetry": asymmetry(risetime, stations, weights),
        "mean_time_1000": at_1000(pulses.mean, stations, weights, SLOW_GROWTH),
        "time_spread": at_1000(pulses.deviation, stations, weights, SLOW_GROWTH),
    }


def shapes(stations: Stations) -> dict[str, Array]:
    """Shapes of the traces as they are at each station: sums and weighted means over stations [events]."""
    pulses, offsets = stations.pulses, stations.offsets
    weights = np.sqrt(stations.signal) * stations.timed
    jump = total(np.where(stations.timed, pulses.jump, 0), offsets)
    signal = total(np.where(stations.timed, stations.signal, 0), offsets)
    some = signal > 0
    return {
        "jump": np.where(some, jump, np.nan),
        "jump_fraction": np.where(some, jump / np.where(some, signal, 1), np.nan),
        "time_skewness": weighted_mean(pulses.skewness, weights, offsets),
        "late_fraction": weighted_mean(pulses.late, weights, offsets),
        "area_over_peak": weighted_mean(pulses.area_over_peak, weights, offsets),
    }


def hottest(stations: Stations) -> dict[str, Array]:
    """The three hottest stations one by one [events]; no times where a trace is clipped or missing."""
    places, pulses = stations.hottest(HOTTEST), stations.pulses
    timed = np.where(stations.timed, 1.0, np.nan)
    kinds = {
        "signal": stations.signal,
        "distance": stations.plane.distance,
        "risetime": pulses.risetime * timed,
        "mean_time": pulses.mean * timed,
        "jump_fraction": pulses.jump * timed / stations.signal,
        "area_over_peak": pulses.area_over_peak * timed,
    }
    each = {f"{kind}_{rank + 1}": v[places[:, rank]] for kind, v in kinds.items() for rank in range(HOTTEST)}
    return each | {
        "total_signal": total(stations.signal, stations.offsets),
        "hottest_distance": each["distance_1"],
    }


def _narrow(values: Array) -> Array:
    return values.astype(np.int64 if np.issubdtype(values.dtype, np.integer) else np.float32)
