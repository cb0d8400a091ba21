"""What a classifier sees of a batch: single inputs, their relations, and summaries of vectors."""

from collections.abc import Iterator, Sequence

import numpy as np

from components.columns import Array, Batch, column_of, flat_numbers, numbers
from components.showers.dataset import Dataset, Feature, Transform

SUMMARIES = ("mean", "spread", "largest")
RESOLUTION = 1e-7
"""Of 32 bits: a difference of two numbers is known no better than this share of the first."""


def inputs_of(batch: Batch, dataset: Dataset) -> dict[str, Array]:
    """Columns by name, float32 [rows]; NaN where a value is missing or infinite.

    A tree sees no difference between a number and its logarithm, so of the derived inputs only those of two
    or more features are added: muons per electron tells what neither number does. Of a vector the mean,
    spread (standard deviation) and largest number are.

    Args:
        batch: of any shape of columns.
        dataset: names the inputs, and what models derive from them.
    """
    single = {
        feature.name: numbers(column_of(batch, feature.name))
        for feature in dataset.inputs
        if not feature.shape and feature.dtype != "string"
    }
    found = dict(single)
    for derived in dataset.model_inputs:
        if len(derived.of) > 1:
            found[derived.name] = _relation(derived.transform, [single[name] for name in derived.of])
    for feature in dataset.vectors:
        found |= _summaries(batch, feature)
    return dict(_finite(found))


def _relation(transform: Transform, columns: Sequence[Array]) -> Array:
    """Rises with the derived input: a ratio, or what is left of the first as a share of it."""
    first, *others = columns
    with np.errstate(invalid="ignore", divide="ignore"):
        if transform is Transform.LOG_RATIO:
            return np.asarray(first / others[0])
        return np.asarray(np.maximum((first - sum(others)) / first, RESOLUTION))


def _summaries(batch: Batch, feature: Feature) -> dict[str, Array]:
    values, rows = flat_numbers(column_of(batch, feature.name))
    counts = np.bincount(rows, minlength=batch.num_rows)
    there = np.flatnonzero(counts)
    made = np.full((len(SUMMARIES), batch.num_rows), np.nan)
    if len(there):
        starts, size = np.searchsorted(rows, there), counts[there]
        mean = np.add.reduceat(values, starts) / size
        square = np.add.reduceat((values - np.repeat(mean, size)) ** 2, starts) / size
        made[:, there] = mean, np.sqrt(square), np.maximum.reduceat(values, starts)
    return {f"{feature.name} ({name})": one for name, one in zip(SUMMARIES, made, strict=True)}


def _finite(columns: dict[str, Array]) -> Iterator[tuple[str, Array]]:
    for name, column in columns.items():
        with np.errstate(over="ignore"):
            narrow = column.astype(np.float32)
        yield name, np.where(np.isfinite(narrow), narrow, np.float32(np.nan))
