"""Which side of the split a shower group is on: a hash decides, so it never changes and needs no memory.

The hash is the finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014, doi 10.1145/2714064.2660195), which
maps 64-bit numbers one to one.
"""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from components.settings import Split
from components.showers.dataset import NOMINAL, PROBE, Dataset

TRAINED = ("train", "eval", "test")
SPLITS = (*TRAINED, PROBE)
"""Records of other samples than the nominal one are probes, whatever their group."""
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FACTORS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))

Integers = np.ndarray[Any, np.dtype[np.int64]]
Hashes = np.ndarray[Any, np.dtype[np.uint64]]


def hashes(numbers: Integers, seed: int) -> Hashes:
    """64-bit hashes [rows] of whole numbers [rows]; another seed gives unrelated ones."""
    start = _mix(np.array([seed % 2**64], np.uint64))
    return _mix(numbers.astype(np.uint64) + start)


def _mix(numbers: Hashes) -> Hashes:
    mixed = numbers + GOLDEN
    mixed = np.asarray((mixed ^ (mixed >> np.uint64(30))) * FACTORS[0])
    mixed = np.asarray((mixed ^ (mixed >> np.uint64(27))) * FACTORS[1])
    return np.asarray(mixed ^ (mixed >> np.uint64(31)))


def sides_of(table: pa.Table, dataset: Dataset, split: Split) -> Integers:
    """Index into `SPLITS` of each row [rows] of a table of checked records."""
    hashed = sides(table[dataset.group.name].to_numpy(), split)
    return np.where(_probes(table, dataset), SPLITS.index(PROBE), hashed)


def _probes(table: pa.Table, dataset: Dataset) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which rows [rows] are of another sample than the nominal one, or of a class that no model knows."""
    probes = np.zeros(table.num_rows, dtype=bool)
    if dataset.sample is not None:
        probes |= pc.not_equal(table[dataset.sample.name], NOMINAL).to_numpy()
    if dataset.unseen:
        probes |= pc.is_in(table[dataset.label.name], pa.array(dataset.unseen)).to_numpy()
    return probes


def sides(groups: Integers, split: Split) -> Integers:
    """Index into `TRAINED` of each row [rows], from its group [rows]; equal groups get equal sides."""
    uniform = (hashes(groups, split.seed) >> 11) * 2.0**-53
    return np.searchsorted([split.train, split.train + split.eval], uniform, side="right")
