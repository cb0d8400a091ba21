"""The listed stations of some events as the features see them."""

import dataclasses
from typing import Any

import numpy as np

from components.showers.events import Events
from components.showers.features.pulses import Pulses, pulses
from components.showers.geometry import ShowerPlane, shower_plane
from components.showers.ragged import spread

Array = np.ndarray[Any, Any]

LOW_GAIN = 2
"""A station is clipped where the low gain saturated too; the high gain alone loses nothing."""


@dataclasses.dataclass(frozen=True)
class Stations:
    """The stations of some events; positions are from the reconstructed axis.

    Attributes:
        signal: VEM, float64 [stations].
        clipped: whether the signal is only a lower bound [stations].
        start_time: ns [stations].
        plane: where the stations are.
        pulses: what their traces say.
        offsets: event i has the stations `offsets[i]:offsets[i + 1]` [events + 1].
        sec_zenith: of the events, float64 [events].
    """

    signal: Array
    clipped: Array
    start_time: Array
    plane: ShowerPlane
    pulses: Pulses
    offsets: Array
    sec_zenith: Array

    @property
    def timed(self) -> Array:
        """Which stations have a trace whose shape can be trusted [stations]."""
        return np.asarray(self.pulses.found & ~self.clipped)

    @property
    def index(self) -> Array:
        """The event of each station [stations]."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))

    @classmethod
    def of(cls, events: Events) -> "Stations":
        """The stations of events, seen from their reconstructed axes."""
        zenith, azimuth, core_x, core_y = (
            spread(events.event[name].astype(np.float64), events.offsets)
            for name in ("zenith", "azimuth", "core_x", "core_y")
        )
        x, y, z = (events.station[f"station_{axis}"].astype(np.float64) for axis in "xyz")
        return cls(
            signal=events.station["signal"].astype(np.float64),
            clipped=events.station["saturated"] >= LOW_GAIN,
            start_time=events.station["start_time"].astype(np.float64),
            plane=shower_plane(x - core_x, y - core_y, z, zenith, azimuth),
            pulses=pulses(events.traces),
            offsets=events.offsets,
            sec_zenith=1 / np.cos(np.deg2rad(events.event["zenith"].astype(np.float64))),
        )

    def by_signal(self) -> Array:
        """The places of the stations, event after event, with signals falling in each [stations].

        Of equal signals, the one that is listed first comes first.
        """
        return np.asarray(np.lexsort((-self.signal, self.index)))

    def hottest(self, many: int) -> Array:
        """The places of the stations with the highest signals, falling [events, many].

        Every event must have so many.
        """
        return np.asarray(self.by_signal()[self.offsets[:-1, None] + np.arange(many)])

    def ranks(self) -> Array:
        """0 for the first station of an event, 1 for the next ... in the order of the list [stations]."""
        return np.asarray(np.arange(len(self.signal)) - spread(self.offsets[:-1], self.offsets))
