"""What the trace of a station says: when the signal starts, how long it takes, and how spiky it is.

Times are measured from the beginning of the start bin, so that they do not know when the station triggered.
Bins are worked on in blocks of stations that stay in a processor's cache.
"""

import dataclasses
from typing import Any

import numpy as np

from components.showers.events import BIN_NANOSECONDS, PRE_TRIGGER_BINS, TRACE_BINS
from components.showers.features.traces import THRESHOLD, coarse_trace, is_long, mean_trace

Array = np.ndarray[Any, Any]

BINS_BEFORE_START = 2
LATE_BINS = 24
"""600 ns."""
FAINT = 0.04
"""VEM peak: bins below do not count in moments, where the noise of late bins would weigh most."""
STEP = 0.5
"""VEM peak: a muon steps up by more from one bin to the next, electrons and photons seldom do."""
BLOCK = 512
"""Stations whose traces fit into the cache: 740 kB."""

_PLACES = np.arange(TRACE_BINS, dtype=np.float32) - PRE_TRIGGER_BINS
_POWERS = tuple(_PLACES**power for power in (1, 2, 3))


@dataclasses.dataclass(frozen=True)
class Pulses:
    """The pulses of some stations, each [stations] unless said; NaN in a station that has no pulse.

    Attributes:
        live: photomultipliers that gave a trace, int64.
        start: the start bin, int64; 0 where there is no pulse.
        charge: sum of the mean trace from two bins before the start, VEM peak x bins.
        peak: highest bin, VEM peak.
        t10, t50, t90: when 10, 50 and 90 % of the charge are in, ns after the start.
        mean, deviation, skewness: of the arrival times; ns after the start, ns, 1.
        late: share of the charge later than 600 ns after the start.
        jump: sum of the steps above 0.5 VEM peak, VEM peak.
        long: whether the signal is a long one, bool; False where there is no pulse.
        shape: of the trace, in coarse bins from the start on, of sum 1 [stations, COARSE_BINS]; 0 where there
            is no pulse.
    """

    live: Array
    start: Array
    charge: Array
    peak: Array
    t10: Array
    t50: Array
    t90: Array
    mean: Array
    deviation: Array
    skewness: Array
    late: Array
    jump: Array
    long: Array
    shape: Array

    @property
    def found(self) -> Array:
        """Which stations have a pulse [stations]."""
        return np.isfinite(self.charge)

    @property
    def risetime(self) -> Array:
        """From 10 to 50 % of the charge, ns [stations]."""
        return np.asarray(self.t50 - self.t10)

    @property
    def falltime(self) -> Array:
        """From 50 to 90 % of the charge, ns [stations]."""
        return np.asarray(self.t90 - self.t50)

    @property
    def area_over_peak(self) -> Array:
        """Charge over peak, bins of 25 ns [stations]."""
        return np.asarray(self.charge / self.peak)


def pulses(traces: Array) -> Pulses:
    """The pulses of traces, VEM peak, float32 [stations, PMTS, TRACE_BINS]; NaN where one is missing."""
    blocks = [_block(traces[first : first + BLOCK]) for first in range(0, max(len(traces), 1), BLOCK)]
    return Pulses(**{name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]})


def quantile_time(cumulative: Array, wave: Array, share: float) -> Array:
    """When a share of the charge is in, in bins from the beginning of the trace [stations].

    Linear inside the bin: its charge is taken to arrive evenly.

    Args:
        cumulative: running sum of `wave` [stations, bins].
        wave: the trace, 0 before the pulse [stations, bins].
        share: 0 to 1.
    """
    rows = np.arange(len(wave))
    wanted = np.float32(share) * cumulative[:, -1]
    bin_ = (cumulative >= wanted[:, None]).argmax(axis=1)
    height = wave[rows, bin_]
    missing = wanted - (cumulative[rows, bin_] - height)
    return np.asarray(bin_ + np.clip(missing / np.where(height > 0, height, 1), 0, 1))


def _block(traces: Array) -> dict[str, Array]:
    trace, live = mean_trace(traces)
    rows = np.arange(len(trace))
    start = (trace > THRESHOLD).argmax(axis=1)
    wave = np.where(np.arange(TRACE_BINS) >= (start - BINS_BEFORE_START)[:, None], trace, np.float32(0))
    cumulative = np.cumsum(wave, axis=1)
    charge = cumulative[:, -1]
    found = (trace[rows, start] > THRESHOLD) & (charge > 0)
    measured = {
        "charge": charge,
        "peak": wave.max(axis=1),
        "late": _late(cumulative, start),
        "jump": _jump(wave),
        **_times(cumulative, wave, start),
        **_moments(wave, start),
    }
    measured = {name: np.where(found, values, np.float32(np.nan)) for name, values in measured.items()}
    return {
        "live": live,
        "start": start,
        "long": is_long(traces, live) & found,
        "shape": coarse_trace(trace, start) * found[:, None],
        **measured,
    }


def _late(cumulative: Array, start: Array) -> Array:
    last = np.minimum(start + LATE_BINS, TRACE_BINS) - 1
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.clip(1 - cumulative[np.arange(len(start)), last] / cumulative[:, -1], 0, 1))


def _jump(wave: Array) -> Array:
    steps = np.diff(wave, axis=1)
    return np.asarray(np.add.reduce(steps * (steps > STEP), axis=1))


def _times(cumulative: Array, wave: Array, start: Array) -> dict[str, Array]:
    shares = {"t10": 0.1, "t50": 0.5, "t90": 0.9}
    times = {name: quantile_time(cumulative, wave, share) - start for name, share in shares.items()}
    return {name: (time * BIN_NANOSECONDS).astype(np.float32) for name, time in times.items()}


def _moments(wave: Array, start: Array) -> dict[str, Array]:
    """Mean, standard deviation and skewness of the arrival times; a bin's charge stands at its middle."""
    clear = wave * (wave > FAINT)
    charge = np.add.reduce(clear, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        first, second, third = (np.einsum("sb,b->s", clear, power) / charge for power in _POWERS)
        # The variance of a charge that is spread evenly over one bin.
        variance = np.maximum(second - first**2, 1 / 12)
        skewness = (third - 3 * first * variance - first**3) / variance**1.5
        mean = (first + np.float32(PRE_TRIGGER_BINS + 0.5) - start) * BIN_NANOSECONDS
    return {
        "mean": mean.astype(np.float32),
        "deviation": np.sqrt(variance) * np.float32(BIN_NANOSECONDS),
        "skewness": skewness,
    }
