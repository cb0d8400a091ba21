"""How many muons a shower has."""

from typing import Any

import numpy as np

from components.showers.simulator import constants as c

Array = np.ndarray[Any, Any]


def mean_muon_scale(energy: Array, mass_number: Array, model: str) -> Array:
    """The usual muon number over that of a proton of QGSJetII-04 at 10 EeV [showers].

    Args:
        energy: EeV [showers].
        mass_number: nucleons, 0 for a photon [showers].
        model: hadronic interaction model.
    """
    heavy = np.maximum(mass_number, 1.0) ** (1 - c.MUON_EXPONENT) * (energy / 10) ** c.MUON_EXPONENT
    return np.asarray(heavy * np.where(mass_number > 0, 1, c.PHOTON_MUONS) * c.MUON_MODELS[model])


def sample_muon_scale(random: np.random.Generator, energy: Array, mass_number: Array, model: str) -> Array:
    """Draws the muon number; the arguments are those of `mean_muon_scale`."""
    nucleus = mass_number > 0
    scatter = np.where(
        nucleus,
        c.MUON_SCATTER * np.maximum(mass_number, 1.0) ** c.MUON_SCATTER_MASS,
        c.PHOTON_MUON_SCATTER,
    )
    # The mean stays where it is: a log-normal distribution is wider above.
    factor = np.exp(scatter * random.standard_normal(len(energy)) - scatter**2 / 2)
    hadronic = ~nucleus & (random.random(len(energy)) < c.PHOTONUCLEAR_SHARE)
    factor *= np.where(hadronic, random.uniform(*c.PHOTONUCLEAR_FACTOR, len(energy)), 1)
    return np.asarray(mean_muon_scale(energy, mass_number, model) * factor)


def pion_rich(random: np.random.Generator, mass_number: Array) -> tuple[Array, Array]:
    """Draws nuclei whose first interaction looks like that of a photon.

    Returns:
        The factor on their muons and their added depth, g/cm2; 1 and 0 for the others [showers].
    """
    size = len(mass_number)
    share = c.PION_RICH_SHARE / np.sqrt(np.maximum(mass_number, 1.0))
    chosen = (mass_number > 0) & (random.random(size) < share)
    muons, depth = random.uniform(*c.PION_RICH_MUONS, size), random.uniform(*c.PION_RICH_DEPTH, size)
    return np.where(chosen, muons, 1), np.where(chosen, depth, 0)
