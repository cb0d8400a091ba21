"""The arithmetic of the stations of a measured event: their times, heights, grid and traces."""

import itertools
from typing import Any

import numpy as np

from components.showers.events import PRE_TRIGGER_BINS, TRACE_BINS
from components.showers.ingest.auger_event import Flags, Station

SECOND = 1e9  # ns
SAME_GROUND = 300.0
"""Metres between the heights of core and hottest station, beyond which they cannot be in one frame."""
TWINS = 100.0
"""Metres; stations closer than this stand side by side, for tests, and say nothing about the grid."""

Array = np.ndarray[Any, Any]


def since_first(t: Array) -> Array:
    """Times after the earliest station, ns [stations], from times within a GPS second that may have ended."""
    after = np.where(t.max() - t > SECOND / 2, t + SECOND, t)
    return np.asarray(after - after.min())


def core_height(z: float | None, stations: Array) -> float:
    """The height of the ground at the core, m; that of the hottest station where the core's is not known."""
    hottest = float(stations[0])
    return z if z is not None and abs(z - hottest) < SAME_GROUND else hottest


def spacing(flags: Flags, stations: list[Station]) -> float:
    """Of the array, m: as the flags say, or from the distance of neighbours among the stations."""
    if flags.sd1500 != flags.sd750:
        return 1500.0 if flags.sd1500 else 750.0
    place = np.array([(station.x, station.y) for station in stations])
    apart = np.hypot(*(place[:, None] - place[None]).transpose(2, 0, 1))
    nearest = np.where(apart < TWINS, np.inf, apart).min(axis=1)
    return 750.0 if np.median(nearest) < (750 + 1500) / 2 else 1500.0


def cut_traces(recorded: list[list[float]], starts: Array) -> Array:
    """Traces from `PRE_TRIGGER_BINS` before the signal on.

    Args:
        recorded: as they were read out, of any length [n]; empty where there is none.
        starts: the bin in which the signal starts [n].

    Returns:
        float32 [n, TRACE_BINS]: 0 where nothing was recorded, NaN where a trace is empty.
    """
    lengths = np.array([len(trace) for trace in recorded])
    flat = np.fromiter(itertools.chain(itertools.chain.from_iterable(recorded), (0.0,)), np.float32)
    bins = starts[:, None] - PRE_TRIGGER_BINS + np.arange(TRACE_BINS)
    inside = (bins >= 0) & (bins < lengths[:, None])
    first = np.cumsum(lengths) - lengths
    traces = np.where(inside, flat[np.where(inside, first[:, None] + bins, -1)], np.float32(0))
    traces[lengths == 0] = np.nan
    return traces
