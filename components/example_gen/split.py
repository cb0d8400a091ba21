"""Which side of the split a shower group is on: a hash decides, so it never changes and needs no memory."""

from typing import Any

import numpy as np
import pyarrow as pa

from components.columns import hashes as mixed
from components.settings import Split
from components.showers.dataset import PROBE, Dataset
from components.showers.samples import probes

TRAINED = ("train", "eval", "test")
SPLITS = (*TRAINED, PROBE)
"""Records of other samples than the nominal one are probes, whatever their group."""

Integers = np.ndarray[Any, np.dtype[np.int64]]
Hashes = np.ndarray[Any, np.dtype[np.uint64]]


def hashes(numbers: Integers, seed: int) -> Hashes:
    """64-bit hashes [rows] of whole numbers [rows]; another seed gives unrelated ones."""
    return mixed(numbers.astype(np.uint64) + mixed(np.array([seed % 2**64], np.uint64)))


def sides_of(table: pa.Table, dataset: Dataset, split: Split) -> Integers:
    """Index into `SPLITS` of each row [rows] of a table of checked records."""
    hashed = sides(table[dataset.group.name].to_numpy(), split)
    return np.where(probes(table, dataset), SPLITS.index(PROBE), hashed)


def sides(groups: Integers, split: Split) -> Integers:
    """Index into `TRAINED` of each row [rows], from its group [rows]; equal groups get equal sides."""
    uniform = (hashes(groups, split.seed) >> 11) * 2.0**-53
    return np.searchsorted([split.train, split.train + split.eval], uniform, side="right")
