"""Particles in the bins of a station: few are drawn one by one, many bin by bin."""

import dataclasses
from typing import Any

import numpy as np
from scipy.special import gammaincinv, ndtr

from components.showers.events import BIN_NANOSECONDS
from components.showers.simulator import constants as c

Array = np.ndarray[Any, Any]

BINS = 160
"""Bins from the arrival of the front in which particles are counted; later ones are lost."""
MANY = 400
"""Particles, above which a station is filled bin by bin."""
_DENSE = 16.0  # particles in a bin, above which their charge is Gaussian
_STEPS = 4096  # of the tables of charges
_REACH, _FINE_STEPS = 6.0, 65536  # of the table of the normal distribution, in standard deviations


@dataclasses.dataclass(frozen=True)
class Kind:
    """Muons or electromagnetic quanta.

    Attributes:
        width: of the log-normal distribution of their delay.
        shape: of the gamma distribution of their charge.
        charges: quantiles of the charge of one, over the mean [_STEPS].
    """

    width: float
    shape: int
    charges: Array


def _kind(width: float, shape: int) -> Kind:
    quantiles = gammaincinv(shape, (np.arange(_STEPS) + 0.5) / _STEPS) / shape
    return Kind(width, shape, quantiles.astype(np.float32))


MUON = _kind(c.MUON_TIME_WIDTH, c.MUON_CHARGE_SHAPE)
EM = _kind(c.EM_TIME_WIDTH, 1)
_EDGES = np.arange(BINS + 1, dtype=np.float32) * np.float32(BIN_NANOSECONDS)
_NORMAL = ndtr(np.linspace(-_REACH, _REACH, _FINE_STEPS)).astype(np.float32)


@dataclasses.dataclass(frozen=True)
class Flux:
    """The particles of one kind that reach stations, each [rows].

    Attributes:
        kind: what they are.
        expected: their mean number.
        number: how many there are; used where they are few.
        quantum: mean charge of one, VEM.
        log_median: logarithm of their median delay behind the front, ns.
    """

    kind: Kind
    expected: Array
    number: Array
    quantum: Array
    log_median: Array


def deposit(random: np.random.Generator, flux: Flux, phase: Array) -> Array:
    """Draws the charge in each bin, VEM, float32 [rows, BINS].

    Args:
        random: the random numbers.
        flux: the particles.
        phase: of the front within the first bin, ns [rows].
    """
    many = flux.expected > MANY
    charge = _one_by_one(random, flux, np.where(many, 0, flux.number), phase)
    rows = np.flatnonzero(many)
    if len(rows):
        charge[rows] = _bin_by_bin(random, flux, rows, phase[rows])
    charge *= flux.quantum[:, None].astype(np.float32)
    return charge


def _one_by_one(random: np.random.Generator, flux: Flux, number: Array, phase: Array) -> Array:
    total = int(number.sum())
    time = random.standard_normal(total, dtype=np.float32)
    time *= np.float32(flux.kind.width)
    time += np.repeat(flux.log_median.astype(np.float32), number)
    np.exp(time, out=time)
    time += np.repeat(phase.astype(np.float32), number)
    time /= np.float32(BIN_NANOSECONDS)
    place = np.minimum(time, BINS).astype(np.int32)
    place += np.repeat(np.arange(len(number), dtype=np.int32) * (BINS + 1), number)
    charge = flux.kind.charges[random.integers(0, _STEPS, total, dtype=np.uint16)]
    # The last bin takes what comes too late.
    filled = np.bincount(place, charge, len(number) * (BINS + 1))
    return filled.reshape(-1, BINS + 1)[:, :BINS].astype(np.float32)


def _bin_by_bin(random: np.random.Generator, flux: Flux, rows: Array, phase: Array) -> Array:
    """Charges of many particles, in units of the mean charge of one."""
    edges = _EDGES - phase[:, None].astype(np.float32)
    time = np.log(np.maximum(edges, np.float32(1e-3)))
    time -= flux.log_median[rows, None].astype(np.float32)
    time *= np.float32((_FINE_STEPS - 1) / (2 * _REACH) / flux.kind.width)
    time += np.float32(_FINE_STEPS / 2)
    cumulative = _NORMAL[np.clip(time, 0, _FINE_STEPS - 1).astype(np.int32)]
    mean = np.diff(cumulative, axis=1) * flux.expected[rows, None].astype(np.float32)
    return _compound(random, mean, flux.kind.shape)


def _compound(random: np.random.Generator, mean: Array, shape: int) -> Array:
    """Sums of gamma-distributed charges of a Poisson number of particles, of the mean number [any]."""
    charge = np.zeros_like(mean)
    dense = mean > _DENSE
    much = mean[dense]
    spread = np.sqrt(much * np.float32(1 + 1 / shape))
    charge[dense] = np.maximum(much + spread * random.standard_normal(len(much), dtype=np.float32), 0)
    sparse = np.flatnonzero(~dense & (mean > 0))
    number = random.poisson(mean.flat[sparse])
    sparse, number = sparse[number > 0], number[number > 0]
    gamma = random.standard_gamma((number * shape).astype(np.float32), dtype=np.float32)
    charge.flat[sparse] = gamma / np.float32(shape)
    return charge
