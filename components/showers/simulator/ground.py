"""The signals that a shower leaves at the ground, on average.

Each part is a power of the distance scale of Nishimura, Kamata and Greisen, times what is left of it at the
depth of the station. All numbers are choices of this simulator.
"""

from typing import Any

import numpy as np

from components.showers.geometry import ShowerPlane
from components.showers.simulator import constants as c
from components.showers.simulator.showers import Showers

Array = np.ndarray[Any, Any]


def depth_beyond_maximum(showers: Showers, along: Array) -> Array:
    """Slant depth between the maximum and each station, g/cm2 [events, stations].

    Args:
        showers: of the events.
        along: stations towards the source, m [events, stations]; these see a younger shower.
    """
    ground = c.GROUND_DEPTH / np.cos(np.deg2rad(showers.zenith)) - showers.xmax
    return np.asarray(ground[:, None] - c.DEPTH_PER_METRE * along)


def muon_signal(showers: Showers, plane: ShowerPlane, beyond: Array) -> Array:
    """Mean signal of muons, VEM [events, stations].

    Args:
        showers: of the events.
        plane: the stations in the shower plane [events, stations].
        beyond: depth beyond the maximum, g/cm2 [events, stations].
    """
    left = np.exp((200 - beyond) / c.MUON_ATTENUATION)
    slope = c.MUON_SLOPE + showers.muon_slope[:, None]
    scale = c.MUON_SIGNAL * showers.muon_scale[:, None]
    return np.asarray(scale * left * np.exp(slope * _log_distance_scale(plane.distance)))


def em_signal(showers: Showers, plane: ShowerPlane, beyond: Array, muons: Array) -> Array:
    """Mean signal of electrons and photons, VEM [events, stations]; the arguments are those of `muon_signal`.

    Args:
        showers: of the events.
        plane: the stations in the shower plane [events, stations].
        beyond: depth beyond the maximum, g/cm2 [events, stations].
        muons: mean signal of muons, VEM [events, stations]; some of them decay in flight.
    """
    mass = showers.mass_number
    nucleus = 1.02 - c.EM_MASS * np.log(np.maximum(mass, 1)) / np.log(56)
    scale = c.EM_SIGNAL * np.where(mass > 0, nucleus, c.EM_PHOTON) * (showers.energy / 10) ** c.EM_EXPONENT
    slope = c.EM_SLOPE + showers.em_slope[:, None] + c.EM_SLOPE_AGE * (beyond - 300)
    lateral = np.exp(slope * _log_distance_scale(plane.distance))
    return np.asarray(scale[:, None] * _profile(beyond) * lateral + c.DECAY_HALO * muons)


def muon_quantum(zenith: Array) -> Array:
    """Mean signal of one muon, VEM, from the zenith angle in degrees [any].

    The volume of the tank over the area it shows: a slanted muon has a longer way in a tank that shows more.
    """
    theta = np.deg2rad(zenith)
    return np.asarray(c.TANK_TOP / (c.TANK_TOP * np.cos(theta) + c.TANK_SIDE * np.sin(theta)))


def _profile(beyond: Array) -> Array:
    """Rise and fall of the electromagnetic part with depth, like Gaisser and Hillas; 1 at 150 g/cm2."""
    grown = np.maximum((beyond + 600) / 750, 1e-3)
    shape = np.exp(7.5 * np.log(grown) + (150 - beyond) / 100)
    return np.where(beyond > -550, shape, 0)


def _log_distance_scale(distance: Array) -> Array:
    r = np.maximum(distance, c.NEAREST_DISTANCE)
    reference = c.REFERENCE_DISTANCE
    return np.asarray(np.log(r / reference * (r + c.NKG_RADIUS) / (reference + c.NKG_RADIUS)))
