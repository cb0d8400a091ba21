"""Which stations trigger."""

import dataclasses
from typing import Any

import numpy as np

from components.showers.events import PMTS
from components.showers.simulator import constants as c
from components.showers.simulator.traces import Traces

Array = np.ndarray[Any, Any]


@dataclasses.dataclass(frozen=True)
class Triggers:
    """What stations found in their traces, each [rows].

    Attributes:
        first: all live photomultipliers above the first level in one bin.
        second: above the second level.
        over_threshold: a long signal in two of them.
    """

    first: Array
    second: Array
    over_threshold: Array

    @property
    def recorded(self) -> Array:
        """Stations that are read out with an event."""
        return np.asarray(self.first | self.over_threshold)

    @property
    def forms_event(self) -> Array:
        """Stations that can make an event."""
        return np.asarray(self.second | self.over_threshold)


def station_triggers(traces: Traces, started: Array) -> Triggers:
    """The triggers of stations; none where no photomultiplier lives or no signal has started [rows]."""
    alive = traces.live.sum(axis=0)
    able = started & (alive > 0)
    # A dead photomultiplier neither asks for a signal nor gives one.
    missing = np.where(traces.live, np.float32(0), np.float32(np.inf))[:, :, None]
    least = (traces.traces + missing).min(axis=0).max(axis=1)
    above = (traces.traces > c.START_THRESHOLD) & traces.live[:, :, None]
    together = above.sum(axis=0, dtype=np.uint8) >= np.minimum(alive, PMTS - 1)[:, None]
    bins = together.sum(axis=1)
    return Triggers(
        able & (least > c.FIRST_LEVEL),
        able & (least > c.SECOND_LEVEL),
        able & (bins >= c.BINS_OVER_THRESHOLD),
    )


def far_trigger(random: np.random.Generator, signal: Array) -> Array:
    """Draws which stations trigger whose traces are not simulated.

    Args:
        random: the random numbers.
        signal: VEM, with its fluctuation [any].
    """
    step = np.log(np.maximum(signal, 1e-3) / c.FAR_THRESHOLD) / c.FAR_WIDTH
    return np.asarray(random.random(signal.shape) < 1 / (1 + np.exp(-step)))
