"""Events of a known shower, made from the same models that the reconstruction assumes."""

import dataclasses
from typing import Any

import numpy as np

from components.showers.geometry import SPEED_OF_LIGHT, shower_plane
from components.showers.reconstruction.axis import Axis, Stations, front_delay
from components.showers.reconstruction.lateral import lateral_scale, usual_slope

Array = np.ndarray[Any, Any]


@dataclasses.dataclass(frozen=True)
class Made:
    """Stations and the truth [events]."""

    stations: Stations
    axis: Axis
    core_x: Array
    core_y: Array


def made(events: int = 400, count: int = 6, seed: int = 0, height: float = 0.0) -> Made:
    """Events without noise: curved fronts and lateral distributions on a jittered ring of stations."""
    random = np.random.default_rng(seed)
    zenith, azimuth = random.uniform(5, 58, events), random.uniform(0, 360, events)
    core_x, core_y = random.uniform(-300, 300, (2, events))
    angle = 2 * np.pi * (np.arange(count) / count + random.random((events, 1)))
    radius = np.where(np.arange(count) % 2, 700.0, 1400.0)
    x, y = (radius * np.cos(angle)).ravel(), (radius * np.sin(angle)).ravel()
    z = random.uniform(-height, height, events * count)
    offsets, index = np.arange(events + 1) * count, np.repeat(np.arange(events), count)
    plane = shower_plane(x - core_x[index], y - core_y[index], z, zenith[index], azimuth[index])
    sec = 1 / np.cos(np.deg2rad(zenith))[index]
    signal = 80 * np.exp(usual_slope(sec) * lateral_scale(plane.distance))
    time = 5e4 - plane.along / SPEED_OF_LIGHT + front_delay(plane.distance, signal, sec)
    stations = Stations(x, y, z, time, signal, np.zeros(len(x), bool), offsets)
    return Made(stations, Axis(zenith, azimuth), core_x, core_y)
