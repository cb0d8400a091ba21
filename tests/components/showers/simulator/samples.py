"""Simulated events that many tests look at, made once."""

import dataclasses
import functools
from typing import Any

import numpy as np
import pyarrow as pa

from components.showers.events import TRUTH, Events
from components.showers.geometry import ShowerPlane, shower_plane
from components.showers.simulator import constants as c
from components.showers.simulator import ground
from components.showers.simulator.generate import simulate_block
from components.showers.simulator.hits import draw_hits
from components.showers.simulator.readout import Readout, read_out
from components.showers.simulator.settings import Simulation
from components.showers.simulator.showers import Showers, draw_showers

Array = np.ndarray[Any, Any]


@dataclasses.dataclass(frozen=True)
class Sample:
    """Events with their truth [events]; `muon_signal` is [stations]."""

    events: Events
    truth: dict[str, Array]

    @property
    def plane(self) -> ShowerPlane:
        """The stations as the true shower sees them."""
        index, truth = self.events.index, self.truth
        x = self.events.station["station_x"] - truth["true_core_x"][index]
        y = self.events.station["station_y"] - truth["true_core_y"][index]
        return shower_plane(x, y, 0 * x, truth["true_zenith"][index], truth["true_azimuth"][index])


@functools.cache
def sample(blocks: int, **settings: Any) -> Sample:
    """The events of some blocks."""
    simulation = Simulation(**settings)
    table = pa.concat_tables([simulate_block(simulation, block) for block in range(blocks)]).combine_chunks()
    truth = {name: table[name].combine_chunks() for name in TRUTH}
    flat = {name: v.flatten() if pa.types.is_list(v.type) else v for name, v in truth.items()}
    return Sample(Events.of(table), {n: v.to_numpy(zero_copy_only=False) for n, v in flat.items()})


@dataclasses.dataclass(frozen=True)
class Recorded:
    """What stations recorded, with the mean signal and the one that the drawn particles have, VEM [rows]."""

    showers: Showers
    expected: Array
    drawn: Array
    readout: Readout


@functools.cache
def recorded(size: int, **settings: Any) -> Recorded:
    """The hottest stations of some showers, triggered or not."""
    simulation = Simulation(**settings)
    random = np.random.default_rng(7)
    showers = draw_showers(random, simulation, 0, size)
    hits, event, _ = draw_hits(random, showers, simulation.spacing)
    rows = showers.take(event)
    readout = read_out(random, simulation, rows, hits, parts=False)
    drawn = hits.muon_number * ground.muon_quantum(rows.zenith) + hits.em_number * c.EM_QUANTUM
    return Recorded(rows, hits.muons + hits.em, drawn, readout)


def signals_at(showers: Showers, distance: float) -> tuple[Array, Array]:
    """Mean signals of muons and of all particles, VEM [showers], beside the axis."""
    zeros = np.zeros((len(showers), 1))
    plane = ShowerPlane(zeros + distance, zeros, zeros)
    beyond = ground.depth_beyond_maximum(showers, plane.along)
    muons = ground.muon_signal(showers, plane, beyond)
    return muons[:, 0], (muons + ground.em_signal(showers, plane, beyond, muons))[:, 0]


def masses(*names: str) -> Array:
    """Mass numbers of primaries."""
    return np.array([c.MASS_NUMBERS[name] for name in names])


def content(table: pa.Table) -> bytes:
    """The bytes of a table; two with the same are the same, NaN included."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())
