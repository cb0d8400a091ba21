"""The bins that a feature is compared over: intervals of numbers, or texts, always those of the reference.

A distance of numbers depends on how they are binned. With bins that hold equal parts of the reference every
part of it counts the same, whatever the unit, and what it never had falls into bins of its own.
"""

import dataclasses
import itertools
from abc import ABC, abstractmethod
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from tensorflow_metadata.proto.v0 import statistics_pb2

from components.columns import BLOCKS, Array, flat_numbers, flat_texts
from components.findings import MISSING, OTHER

MOST_TEXTS = 100
VALUES_AT_ONCE = 1_048_576


class Bins(ABC):
    """Bins of one feature; the last holds what is missing."""

    @abstractmethod
    def __len__(self) -> int:
        """How many there are."""

    @abstractmethod
    def labels(self) -> tuple[str, ...]:
        """What each is called, without the unit [bins]."""

    @abstractmethod
    def index(self, column: pa.Array) -> tuple[Array, Array]:
        """The bin of every value that is there [values] and which row [values] it is of."""

    def counts(self, column: pa.Array, blocks: Array, width: int = 1) -> Array:
        """Values in each bin [BLOCKS, bins].

        Args:
            column: of any shape [rows]; of another type than the bins are for, all its values are missing.
            blocks: of each row [rows].
            width: values that a row should have; a row without any misses so many.
        """
        rows = max(1, VALUES_AT_ONCE // width)
        parts = (slice(start, start + rows) for start in range(0, len(column), rows))
        zero = np.zeros((BLOCKS, len(self)), np.int64)
        return sum((self._count(column[part], blocks[part], width) for part in parts), zero)

    def _count(self, column: pa.Array, blocks: Array, width: int) -> Array:
        index, rows = self.index(column)
        cells = np.bincount(blocks[rows] * len(self) + index, minlength=BLOCKS * len(self))
        counts = cells.reshape(BLOCKS, len(self))
        empty = np.ones(len(column), bool)
        empty[rows] = False
        counts[:, -1] += width * np.bincount(blocks[empty], minlength=BLOCKS)
        return counts


@dataclasses.dataclass(frozen=True)
class Intervals(Bins):
    """Bins of numbers: under the first edge, from each edge to below the next, over the last, missing.

    Attributes:
        edges: rising. A number that has a bin of its own is an edge, and so is the next number above it.
    """

    edges: tuple[float, ...]

    @classmethod
    def of(cls, quantiles: Array) -> Self:
        """Bins between quantiles [quantiles], the first the lowest and the last the highest value.

        Equal quantiles are one number that is frequent: it gets a bin of its own. The highest value is in
        the last bin.
        """
        edges, times = np.unique(quantiles, return_counts=True)
        frequent = (times > 1) | (len(edges) == 1)
        begins, ends = np.append(edges[:-1], edges[frequent]), np.append(edges[frequent], edges[-1])
        return cls(tuple(map(float, np.union1d(begins, np.nextafter(ends, np.inf)))))

    def __len__(self) -> int:
        return len(self.edges) + 2

    def labels(self) -> tuple[str, ...]:
        """The limits in as many digits as tell them apart, three at least."""
        names = self._names()
        between = itertools.starmap(_joined, itertools.pairwise(names))
        return (f"under {names[0]}", *between, f"over {names[-1]}", MISSING)

    def _names(self) -> tuple[str, ...]:
        """The edges for people; both sides of a number with a bin of its own are called the same."""
        own = sum(high == np.nextafter(low, np.inf) for low, high in itertools.pairwise(self.edges))
        tries = (tuple(f"{edge:.{digits}g}" for edge in self.edges) for digits in range(3, 18))
        return next(names for names in tries if len(set(names)) >= len(names) - own)

    def index(self, column: pa.Array) -> tuple[Array, Array]:
        """The bin of each number; one that is not a number is missing."""
        values, rows = flat_numbers(column)
        index = np.zeros(len(values), np.int16)
        # So few edges are passed faster one after another, in vector instructions, than by searching.
        for edge in self.edges:
            index += values >= edge
        index[np.isnan(values)] = len(self) - 1
        return index, rows


@dataclasses.dataclass(frozen=True)
class Texts(Bins):
    """Bins of texts: each by itself, other, missing."""

    values: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.values) + 2

    def labels(self) -> tuple[str, ...]:
        """The texts themselves."""
        return (*self.values, OTHER, MISSING)

    def index(self, column: pa.Array) -> tuple[Array, Array]:
        """The bin of each text."""
        values, rows = flat_texts(column)
        known = pa.array([value.encode() for value in self.values], pa.large_binary())
        found = pc.fill_null(pc.index_in(values, known), len(self.values))
        return np.asarray(found.to_numpy(zero_copy_only=False)), rows


def bins_from(statistics: statistics_pb2.FeatureNameStatistics) -> Bins | None:
    """The bins of a feature, from its statistics as TensorFlow Data Validation makes them.

    Numbers get bins between the quantiles (10 buckets), which are pooled over the values of vectors; texts
    the most frequent values, up to 100. None where no value is there.
    """
    if statistics.HasField("string_stats"):
        buckets = statistics.string_stats.rank_histogram.buckets[:MOST_TEXTS]
        return Texts(tuple(bucket.label for bucket in buckets)) if buckets else None
    quantiles = _quantiles(statistics.num_stats)
    return Intervals.of(quantiles) if len(quantiles) else None


def _quantiles(statistics: statistics_pb2.NumericStatistics) -> Array:
    kind = statistics_pb2.Histogram.QUANTILES
    buckets = next((h.buckets for h in statistics.histograms if h.type == kind), ())
    edges = np.array([*(b.low_value for b in buckets[:1]), *(b.high_value for b in buckets)], np.float64)
    return edges[~np.isnan(edges)]


def _joined(low: str, high: str) -> str:
    return low if low == high else f"{low} to {high}"
