"""Label shift: classes that are more or less frequent than they were, or that are not there any more."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from components.columns import BLOCKS, Array, Batches, blocks_of, column_of, texts
from components.example_validator.bins import Texts
from components.example_validator.distances import chebyshev, shares
from components.example_validator.profile import Counted
from components.example_validator.resampling import estimates
from components.findings import Estimate, Finding, Histogram, Kind
from components.gates import Outcome
from components.settings import ExampleValidator
from components.showers.dataset import Dataset

MEASURE = "Chebyshev distance of class fractions"


def label_counts(batches: Batches, dataset: Dataset) -> Array:
    """Rows of each class, block by block, int64 [BLOCKS, classes]; other and missing labels do not count."""
    counts = np.zeros((BLOCKS, len(dataset.classes)), np.int64)
    for batch in batches:
        cells = class_index(texts(column_of(batch, dataset.label.name)), dataset.classes)
        known = cells >= 0
        np.add.at(counts, (blocks_of(batch, dataset)[known], cells[known]), 1)
    return counts


def profiled_labels(counted: Counted, dataset: Dataset) -> Array:
    """The same from the label's entry in a profile, whose bins are texts; none where they are not."""
    counts = np.zeros((BLOCKS, len(dataset.classes)), np.int64)
    names = counted.bins.values if isinstance(counted.bins, Texts) else ()
    for place, name in enumerate(dataset.classes):
        if name in names:
            counts[:, place] = counted.counts[:, names.index(name)]
    return counts


def class_index(labels: pa.Array, classes: Sequence[str]) -> Array:
    """Index of each label among the classes, int64 [rows]; -1 where it is none of them."""
    found = pc.fill_null(pc.index_in(labels, pa.array(classes, pa.string())), -1)
    return np.asarray(found.to_numpy(zero_copy_only=False)).astype(np.int64)


def label_shift(
    reference: Array | None,
    current: Array | None,
    dataset: Dataset,
    settings: ExampleValidator,
    *,
    split: str = "",
    reference_name: str = "the last span",
) -> Finding:
    """Compares the fractions of the classes by their largest difference, max |p_c - q_c|.

    With counts (50, 30, 20) and (40, 30, 30) the fractions differ by 0.1, 0 and 0.1: the distance is 0.1.
    It fails above `settings.label_shift` when its chance by the bootstrap of `resampling.py` is at most
    `settings.significance`. A class that the reference has and the current data has not fails whatever the
    numbers.

    Args:
        reference, current: rows of each class [BLOCKS, classes], as `label_counts` or `profiled_labels`
            gives them; None, or without any row, for data without labels.
        dataset: names the classes.
        settings: `label_shift`, `significance`, `minimum_examples`, `draws`, `seed`.
        split, reference_name: what the two are called.
    """
    names = (split, reference_name)
    for name, counts in zip(names, (current, reference), strict=True):
        if counts is None or not counts.sum():
            return _nothing(names, settings, f"{name or 'the data'} has no labels")
    assert reference is not None
    assert current is not None
    fractions = _histogram(reference, current, dataset)
    gone = [c for k, c in enumerate(dataset.classes) if reference[:, k].any() and not current[:, k].any()]
    fewest = min(reference.sum(), current.sum())
    if not gone and fewest < settings.minimum_examples:
        return _nothing(names, settings, f"{fewest} rows, {settings.minimum_examples} are needed", fractions)
    distance = _distance(reference, current, settings)
    shifted = distance.value > settings.label_shift and (distance.p_value or 0) <= settings.significance
    sentence = _sentence(distance, reference, current, dataset, settings, gone)
    return Finding(
        *(Kind.LABEL, split, dataset.label.name, reference_name, MEASURE, distance, settings.label_shift),
        Outcome.FAILED if gone or shifted else Outcome.PASSED,
        f"{split + ': ' if split else ''}{sentence} of {reference_name}",
        histogram=fractions,
    )


def _distance(reference: Array, current: Array, settings: ExampleValidator) -> Estimate:
    pair = {"label": (reference, current)}
    return estimates(pair, (chebyshev,), draws=settings.draws, seed=settings.seed)["label"][0]


def _fractions(counts: Array) -> Array:
    return shares(counts.sum(axis=0))


def _sentence(
    distance: Estimate,
    reference: Array,
    current: Array,
    dataset: Dataset,
    settings: ExampleValidator,
    gone: list[str],
) -> str:
    here, there = _fractions(current), _fractions(reference)
    most = int(np.abs(here - there).argmax())
    lost = f"no {' and no '.join(gone)} any more; " if gone else ""
    return (
        f"{lost}{dataset.classes[most]} is {here[most]:.1%} instead of {there[most]:.1%}, a distance of "
        f"{distance.value:.3f} ({distance.low:.3f} to {distance.high:.3f}, p {distance.p_value:.2g}; limit "
        f"{settings.label_shift:g}) from the classes"
    )


def _histogram(reference: Array, current: Array, dataset: Dataset) -> Histogram:
    return Histogram("", dataset.classes, tuple(_fractions(reference)), tuple(_fractions(current)))


def _nothing(
    names: tuple[str, str], settings: ExampleValidator, why: str, fractions: Histogram | None = None
) -> Finding:
    prefix = f"{names[0]}: " if names[0] else ""
    return Finding(
        *(Kind.LABEL, names[0], "", names[1], MEASURE, None, settings.label_shift, Outcome.NOT_COMPARED),
        f"{prefix}classes not compared with {names[1]}: {why}",
        histogram=fractions,
    )
