"""Depth of the shower maximum, Xmax.

Of nuclei it follows the generalised Gumbel distribution of De Domenico et al., JCAP 07 (2013) 050:
p(z) = L^L / (s Gamma(L)) exp(-L z - L exp(-z)) with z = (Xmax - mu) / s.
"""

import dataclasses
from typing import Any

import numpy as np
from scipy.special import digamma, polygamma

from components.showers.simulator import constants as c

Array = np.ndarray[Any, Any]


@dataclasses.dataclass(frozen=True)
class _Coefficients:
    """Rows are powers of e = log10(E/eV) - 19, columns powers of ln A."""

    location: tuple[tuple[float, float, float], ...]
    scale: tuple[tuple[float, float, float], ...]
    shape: tuple[tuple[float, float, float], ...]


_MODELS = {
    # Table 1 of the paper.
    "EPOS-LHC": _Coefficients(
        ((775.589, -7.047, -2.427), (57.589, -0.743, 0.214), (-0.820, -0.169, -0.027)),
        ((29.403, 13.553, -3.154), (0.096, -0.961, 0.150)),
        ((0.563, 0.711, 0.058), (0.039, 0.067, -0.004)),
    ),
    "QGSJetII-04": _Coefficients(
        ((761.383, -11.719, -1.372), (57.344, -1.731, 0.309), (-0.355, 0.273, -0.137)),
        ((35.221, 12.335, -2.889), (0.307, -1.147, 0.271)),
        ((0.673, 0.694, -0.007), (0.060, -0.019, 0.017)),
    ),
    # A later public fit of the same form; another public code has a last row that differs by < 1 g/cm2.
    "Sibyll2.3d": _Coefficients(
        ((785.852, -15.5994, -1.06906), (60.5929, -0.786014, 0.200728), (-0.689462, -0.294794, 0.0399432)),
        ((41.0345, -2.17329, -0.306202), (-0.309466, -1.16496, 0.225445)),
        ((0.799493, 0.235235, 0.00856884), (0.0632135, -0.0012847, 0.000330525)),
    ),
}


def gumbel_parameters(log10_energy: Array, mass_number: Array, model: str) -> tuple[Array, Array, Array]:
    """Location mu and scale s, g/cm2, and shape L of nuclei [showers], from log10(E/eV) and A [showers]."""
    coefficients = _MODELS[model]
    e, mass = np.asarray(log10_energy) - 19, np.log(np.maximum(mass_number, 1))

    def value(rows: tuple[tuple[float, float, float], ...]) -> Array:
        by_energy = [a + b * mass + d * mass**2 for a, b, d in rows]
        return np.asarray(sum(row * e**power for power, row in enumerate(by_energy)))

    return value(coefficients.location), value(coefficients.scale), value(coefficients.shape)


def mean_xmax(log10_energy: Array, mass_number: Array, model: str) -> Array:
    """The mean depth of nuclei, g/cm2 [showers]: mu + s (ln L - digamma(L))."""
    location, scale, shape = gumbel_parameters(log10_energy, mass_number, model)
    return np.asarray(location + scale * (np.log(shape) - digamma(shape)))


def sd_xmax(log10_energy: Array, mass_number: Array, model: str) -> Array:
    """The standard deviation of the depth of nuclei, g/cm2 [showers]: s sqrt(trigamma(L))."""
    _, scale, shape = gumbel_parameters(log10_energy, mass_number, model)
    return np.asarray(scale * np.sqrt(polygamma(1, shape)))


def sample_xmax(random: np.random.Generator, log10_energy: Array, mass_number: Array, model: str) -> Array:
    """Draws the depth of the maximum, g/cm2 [showers].

    Args:
        random: the random numbers.
        log10_energy: log10(E/eV) [showers].
        mass_number: nucleons, 0 for a photon [showers].
        model: hadronic interaction model.
    """
    location, scale, shape = gumbel_parameters(log10_energy, mass_number, model)
    nucleus = location - scale * np.log(random.standard_gamma(shape) / shape)
    return np.where(mass_number > 0, nucleus, _photon(random, log10_energy))


def _photon(random: np.random.Generator, log10_energy: Array) -> Array:
    """Two kinds of photon: whole, and converted in the field of the Earth before they reach the air."""
    above = log10_energy - c.PRESHOWER_ENERGY
    converted = random.random(len(above)) < 1 / (1 + np.exp(-above / c.PRESHOWER_WIDTH))
    decades = log10_energy - 18
    spread = c.PHOTON_SPREAD + c.PHOTON_SPREAD_SLOPE * np.minimum(decades, c.PHOTON_SPREAD_UP_TO - 18)
    mean = np.where(
        converted,
        c.PRESHOWER_XMAX + c.PRESHOWER_ELONGATION * above,
        c.PHOTON_XMAX + c.PHOTON_ELONGATION * decades,
    )
    sd = np.where(converted, c.PRESHOWER_SPREAD, spread)
    # A Gumbel distribution of shape 1 has mean mu + s * Euler's constant and deviation s * pi / sqrt(6).
    standard = (random.gumbel(size=len(above)) - np.euler_gamma) * np.sqrt(6) / np.pi
    return np.asarray(mean + sd * standard)
