"""Made-up events in plain NumPy: smooth pulses on a hexagonal array, without the simulator."""

import dataclasses

import numpy as np

from components.showers.events import PMTS, PRE_TRIGGER_BINS, TRACE_BINS, Events
from components.showers.geometry import SPEED_OF_LIGHT, shower_plane

SLOPE = -2.2
SPACING = 1500.0
RADIUS = 12.0
"""km, of the front."""


def made_events(count: int = 20, seed: int = 0, dead: float = 0.05) -> Events:
    """Events of three to six stations of a hexagonal array, the hottest first.

    Args:
        count: how many.
        seed: of everything that is drawn.
        dead: the share of photomultipliers that give no trace; the first of a station always does.
    """
    random = np.random.default_rng(seed)
    counts = random.integers(3, 7, count)
    event = _event(random, count, counts)
    offsets = np.concatenate(([0], np.cumsum(counts)))
    index = np.repeat(np.arange(count), counts)
    x, y = _places(event, index, offsets)
    z = random.normal(0, 20, len(index))
    plane = shower_plane(
        x - event["core_x"][index],
        y - event["core_y"][index],
        z,
        event["zenith"][index],
        event["azimuth"][index],
    )
    s1000 = 4.5 * event["energy"][index]
    distance = np.maximum(plane.distance, 150)
    signal = s1000 * (distance * (distance + 700) / 1.7e6) ** SLOPE + 3
    signal *= random.lognormal(0, 0.1, len(index))
    arrival = (plane.distance**2 / (2e3 * RADIUS) - plane.along) / SPEED_OF_LIGHT
    arrival -= np.minimum.reduceat(arrival, offsets[:-1])[index]
    station = {
        "station_id": np.arange(len(index), dtype=np.int32),
        "station_x": x,
        "station_y": y,
        "station_z": z,
        "start_time": arrival,
        "signal": signal,
        "saturated": (signal > 800).astype(np.int8) * 2,
    }
    order = np.lexsort((-signal, index))
    station = {name: _narrow(values)[order] for name, values in station.items()}
    traces = made_traces(random, station["signal"], plane.distance[order], dead)
    return Events({name: _narrow(values) for name, values in event.items()}, station, traces, offsets)


def made_traces(random: np.random.Generator, signal, distance, dead: float) -> np.ndarray:
    """Smooth pulses that are wider farther out, with spikes and noise [stations, PMTS, TRACE_BINS]."""
    places = np.arange(TRACE_BINS) - PRE_TRIGGER_BINS
    width = (2 + 8 * (distance / 1000) ** 1.2)[:, None]
    pulse = np.where(places >= 0, (places + 1) * np.exp(-places / width), 0)
    spikes = random.poisson(0.04, pulse.shape) * (places >= 0) * 1.5
    pulse = pulse / pulse.sum(axis=1, keepdims=True) * 3.9 * signal[:, None] + spikes
    noise = random.normal(0, 0.01, (len(pulse), PMTS, TRACE_BINS))
    traces = (pulse[:, None] * random.normal(1, 0.03, (len(pulse), PMTS, 1)) + noise).astype(np.float32)
    silent = random.random((len(pulse), PMTS)) < dead
    silent[:, 0] = False
    traces[silent] = np.nan
    return traces


def with_changed(events: Events, **changes) -> Events:
    """The events with other values of some columns of events or stations, or other `traces`."""
    event = {name: changes.get(name, values) for name, values in events.event.items()}
    station = {name: changes.get(name, values) for name, values in events.station.items()}
    traces = changes.get("traces", events.traces)
    return dataclasses.replace(events, event=event, station=station, traces=traces)


def _event(random: np.random.Generator, count: int, counts) -> dict[str, np.ndarray]:
    return {
        "event_id": np.arange(count),
        "shower_id": np.arange(count) // 2,
        "zenith": np.rad2deg(np.arcsin(np.sqrt(random.uniform(0, 0.7, count)))),
        "azimuth": random.uniform(0, 360, count),
        "core_x": random.uniform(-500, 500, count),
        "core_y": random.uniform(-500, 500, count),
        "energy": 10 ** random.uniform(0.5, 2, count),
        "spacing": np.full(count, SPACING),
        "triggered_stations": (counts + random.integers(0, 4, count)).astype(np.int32),
    }


def _places(event, index, offsets) -> tuple[np.ndarray, np.ndarray]:
    """The stations of a hexagonal array that are nearest to the cores."""
    i, j = (grid.ravel() for grid in np.meshgrid(np.arange(-4, 5), np.arange(-4, 5)))
    x, y = SPACING * (i + j / 2), SPACING * j * np.sqrt(3) / 2
    away = np.hypot(x - event["core_x"][:, None], y - event["core_y"][:, None])
    rank = np.arange(len(index)) - offsets[:-1][index]
    nearest = np.argsort(away, axis=1)[index, rank]
    return x[nearest], y[nearest]


def _narrow(values: np.ndarray) -> np.ndarray:
    return values.astype(np.float32) if values.dtype == np.float64 else values
