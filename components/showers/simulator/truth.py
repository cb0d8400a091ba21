"""What only the simulation knows."""

from typing import Any

import numpy as np
import pyarrow as pa

from components.showers.simulator.settings import Simulation
from components.showers.simulator.showers import Showers

Array = np.ndarray[Any, Any]

_INDICES = (3.3, 2.5, 3.05, 5.1)
_BREAKS = (5.0, 13.0, 46.0)
"""EeV. The spectrum of cosmic rays in four powers, of about the values that large arrays publish; a choice
of this simulator."""


def spectrum_weight(energy: Array) -> Array:
    """The weight that turns energies uniform in the logarithm into the measured spectrum [events].

    The spectrum times the energy, without steps at its breaks; 1 at 1 EeV.

    Args:
        energy: EeV [events].
    """
    weight = np.asarray(energy, np.float64) ** (1 - _INDICES[0])
    for limit, before, after in zip(_BREAKS, _INDICES, _INDICES[1:], strict=False):
        weight *= np.maximum(energy / limit, 1) ** (before - after)
    return weight


def truth_of(settings: Simulation, showers: Showers, muon_signal: Array) -> dict[str, Any]:
    """The columns of truth.

    Args:
        settings: the sample.
        showers: of the events [events].
        muon_signal: mean signal of muons, VEM [stations].
    """
    return {
        "sample": _repeated(settings.sample, len(showers)),
        "primary": pa.array(settings.primaries).take(pa.array(showers.primary)),
        "hadronic_model": _repeated(settings.hadronic_model, len(showers)),
        "true_energy": showers.energy,
        "true_zenith": showers.zenith,
        "true_azimuth": showers.azimuth,
        "true_core_x": showers.core_x,
        "true_core_y": showers.core_y,
        "xmax": showers.xmax,
        "muon_scale": showers.muon_scale,
        "spectrum_weight": spectrum_weight(showers.energy),
        "muon_signal": muon_signal,
    }


def _repeated(word: str, times: int) -> pa.Array:
    return pa.repeat(pa.scalar(word), times)
