"""From the charge in bins to the traces of photomultipliers."""

import dataclasses
from typing import Any

import numpy as np
from scipy.signal import lfilter

from components.showers.events import BIN_NANOSECONDS, PMTS, PRE_TRIGGER_BINS, TRACE_BINS
from components.showers.simulator import constants as c
from components.showers.simulator.particles import BINS, MUON

Array = np.ndarray[Any, Any]

LATEST_START = BINS + PRE_TRIGGER_BINS - TRACE_BINS
"""Bins after the front within which a signal must start."""


@dataclasses.dataclass(frozen=True)
class Traces:
    """What photomultipliers record.

    Attributes:
        traces: VEM peak, float32 [PMTS, rows, TRACE_BINS]; also of dead ones.
        live: which of them work [PMTS, rows].
        saturated: 0 no, 1 the high gain, 2 the low gain too, int8 [rows].
    """

    traces: Array
    live: Array
    saturated: Array


def pulses(charge: Array, decay_time: float) -> Array:
    """The light of charges, VEM peak [rows, BINS], of VEM in bins [rows, BINS].

    One VEM makes exp(-t / decay) - 0.35 exp(-t / 12 ns), of peak 1: two recursive filters, here in one.
    """
    slow, fast = np.exp(-BIN_NANOSECONDS / np.array([decay_time, c.PULSE_RISE]))
    share = c.PULSE_RISE_SHARE
    rise = np.array([1 - share, share * slow - fast], np.float32) / np.float32(1 - share)
    fall = np.array([1, -slow - fast, slow * fast], np.float32)
    return np.asarray(lfilter(rise, fall, charge))


def add_accidental_muons(random: np.random.Generator, charge: Array, mean: float) -> None:
    """Adds muons that have nothing to do with the shower, at any time.

    Args:
        random: the random numbers.
        charge: VEM in bins, changed in place [rows, BINS].
        mean: number in a trace.
    """
    number = random.poisson(mean * BINS / TRACE_BINS * len(charge))
    rows, bins = random.integers(0, len(charge), number), random.integers(0, BINS, number)
    np.add.at(charge, (rows, bins), random.standard_gamma(MUON.shape, number) / MUON.shape)


def find_start(light: Array) -> Array:
    """The first bin above threshold [rows]; -1 where there is none in time."""
    early = light[:, :LATEST_START] > c.START_THRESHOLD
    return np.where(early.any(axis=1), early.argmax(axis=1), -1)


def window(light: Array, start: Array) -> Array:
    """The bins of a trace, the start of the signal after the bins before the trigger [rows, TRACE_BINS]."""
    padded = np.zeros((len(light), PRE_TRIGGER_BINS + BINS), np.float32)
    padded[:, PRE_TRIGGER_BINS:] = light
    first = np.arange(len(light)) * padded.shape[1] + np.maximum(start, 0)
    return np.asarray(padded.reshape(-1)[first[:, None] + np.arange(TRACE_BINS)])


def record(random: np.random.Generator, light: Array, dead: float) -> Traces:
    """What photomultipliers make of the light.

    Args:
        random: the random numbers.
        light: VEM peak [rows, TRACE_BINS].
        dead: probability that one does not work.
    """
    rows = len(light)
    live = random.random((PMTS, rows)) >= dead
    gain = (1 + c.GAIN_SPREAD * random.standard_normal((PMTS, rows))).astype(np.float32)
    traces = random.standard_normal((PMTS, rows, TRACE_BINS), dtype=np.float32)
    traces *= np.sqrt(light / np.float32(c.PHOTOELECTRONS) + np.float32(c.BASELINE_NOISE**2))
    for trace, factor in zip(traces, gain, strict=True):
        trace += light * factor[:, None]
    _digitize(traces)
    peak = (traces.max(axis=2) * live).max(axis=0)
    saturated = (peak > c.HIGH_GAIN_LIMIT).astype(np.int8) + (peak >= c.LOW_GAIN_LIMIT).astype(np.int8)
    return Traces(traces, live, saturated)


def _digitize(traces: Array) -> None:
    np.minimum(traces, np.float32(c.LOW_GAIN_LIMIT), out=traces)
    traces *= np.float32(1 / c.QUANTUM)
    np.rint(traces, out=traces)
    traces *= np.float32(c.QUANTUM)


def charge_of(traces: Traces) -> Array:
    """The signal, VEM [rows]: mean charge of the live photomultipliers from two bins before the start."""
    charge = traces.traces[:, :, PRE_TRIGGER_BINS - 2 :].sum(axis=2) / np.float32(c.VEM_AREA_OVER_PEAK)
    return np.asarray((charge * traces.live).sum(axis=0) / np.maximum(traces.live.sum(axis=0), 1))
