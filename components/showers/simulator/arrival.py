"""When particles reach a station: from the way they have gone, behind a plane front.

All numbers are choices of this simulator; the form is the geometry of particles from a point on the axis.
"""

import dataclasses
from typing import Any

import numpy as np

from components.showers.geometry import SPEED_OF_LIGHT
from components.showers.simulator import constants as c
from components.showers.simulator.showers import Showers

Array = np.ndarray[Any, Any]


@dataclasses.dataclass(frozen=True)
class Arrival:
    """Times in stations, ns [rows].

    Attributes:
        front: of the first particles, behind the plane through the core.
        log_muon, log_em: logarithm of the median delay behind the front.
    """

    front: Array
    log_muon: Array
    log_em: Array


def arrival(showers: Showers, distance: Array, along: Array) -> Arrival:
    """Arrival times in some stations.

    Args:
        showers: of the event of each station [rows].
        distance: from the axis, m [rows].
        along: towards the source, m [rows].
    """
    front_way = _way(showers, along, showers.front_shift - c.FRONT_DEPTH)
    front = _delay(distance, np.maximum(front_way, c.FRONT_NEAREST))
    muon_way = _way(showers, along, showers.production_shift - c.MUON_DEPTH)
    muon = _delay(distance, _soft(muon_way, c.MUON_SOFTENING)) - front
    em = _delay(distance, _soft(_way(showers, along, 0.0), c.EM_SOFTENING)) - front / 2
    scale = showers.time_scale
    muon = scale * np.maximum(muon, c.MUON_LEAST_DELAY) + c.MUON_DELAY_SLOPE * distance
    em = scale * np.maximum(em, c.EM_LEAST_DELAY) + c.EM_DELAY_SLOPE * distance
    # The mean of a log-normal distribution of width s is exp(s^2 / 2) above its median.
    log_muon = np.log(muon) - c.MUON_TIME_WIDTH**2 / 2
    log_em = np.log(em) - c.EM_TIME_WIDTH**2 / 2
    return Arrival(front - along / SPEED_OF_LIGHT, log_muon, log_em)


def _way(showers: Showers, along: Array, deeper: Array | float) -> Array:
    """From a depth, g/cm2 deeper than the maximum, to the station, along the axis, m; isothermal air."""
    cosine = np.cos(np.deg2rad(showers.zenith))
    depth = np.maximum(showers.xmax + deeper, 10.0)
    return np.asarray(c.SCALE_HEIGHT * np.log(c.GROUND_DEPTH / (depth * cosine)) / cosine - along)


def _soft(way: Array, scale: float) -> Array:
    return np.hypot(np.maximum(way, 0), scale)


def _delay(distance: Array, way: Array) -> Array:
    """Of a straight line to the station behind the axis itself, ns."""
    return np.asarray((np.hypot(distance, way) - way) / SPEED_OF_LIGHT)
