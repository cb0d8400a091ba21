"""What stations record of the particles that reach them."""

import dataclasses
from typing import Any

import numpy as np

from components.showers.events import BIN_NANOSECONDS
from components.showers.simulator import constants as c
from components.showers.simulator import ground, traces
from components.showers.simulator.arrival import arrival
from components.showers.simulator.hits import Hits
from components.showers.simulator.particles import EM, MUON, Flux, deposit
from components.showers.simulator.settings import Simulation
from components.showers.simulator.showers import Showers
from components.showers.simulator.trigger import Triggers, station_triggers

Array = np.ndarray[Any, Any]


@dataclasses.dataclass(frozen=True)
class Readout:
    """What stations recorded [rows].

    Attributes:
        traces: of their photomultipliers.
        triggers: what they found in them.
        start: when the signal starts, ns after the axis reaches the ground, to one bin; of no use where
            nothing triggered.
        signal: VEM.
        muon_light: trace of muons alone, without noise, VEM peak [rows, TRACE_BINS]; None unless asked for.
    """

    traces: traces.Traces
    triggers: Triggers
    start: Array
    signal: Array
    muon_light: Array | None


def read_out(
    random: np.random.Generator, settings: Simulation, showers: Showers, hits: Hits, parts: bool
) -> Readout:
    """Simulates stations.

    Args:
        random: the random numbers.
        settings: the sample.
        showers: of the event of each station [rows].
        hits: the stations [rows].
        parts: whether to keep the traces of muons alone; the rest is the same.
    """
    times = arrival(showers, hits.distance, hits.along)
    clock = times.front + c.CLOCK_SPREAD * random.standard_normal(len(times.front))
    bins = np.floor(clock / BIN_NANOSECONDS)
    phase = clock - bins * BIN_NANOSECONDS
    quantum = ground.muon_quantum(showers.zenith)
    muons = Flux(MUON, hits.muons / quantum, hits.muon_number, quantum, times.log_muon)
    em = Flux(EM, hits.em / c.EM_QUANTUM, hits.em_number, np.full_like(quantum, c.EM_QUANTUM), times.log_em)
    charge = deposit(random, muons, phase)
    muon_light = traces.pulses(charge, settings.decay_time) if parts else None
    charge += deposit(random, em, phase)
    traces.add_accidental_muons(random, charge, settings.accidental_muons)
    light = traces.pulses(charge, settings.decay_time)
    start = traces.find_start(light)
    recorded = traces.record(random, traces.window(light, start), settings.dead_pmt_probability)
    return Readout(
        recorded,
        station_triggers(recorded, start >= 0),
        (bins + start) * BIN_NANOSECONDS,
        traces.charge_of(recorded),
        None if muon_light is None else traces.window(muon_light, start),
    )
