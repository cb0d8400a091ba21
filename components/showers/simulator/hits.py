"""The stations that a shower hits, and how many particles reach the hottest."""

import dataclasses
from typing import Any, Self

import numpy as np

from components.showers.events import MOST_STATIONS
from components.showers.geometry import shower_plane
from components.showers.simulator import array, ground
from components.showers.simulator import constants as c
from components.showers.simulator.showers import Showers
from components.showers.simulator.trigger import far_trigger

Array = np.ndarray[Any, Any]


@dataclasses.dataclass(frozen=True)
class Hits:
    """Stations and their particles, each [events, stations], or [rows] of the kept ones.

    Attributes:
        station: number.
        x, y: m.
        distance, along: in the shower plane, m.
        muons, em: mean signals, VEM.
        muon_number, em_number: particles.
    """

    station: Array
    x: Array
    y: Array
    distance: Array
    along: Array
    muons: Array
    em: Array
    muon_number: Array
    em_number: Array

    def take(self, index: Any) -> Self:
        """Some of them."""
        return type(self)(*(getattr(self, f.name)[index] for f in dataclasses.fields(self)))


def draw_hits(random: np.random.Generator, showers: Showers, spacing: float) -> tuple[Hits, Array, Array]:
    """Draws the particles in the stations around each core.

    Args:
        random: the random numbers.
        showers: of the events.
        spacing: of the array, m.

    Returns:
        The hottest stations [rows]; the event of each, ascending [rows]; and how many of the others
        triggered [events].
    """
    every = _around(random, showers, spacing)
    muon = ground.muon_quantum(showers.zenith)[:, None]
    signal = every.muon_number * muon + every.em_number * c.EM_QUANTUM
    hottest = np.argpartition(-signal, MOST_STATIONS, axis=1)[:, :MOST_STATIONS]
    event = np.arange(len(showers))[:, None]
    triggered = far_trigger(random, signal)
    others = triggered.sum(axis=1) - triggered[event, hottest].sum(axis=1)
    near, place = np.nonzero(signal[event, hottest] > c.LISTED_SIGNAL / 2)
    return every.take((near, hottest[near, place])), near, others


def _around(random: np.random.Generator, showers: Showers, spacing: float) -> Hits:
    station, x, y = array.stations(showers.cell, spacing)
    east = (x - showers.core_x[:, None]).astype(np.float32)
    north = (y - showers.core_y[:, None]).astype(np.float32)
    angles = showers.zenith[:, None].astype(np.float32), showers.azimuth[:, None].astype(np.float32)
    plane = shower_plane(east, north, np.zeros_like(east), *angles)
    beyond = ground.depth_beyond_maximum(showers, plane.along).astype(np.float32)
    muons = ground.muon_signal(showers, plane, beyond)
    em = ground.em_signal(showers, plane, beyond, muons)
    muon_number = random.poisson(muons / ground.muon_quantum(showers.zenith)[:, None])
    em_number = random.poisson(em / c.EM_QUANTUM)
    return Hits(station, x, y, plane.distance, plane.along, muons, em, muon_number, em_number)
