"""Feature skew: the same event has other values in training and in serving: two codes compute one feature."""

import dataclasses

import numpy as np

from components.columns import Array, Batch, Batches, column_of, numbers, texts
from components.example_validator.shifts.proportion import share
from components.example_validator.shifts.rows import Rows, matrix, sampled
from components.findings import Finding, Kind
from components.gates import Outcome
from components.showers.dataset import Dataset, Feature

SHARE = 0.001
"""Largest share of the common events that may differ: a fit that is made again may find another minimum."""
ROUNDING = 2.0**-21
"""Relative difference that is rounding: four units in the last place of 32 bits."""
SHOWN = 5
MEASURE = "share of common events that differ"


def feature_skew(
    training: Batches,
    serving: Batches,
    dataset: Dataset,
    *,
    split: str = "serving",
    reference: str = "training",
) -> tuple[Finding, ...]:
    """One finding for each feature that both sides have, over the events that both sides have.

    Of serving the 50 000 events with the smallest hashes of their ids are held, of training those of them
    that it has; where an id is repeated one of its rows counts. Any value counts that differs by more than
    rounding, missing against there too; a vector differs when one of its numbers does.

    Args:
        training, serving: rows with ids; serving is read first, each is read once.
        dataset: names the id and the features.
        split, reference: what serving and training are called.
    """

    def extract(batch: Batch) -> dict[str, Array]:
        return {one.name: _values(batch, one) for one in dataset.features if one != dataset.id}

    names = (split, reference)
    current = sampled(serving, dataset, extract)
    there = sampled(training, dataset, extract, only=current.ids) if current else None
    if current is None or there is None:
        return (_nothing(names, "one side has no rows"),)
    common, first, second = np.intersect1d(there.ids, current.ids, return_indices=True)
    first, second = first[common >= 0], second[common >= 0]
    if not len(first):
        return (_nothing(names, f"no event is in both {split} and {reference}"),)
    rows = there.take(first), current.take(second)
    return tuple(_compare(one, *rows, names) for one in dataset.features if one != dataset.id)


@dataclasses.dataclass(frozen=True)
class Difference:
    """How a feature differs over common events.

    Attributes:
        size: relative difference of each, the largest of a vector's; infinite where one side misses [rows].
        place: in a vector, of the largest; zero for single values [rows].
    """

    size: Array
    place: Array


def _compare(feature: Feature, there: Rows, here: Rows, names: tuple[str, str]) -> Finding:
    reference, current = there.columns[feature.name], here.columns[feature.name]
    absent = [name for name, column in zip(names, (current, reference), strict=True) if _missing(column)]
    if absent:
        return _nothing(names, f"{' and '.join(absent)} has no {feature.name}", feature.name)
    found = _difference(reference, current)
    other = int(np.count_nonzero(found.size > ROUNDING))
    estimate = share(other, len(here))
    table = _worst(feature, there, here, found, names) if other else ()
    amount = f"{other} of {len(here)} common events ({estimate.value:.2%})"
    worst = f"; most in event {table[1][0]}, {table[1][2]} against {table[1][1]}" if other else ""
    return Finding(
        *(Kind.FEATURE_SKEW, names[0], feature.name, f"the same events of {names[1]}", MEASURE),
        estimate,
        SHARE,
        Outcome.FAILED if estimate.value > SHARE else Outcome.PASSED,
        f"{names[0]}: {feature.name} differs from {names[1]} in {amount}{worst}",
        table=table,
    )


def _values(batch: Batch, feature: Feature) -> Array:
    """[rows] or [rows, width]: float32 where the pipeline has 32 bits, float64 for whole numbers, texts."""
    column = column_of(batch, feature.name)
    if feature.dtype == "string":
        return np.asarray(texts(column).fill_null("").to_numpy(zero_copy_only=False), object)
    if feature.shape:
        return matrix(column, feature)
    values = numbers(column)
    return values.astype(np.float32) if feature.dtype == "float" else values


def _missing(column: Array) -> bool:
    return bool((column == "").all() if column.dtype == object else np.isnan(column).all())


def _difference(reference: Array, current: Array) -> Difference:
    size = _relative(reference, current).reshape(len(current), -1)
    return Difference(size.max(axis=1), size.argmax(axis=1))


def _relative(reference: Array, current: Array) -> Array:
    """Difference over the larger magnitude; zero of equal, infinite of texts and of missing values."""
    if current.dtype == object:
        return np.where(reference == current, 0, np.inf)
    one, other = reference.astype(np.float64), current.astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        relative = np.abs(one - other) / np.maximum(np.abs(one), np.abs(other))
    same = (one == other) | (np.isnan(one) & np.isnan(other))
    return np.where(same, 0, np.where(np.isnan(relative), np.inf, relative))


def _worst(
    feature: Feature, there: Rows, here: Rows, found: Difference, names: tuple[str, str]
) -> tuple[tuple[str, ...], ...]:
    """Event, value in the reference and value here, of the events that differ most."""
    rows = [row for row in np.argsort(-found.size, kind="stable")[:SHOWN] if found.size[row] > ROUNDING]
    sides = (there.columns[feature.name], here.columns[feature.name])
    cells = ((str(here.ids[row]), *(_cell(side, row, found.place[row]) for side in sides)) for row in rows)
    return (("event", names[1], names[0]), *cells)


def _cell(column: Array, row: int, place: int) -> str:
    if column.dtype == object:
        return str(column[row])
    return f"{column[row, place]:.7g} at {place}" if column.ndim > 1 else f"{column[row]:.7g}"


def _nothing(names: tuple[str, str], why: str, feature: str = "") -> Finding:
    sentence = f"{names[0]}: values not compared with {names[1]}: {why}"
    reference = f"the same events of {names[1]}"
    return Finding(
        *(Kind.FEATURE_SKEW, names[0], feature, reference, MEASURE),
        *(None, SHARE, Outcome.NOT_COMPARED, sentence),
    )
