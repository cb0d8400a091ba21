"""From the traces of a station's photomultipliers to one."""

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from components.showers.events import TRACE_BINS

Array = np.ndarray[Any, Any]

THRESHOLD = 0.2
"""VEM peak: a signal starts where the mean trace is first above, and is long where traces stay above."""
LONG_BINS = 13
"""So many bins above the threshold, in two photomultipliers, make a long signal (time over threshold)."""
COARSE = 3
"""So many bins of 25 ns are summed to one of a coarse trace."""
COARSE_BINS = TRACE_BINS // COARSE


def mean_trace(traces: Array) -> tuple[Array, Array]:
    """The mean over live photomultipliers, float32 [stations, TRACE_BINS], and their number [stations].

    A photomultiplier with a bin that is NaN is not live; where none is, the mean is 0.
    """
    dead = np.isnan(np.add.reduce(traces, axis=2))
    live = traces.shape[1] - np.count_nonzero(dead, axis=1)
    mean = np.add.reduce(traces, axis=1)
    mean *= np.float32(1 / traces.shape[1])
    some = np.flatnonzero(dead.any(axis=1))
    known = np.where(dead[some][:, :, None], np.float32(0), traces[some])
    mean[some] = np.add.reduce(known, axis=1) / np.maximum(live[some], 1).astype(np.float32)[:, None]
    return mean, live


def is_long(traces: Array, live: Array) -> Array:
    """Which signals are long [stations]: 13 bins above 0.2 in two photomultipliers, or in the only live one.

    Args:
        traces: VEM peak [stations, PMTS, TRACE_BINS].
        live: photomultipliers that gave a trace [stations].
    """
    above = np.add.reduce((traces > THRESHOLD).view(np.uint8), axis=2, dtype=np.uint8) >= LONG_BINS
    return np.asarray(np.count_nonzero(above, axis=1) >= np.clip(live, 1, 2))


def coarse_trace(trace: Array, start: Array) -> Array:
    """The shape of traces in coarse bins from the start bin on, float32 [stations, COARSE_BINS].

    Not negative, and of sum 1; 0 where a trace has nothing above 0 from there on. The bins that are missing
    at the end, because a trace does not begin with its start bin, are 0.

    Args:
        trace: VEM peak, float32 [stations, TRACE_BINS].
        start: the start bin [stations].
    """
    longer = np.zeros((len(trace), 2 * TRACE_BINS), np.float32)
    longer[:, :TRACE_BINS] = trace
    shifted = sliding_window_view(longer, TRACE_BINS, axis=1)[np.arange(len(trace)), start]
    first, second, third = (shifted[:, place::COARSE] for place in range(COARSE))
    # Added one by one: the order in which NumPy adds may depend on how many stations there are.
    coarse = np.maximum(first + second + third, np.float32(0))
    area = np.cumsum(coarse, axis=1)[:, -1:]
    return np.asarray(coarse / np.where(area > 0, area, np.float32(1)))
