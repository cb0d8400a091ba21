"""The showers of a block: what a detector does not know."""

import dataclasses
from typing import Any, Self

import numpy as np

from components.showers.simulator import array
from components.showers.simulator import constants as c
from components.showers.simulator.longitudinal import sample_xmax
from components.showers.simulator.muons import pion_rich, sample_muon_scale
from components.showers.simulator.settings import Simulation

Array = np.ndarray[Any, Any]


@dataclasses.dataclass(frozen=True)
class Showers:
    """True properties, each [events].

    Attributes:
        number: of the shower; events that use the same one share it.
        primary: place in the primaries of the settings.
        mass_number: nucleons, 0 for a photon.
        log10_energy: log10(E/eV).
        zenith, azimuth: of where it comes from, degrees.
        xmax: slant depth of the maximum, g/cm2.
        muon_scale: muon number over that of a proton of QGSJetII-04 at 10 EeV.
        front_shift, production_shift: how much deeper the front and the muons come from, g/cm2.
        time_scale: factor on all delays.
        muon_slope, em_slope: added to the powers of the lateral distributions.
        cell: of the core, int [events, 2].
        core_x, core_y: where the axis meets the ground, m.
    """

    number: Array
    primary: Array
    mass_number: Array
    log10_energy: Array
    zenith: Array
    azimuth: Array
    xmax: Array
    muon_scale: Array
    front_shift: Array
    production_shift: Array
    time_scale: Array
    muon_slope: Array
    em_slope: Array
    cell: Array
    core_x: Array
    core_y: Array

    def __len__(self) -> int:
        return len(self.number)

    @property
    def energy(self) -> Array:
        """EeV [events]."""
        return np.asarray(10.0 ** (self.log10_energy - 18))

    def take(self, index: Array) -> Self:
        """Some of them, in another order or repeated."""
        return type(self)(*(getattr(self, f.name)[index] for f in dataclasses.fields(self)))


def draw_showers(random: np.random.Generator, settings: Simulation, first: int, showers: int) -> Showers:
    """Draws showers and where they fall.

    Args:
        random: the random numbers.
        settings: the sample.
        first: number of the first shower within the sample.
        showers: how many; each falls `cores_per_shower` times.
    """
    primary = random.integers(0, len(settings.primaries), showers)
    mass = np.array([c.MASS_NUMBERS[name] for name in settings.primaries])[primary]
    log10_energy = random.uniform(*settings.energies, showers)
    rare_muons, rare_depth = pion_rich(random, mass)
    model = settings.hadronic_model
    scale = sample_muon_scale(random, 10 ** (log10_energy - 18), mass, model) * rare_muons
    normal = random.standard_normal((5, showers))
    drawn = {
        "number": settings.first + first + np.arange(showers),
        "primary": primary,
        "mass_number": mass,
        "log10_energy": log10_energy,
        "zenith": _zenith(random, showers, settings.most_zenith),
        "xmax": sample_xmax(random, log10_energy, mass, model) + rare_depth,
        "muon_scale": scale * settings.muon_factor,
        "front_shift": normal[0] * c.FRONT_SCATTER,
        "production_shift": normal[1] * c.PRODUCTION_SCATTER,
        "time_scale": np.exp(normal[2] * c.TIME_SCATTER),
        "muon_slope": normal[3] * c.SLOPE_SCATTER,
        "em_slope": normal[4] * c.SLOPE_SCATTER,
    }
    return _fall(random, settings, drawn)


def _zenith(random: np.random.Generator, size: int, most: float) -> Array:
    """A flat detector sees sin(zenith) cos(zenith): its squared sine is uniform."""
    return np.asarray(np.rad2deg(np.arcsin(np.sqrt(random.random(size)) * np.sin(np.deg2rad(most)))))


def _fall(random: np.random.Generator, settings: Simulation, drawn: dict[str, Array]) -> Showers:
    repeated = {name: np.repeat(values, settings.cores_per_shower) for name, values in drawn.items()}
    size = len(repeated["number"])
    cell, x, y = array.cores(random, size, settings.spacing)
    azimuth = random.uniform(0, 360, size)
    return Showers(**repeated, azimuth=azimuth, cell=cell, core_x=x, core_y=y)
