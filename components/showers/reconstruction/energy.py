"""From the signal at 1000 m to the energy, by the method of constant intensity.

The numbers are choices of this simulator, of the size that large surface arrays use.
"""

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

REFERENCE_ZENITH = 38.0
"""deg: the median zenith angle of showers below 60 degrees."""
ATTENUATION = (0.98, -1.68, -1.30)
"""Of the signal at 1000 m, in powers of cos^2(zenith) - cos^2(38 deg)."""
ENERGY_AT_ONE = 0.190
"""EeV, of a shower with S38 = 1 VEM."""
POWER = 1.025


def attenuation(zenith: Array) -> Array:
    """The signal at 1000 m over that of the same shower at 38 degrees; positive up to 90 degrees.

    Args:
        zenith: degrees [any].
    """
    x = np.cos(np.deg2rad(zenith)) ** 2 - np.cos(np.deg2rad(REFERENCE_ZENITH)) ** 2
    first, second, third = ATTENUATION
    return np.asarray(1 + x * (first + x * (second + x * third)))


def s38_of(s1000: Array, zenith: Array) -> Array:
    """The signal at 1000 m if the shower had come at 38 degrees, VEM [any].

    Args:
        s1000: VEM [any].
        zenith: degrees [any].
    """
    return np.asarray(s1000 / attenuation(zenith))


def energy_of(s38: Array) -> Array:
    """The energy, EeV [any], of showers with this S38, VEM [any]."""
    return np.asarray(ENERGY_AT_ONE * s38**POWER)


def s38_at(energy: Array) -> Array:
    """The S38, VEM [any], of showers of this energy, EeV [any]: the inverse of `energy_of`."""
    return np.asarray((energy / ENERGY_AT_ONE) ** (1 / POWER))
