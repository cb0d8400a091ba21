"""Counts the particles of a CORSIKA shower at ground, in array operations over blocks of them."""

import dataclasses
import enum
import functools
from typing import Any

import numpy as np
from particle import Corsika7ID, InvalidParticle
from particle.exceptions import MatchingIDNotFound

from components.errors import BadFileError

HIGHEST_CODE = 9999
OTHER_WEIGHTS = 8888
"""The code of rows that hold further weights of the particle before them (option MULTITHIN)."""
LARGEST_WEIGHT = 1e15

Array = np.ndarray[Any, Any]


class Kind(enum.IntEnum):
    """What a particle code counts as."""

    UNKNOWN = 0
    INFORMATION = 1  # padding, additional information on muons, Cherenkov light
    MUON = 2
    PHOTON = 3
    ELECTRON = 4
    NEUTRINO = 5  # written with one option of CORSIKA only, and seen by no detector at ground
    HADRON = 6


KINDS = {13: Kind.MUON, 22: Kind.PHOTON, 11: Kind.ELECTRON, **dict.fromkeys((12, 14, 16), Kind.NEUTRINO)}
"""By the absolute PDG code; every other particle counts as a hadron."""


@dataclasses.dataclass(frozen=True)
class Counts:
    """Particles at the lowest observation level, thinning weights included, and all that were written.

    Attributes:
        ground: weighted sums at the lowest level [Kind].
        written: the same over all levels [Kind].
        rows: how many particles, weights left out, at all levels.
    """

    ground: Array
    written: Array
    rows: int

    @property
    def particles(self) -> float:
        """All particles at ground but neutrinos."""
        kinds = [Kind.MUON, Kind.PHOTON, Kind.ELECTRON, Kind.HADRON]
        return float(self.ground[kinds].sum())

    @property
    def muons(self) -> float:
        """Muons at ground."""
        return float(self.ground[Kind.MUON])

    @property
    def electrons(self) -> float:
        """Electrons, positrons and photons at ground."""
        return float(self.ground[[Kind.PHOTON, Kind.ELECTRON]].sum())


class Tally:
    """Sums up the particles of one shower.

    Args:
        words: of four bytes for each particle: 8 with a weight (thinned), 7 without.
        levels: how many observation levels there are; the last one is the lowest.
    """

    def __init__(self, words: int, levels: int) -> None:
        self._words, self._levels = words, levels
        self._ground = np.zeros(len(Kind))
        self._written = np.zeros(len(Kind))
        self._rows = 0

    def add(self, particles: bytes | bytearray) -> None:
        """Counts some whole blocks.

        Raises:
            BadFileError: a code or a weight cannot be.
        """
        table = np.frombuffer(particles, np.float32).reshape(-1, self._words).astype(np.float64)
        described = table[:, 0]
        weights = table[:, 7] if self._words == 8 else np.ones(len(table))
        _require(bool(np.isfinite(described).all()), "a particle code that is no number")
        # Mothers and grandmothers of particles have a negative code.
        codes = np.clip(described / 1000, 0, HIGHEST_CODE).astype(np.int64)
        kinds = kind_of_code()[codes]
        real = kinds >= Kind.MUON
        _require(not (kinds == Kind.UNKNOWN).any(), "an unknown particle code")
        _require(bool(((weights > 0) & (weights < LARGEST_WEIGHT))[real].all()), "an impossible weight")
        level = np.where(described % 10 == 0, 10, described % 10)
        _require(bool((np.isin(level, np.arange(1, self._levels + 1)))[real].all()), "an impossible level")
        lowest = level == self._levels
        self._ground += np.bincount(kinds[lowest], weights[lowest], len(Kind))
        self._written += np.bincount(kinds, weights, len(Kind))
        self._rows += int(real.sum())

    def counts(self) -> Counts:
        """What has been counted."""
        return Counts(self._ground, self._written, self._rows)


def _require(true: bool, found: str) -> None:
    if not true:
        raise BadFileError(f"is damaged: it holds {found}")


@functools.cache
def kind_of_code() -> Array:
    """`Kind` by CORSIKA's particle code [0 .. HIGHEST_CODE]; codes above are information."""
    kinds = np.array([_kind(code) for code in range(HIGHEST_CODE + 1)])
    kinds[[0, OTHER_WEIGHTS, HIGHEST_CODE]] = Kind.INFORMATION
    return kinds


def _kind(code: int) -> Kind:
    if not Corsika7ID(code).is_particle():
        return Kind.INFORMATION
    try:
        return KINDS.get(abs(int(Corsika7ID(code).to_pdgid())), Kind.HADRON)
    except MatchingIDNotFound:  # a nucleus that the PDG does not list
        return Kind.HADRON
    except InvalidParticle:
        return Kind.UNKNOWN
