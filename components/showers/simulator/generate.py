"""A block of events, from showers to the rows of the event table."""

import dataclasses
from typing import Any

import numpy as np
import pyarrow as pa

from components.showers.events import Events
from components.showers.ragged import spread
from components.showers.reconstruction.events import reconstruct
from components.showers.simulator import constants as c
from components.showers.simulator.hits import Hits, draw_hits
from components.showers.simulator.readout import Readout, read_out
from components.showers.simulator.settings import Simulation
from components.showers.simulator.showers import Showers, draw_showers
from components.showers.simulator.truth import truth_of

Array = np.ndarray[Any, Any]

BLOCK = 500
"""Events that are thrown in a block."""


@dataclasses.dataclass(frozen=True)
class Block:
    """Some simulated events.

    Attributes:
        table: those that triggered and were reconstructed, in the columns of `EVENT_SCHEMA`.
        thrown: how many there were.
        muon_traces: of listed stations, muons alone and without noise, VEM peak [stations, TRACE_BINS]; None
            unless asked for.
    """

    table: pa.Table
    thrown: int
    muon_traces: Array | None


def thrown_per_block(settings: Simulation) -> int:
    """How many events are thrown in a block: `BLOCK`, or up to a full use of the last shower."""
    return -(-BLOCK // settings.cores_per_shower) * settings.cores_per_shower


def simulate_block(settings: Simulation, block: int) -> pa.Table:
    """The events of one block of a sample that triggered, in the columns of `EVENT_SCHEMA`."""
    return generate_block(settings, block).table


def generate_block(settings: Simulation, block: int, *, parts: bool = False) -> Block:
    """Simulates one block of a sample; the same arguments give the same block.

    Args:
        settings: the sample.
        block: which one, from 0; blocks are independent.
        parts: whether to keep the traces of muons alone; the table is the same.
    """
    random = np.random.Generator(np.random.SFC64(np.random.SeedSequence([settings.entropy, block])))
    size = thrown_per_block(settings) // settings.cores_per_shower
    showers = draw_showers(random, settings, block * size, size)
    hits, event, others = draw_hits(random, showers, settings.spacing)
    readout = read_out(random, settings, showers.take(event), hits, parts)
    rows = _listed(readout, event, len(showers))
    kept, offsets = _grouped(event[rows])
    number = settings.first + block * len(showers) + kept
    events = _events(settings, showers.take(kept), hits.take(rows), readout, rows, offsets)
    events.event.update(reconstruct(events), event_id=number)
    events.event["triggered_stations"] = events.counts + others[kept]
    table = events.table(truth_of(settings, showers.take(kept), hits.muons[rows]))
    muon_traces = None if readout.muon_light is None else readout.muon_light[rows]
    return _well_reconstructed(Block(table, len(showers), muon_traces), events)


def _well_reconstructed(block: Block, events: Events) -> Block:
    """The block without events whose axis came out far beyond any that was thrown: about one in 100 000."""
    good = events.event["zenith"] <= c.MOST_RECONSTRUCTED_ZENITH
    if good.all():
        return block
    muon_traces = None if block.muon_traces is None else block.muon_traces[spread(good, events.offsets)]
    return Block(block.table.filter(pa.array(good)), block.thrown, muon_traces)


def _grouped(event: Array) -> tuple[Array, Array]:
    """The events of ascending rows, and their offsets."""
    kept, first = np.unique(event, return_index=True)
    return kept, np.append(first, len(event))


def _listed(readout: Readout, event: Array, events: int) -> Array:
    """The stations of events that are kept, hottest first."""
    listed = readout.triggers.recorded & (readout.signal > c.LISTED_SIGNAL)
    forming = np.bincount(event, listed & readout.triggers.forms_event, events)
    rows = np.flatnonzero(listed & (forming >= c.EVENT_STATIONS)[event])
    return rows[np.lexsort((-readout.signal[rows], event[rows]))]


def _events(
    settings: Simulation, showers: Showers, hits: Hits, readout: Readout, rows: Array, offsets: Array
) -> Events:
    """What is known before reconstruction; the stations of `hits` are those of `rows`."""
    traces = readout.traces.traces[:, rows]
    traces[~readout.traces.live[:, rows]] = np.nan
    start = readout.start[rows]
    earliest = np.minimum.reduceat(start, offsets[:-1])
    station = {
        "station_id": hits.station,
        "station_x": hits.x,
        "station_y": hits.y,
        "station_z": np.zeros(len(rows)),
        "start_time": start - spread(earliest, offsets),
        "signal": readout.signal[rows],
        "saturated": readout.traces.saturated[rows],
    }
    event = {"shower_id": showers.number, "spacing": np.full(len(showers), settings.spacing)}
    return Events(event, station, np.moveaxis(traces, 0, 1), offsets)
