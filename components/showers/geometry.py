"""Positions of stations as the shower sees them: in the plane across its axis, and along it."""

import dataclasses
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

SPEED_OF_LIGHT = 0.299792458
"""m / ns, exact (SI)."""


@dataclasses.dataclass(frozen=True)
class ShowerPlane:
    """Where stations are, seen from the shower.

    Attributes:
        distance: from the axis, m [stations].
        along: along the axis, m [stations]; positive towards the source, where the front arrives earlier.
        early: cosine of the angle in the shower plane [stations]: 1 below the incoming shower, -1 beyond the
            core; 0 for a vertical shower.
    """

    distance: Array
    along: Array
    early: Array


def direction(zenith: Array, azimuth: Array) -> tuple[Array, Array, Array]:
    """The unit vector to where a shower comes from (east, north, up), from angles in degrees [any]."""
    theta, phi = np.deg2rad(zenith), np.deg2rad(azimuth)
    return np.sin(theta) * np.cos(phi), np.sin(theta) * np.sin(phi), np.cos(theta)


def shower_plane(x: Array, y: Array, z: Array, zenith: Array, azimuth: Array) -> ShowerPlane:
    """Stations in the shower plane.

    Args:
        x, y, z: of the stations, from the core, m [stations].
        zenith, azimuth: of the axis of the event of each station, degrees [stations].
    """
    east, north, up = direction(zenith, azimuth)
    along = x * east + y * north + z * up
    distance = np.sqrt(np.maximum(x**2 + y**2 + z**2 - along**2, 0))
    horizontal = np.hypot(east, north)
    # The unit vector in the shower plane that points below the source.
    early = (x * east + y * north) * up - z * horizontal**2
    scale = np.maximum(horizontal * distance, 1e-9)
    return ShowerPlane(distance, along, np.clip(early / scale, -1, 1))
