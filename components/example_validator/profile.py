"""A profile: how the values of every feature of every split are distributed, small enough to keep for ever.

It is all that a later span needs to be compared with this one. Counts are kept in blocks of whole groups, so
that the comparison knows how much of a difference is chance (`resampling.py`).
"""

import dataclasses
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from tensorflow_metadata.proto.v0 import statistics_pb2

from components.columns import BLOCKS, Array, Batches, blocks_of, column_of
from components.errors import BadFileError
from components.example_validator.bins import Bins, Intervals, Texts, bins_from
from components.files import read_bytes, write_bytes
from components.showers.dataset import Dataset, Feature, Role

PROFILE_FILE = "profile.parquet"
ROLES = (Role.INPUT, Role.LABEL, Role.SLICE, Role.TRUTH)
"""What is compared; ids, groups and samples are names, not measurements."""
SCHEMA = pa.schema(
    {
        "split": pa.string(),
        "feature": pa.string(),
        "edges": pa.list_(pa.float64()),
        "values": pa.list_(pa.string()),
        "counts": pa.list_(pa.int64()),
    }
)


@dataclasses.dataclass(frozen=True, eq=False)
class Counted:
    """A feature: its bins and how many values are in each, block by block [BLOCKS, bins]."""

    bins: Bins
    counts: Array

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Counted):
            return NotImplemented
        return self.bins == other.bins and np.array_equal(self.counts, other.counts)


@dataclasses.dataclass(frozen=True)
class Profile:
    """Split -> feature -> what was counted."""

    splits: Mapping[str, Mapping[str, Counted]]

    def write(self, path: str) -> None:
        """Writes a Parquet file, local or remote: a row for each split and feature."""
        rows = [
            _row(split, name, feature)
            for split, features in self.splits.items()
            for name, feature in features.items()
        ]
        stream = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(rows, SCHEMA), stream, compression="zstd")
        write_bytes(path, stream.getvalue())

    @classmethod
    def read(cls, path: str) -> Self:
        """Reads what `write` wrote.

        Raises:
            BadFileError: the file is missing or damaged.
        """
        try:
            rows = pq.read_table(io.BytesIO(read_bytes(path)), schema=SCHEMA).to_pylist()
            splits: dict[str, dict[str, Counted]] = {row["split"]: {} for row in rows}
            for row in rows:
                splits[row["split"]][row["feature"]] = _counted(row)
        except (OSError, pa.ArrowException, TypeError, ValueError) as error:
            what = f"not a profile: {str(error).splitlines()[0]}"
            raise BadFileError(what, where=path, fix="Run ExampleValidator on that span again.") from None
        return cls(splits)


def profiled(dataset: Dataset) -> tuple[Feature, ...]:
    """The features that are compared."""
    return dataset.by_role(*ROLES)


def bins_of(statistics: statistics_pb2.DatasetFeatureStatisticsList, dataset: Dataset) -> dict[str, Bins]:
    """Feature -> its bins, of those features that have a value in these statistics of a split."""
    found = {feature.path.step[0] or feature.name: feature for feature in statistics.datasets[0].features}
    bins = {f.name: bins_from(found[f.name]) for f in profiled(dataset) if f.name in found}
    return {name: of_feature for name, of_feature in bins.items() if of_feature is not None}


def count(
    batches: Batches, bins: Sequence[Mapping[str, Bins]], dataset: Dataset
) -> tuple[dict[str, Array], ...]:
    """Counts the values of one split in any number of sets of bins, in one pass.

    Args:
        batches: of the split, in any of the three shapes of `components/columns.py`.
        bins: sets of bins, by feature: its own, and those of what it will be compared with.
        dataset: its registry.

    Returns:
        For each set: feature -> values in each bin [BLOCKS, bins]; a feature that the batches lack is
        missing in every row.
    """
    width = {feature.name: max(1, feature.width) for feature in dataset.features}
    counts = tuple({name: np.zeros((BLOCKS, len(b)), np.int64) for name, b in of.items()} for of in bins)
    for batch in batches:
        blocks = blocks_of(batch, dataset)
        for name, place, of_feature in _wanted(bins):
            column = column_of(batch, name)
            counts[place][name] += of_feature.counts(column, blocks, width.get(name, 1))
    return counts


def profile_of(bins: Mapping[str, Bins], counts: Mapping[str, Array]) -> dict[str, Counted]:
    """One split of a profile, from its bins and what `count` gave for them."""
    return {name: Counted(of_feature, counts[name]) for name, of_feature in bins.items()}


def _wanted(bins: Sequence[Mapping[str, Bins]]) -> Iterator[tuple[str, int, Bins]]:
    """Every feature, the set and the bins."""
    return ((name, place, b) for place, of in enumerate(bins) for name, b in of.items())


def _row(split: str, name: str, feature: Counted) -> dict[str, Any]:
    return {"split": split, "feature": name, **vars(feature.bins), "counts": feature.counts.ravel()}


def _counted(row: Mapping[str, Any]) -> Counted:
    edges, values = row["edges"], row["values"]
    bins = Texts(tuple(values)) if edges is None else Intervals(tuple(edges))
    return Counted(bins, np.array(row["counts"], np.int64).reshape(BLOCKS, len(bins)))
