"""What one shower of CORSIKA says of itself: its primary, its depth of maximum, and whether it adds up."""

import functools
import math
import pathlib

import numpy as np
from corsikaio import read_longitudinal_distributions
from particle import Corsika7ID, InvalidParticle, ParticleNotFound
from particle.exceptions import MatchingIDNotFound

from components.showers.dataset import Dataset
from components.showers.ingest.corsika_file import Shower
from components.showers.ingest.corsika_particles import Kind

PRIMARIES = {22: "photon", 2212: "proton", 1000020040: "helium", 1000070140: "nitrogen", 1000260560: "iron"}
"""PDG code -> class."""
DEPTH_OF_MAXIMUM = 2
"""Place among the six parameters of the fit."""
NO_FIT = -1.0
MOMENTUM = (0.9, 1.001)
"""Lowest and highest ratio to the energy; an iron nucleus of 120 GeV has the lowest."""
TOLERANCE = {Kind.MUON: 1e-3, Kind.PHOTON: 1e-3, Kind.ELECTRON: 1e-3, Kind.HADRON: 0.1}
"""Of the sums; CORSIKA's are in single precision, and it may not count every fragment as a hadron."""


def primary_of(code: int) -> str:
    """The class of a primary by CORSIKA's code, or the name of the particle where it is of no class."""
    try:
        return PRIMARIES.get(int(Corsika7ID(code).to_pdgid())) or Corsika7ID(code).name()
    except (InvalidParticle, MatchingIDNotFound, ParticleNotFound):
        return f"code {code}"


def fault_of(shower: Shower, dataset: Dataset) -> tuple[str, str] | None:
    """Why a shower gives no row: field and reason; None where it does."""
    header = shower.header
    primary = primary_of(int(header["particle_id"]))
    if primary not in dataset.classes:
        return "primary", f"{primary} is no class of {dataset.name}"
    if not (np.isfinite(header["total_energy"]) and header["total_energy"] > 0):
        return "energy", f"{header['total_energy']} GeV is no energy"
    if not 0 <= header["zenith"] < np.pi / 2:
        return "zenith", f"{header['zenith']} rad is no zenith angle of a shower that reaches the ground"
    if not np.isfinite(header["first_interaction_height"]):
        return "first_interaction", "is no number"
    return _momentum(shower) or _sums(shower)


def _momentum(shower: Shower) -> tuple[str, str] | None:
    """The momentum of a primary this fast equals its energy, but for its mass."""
    header = shower.header
    energy = float(header["total_energy"])
    momentum = math.hypot(*(float(header[f"momentum_{axis}"]) for axis in ("x", "y", "minus_z")))
    if MOMENTUM[0] < momentum / energy < MOMENTUM[1]:
        return None
    return "energy", f"{energy:g} GeV does not belong to a momentum of {momentum:g} GeV/c: it is damaged"


def _sums(shower: Shower) -> tuple[str, str] | None:
    """Compares what was counted with what CORSIKA counted; where a particle is damaged they differ.

    Old versions have its sums at the observation levels only, not those of what was written.
    """
    end, counts = shower.end, shower.counts
    rows = float(end["n_particles_written"])
    if abs(counts.rows - rows) > TOLERANCE[Kind.MUON] * counts.rows:
        return "particles", f"the file says {rows:g} were written and holds {counts.rows}: it is damaged"
    for kind, tolerance in TOLERANCE.items():
        name = f"{kind.name.lower()}s"
        stated = [float(end[f"n_{name}_{word}"]) for word in ("written", "weighted")]
        counted = float(counts.written[kind])
        if not np.isclose(stated, counted, rtol=tolerance, atol=1e-3).any():
            return name, f"the file says {stated[0]:g} and holds {counted:g}: it is damaged"
    return None


def xmax_of(shower: Shower, file: pathlib.Path) -> float:
    """Depth of the maximum, g/cm2: of the fit in the file, else in the `.long` file beside it, else -1."""
    if "longitudinal_fit_parameters" in (shower.end.dtype.names or ()):
        fit = shower.end["longitudinal_fit_parameters"]
        if np.isfinite(fit).all() and fit[0] > 0:
            return float(fit[DEPTH_OF_MAXIMUM])
    return _long_fits(file).get(int(shower.header["event_number"]), NO_FIT)


@functools.lru_cache(maxsize=1)
def _long_fits(file: pathlib.Path) -> dict[int, float]:
    """Event number -> depth of the maximum, from the `.long` file beside a particle file; empty without."""
    beside = file.with_name(f"{file.name}.long")
    if not beside.is_file():
        return {}
    try:
        profiles = list(read_longitudinal_distributions(beside))
    except (OSError, ValueError, IndexError):
        return {}
    return {p["shower"]: float(p["parameters"][DEPTH_OF_MAXIMUM]) for p in profiles if "parameters" in p}
