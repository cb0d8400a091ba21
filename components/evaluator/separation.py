"""Tells two groups of classes apart by the logit of one against the other: counts and metrics."""

import math

import numpy as np

from components.evaluator.arrays import Array
from components.evaluator.asked import Asked, Sides
from components.evaluator.roc import area, rejection

LOGIT_LIMIT = 20.0
"""Logits are clipped to this, up and down: probabilities within 2e-9 of zero and one are as good as those."""
LOGIT_BUCKETS = 8_000
"""Buckets of the histogram of logits, 0.005 wide."""
LEAST = 1e-30
"""A probability is at least this, so that its logarithm is finite."""


def logit(probabilities: Array, sides: Sides) -> Array:
    """Logit of P(signal) / (P(signal) + P(background)) [rows], clipped to +-`LOGIT_LIMIT`.

    Args:
        probabilities: [rows, classes].
        sides: the two groups.
    """
    p = probabilities.astype(np.float64)
    signal, background = (
        np.log(np.maximum(p[:, list(side)].sum(axis=1), LEAST)) for side in (sides.signal, sides.background)
    )
    clipped: Array = np.clip(signal - background, -LOGIT_LIMIT, LOGIT_LIMIT)
    return clipped


def empty(asked: Asked) -> tuple[Array, Array]:
    """The counts of no examples, as in `count`."""
    parts = len(asked.separations)
    return np.zeros((parts, 2, LOGIT_BUCKETS), np.int64), np.zeros((parts, 2, 2))


def count(labels: Array, probabilities: Array, asked: Asked) -> tuple[Array, Array]:
    """Counts a batch for every separation.

    Args:
        labels: index of the true class [rows]; one that is on neither side is left out.
        probabilities: [rows, classes].
        asked: the separations.

    Returns:
        Examples by logit [separations, 2, LOGIT_BUCKETS] and the sums of the logits and of their
        squares [separations, 2, 2]; background first, then signal.
    """
    histogram, sums = empty(asked)
    for k, sides in enumerate(asked.separations):
        score = logit(probabilities, sides)
        for side, classes in enumerate((sides.background, sides.signal)):
            mine = score[np.isin(labels, classes)]
            histogram[k, side] = np.bincount(_bucket(mine), minlength=LOGIT_BUCKETS)
            sums[k, side] = mine.sum(), np.square(mine).sum()
    return histogram, sums


def _bucket(score: Array) -> Array:
    place = (score + LOGIT_LIMIT) * (LOGIT_BUCKETS / (2 * LOGIT_LIMIT))
    return np.minimum(place.astype(np.int64), LOGIT_BUCKETS - 1)


def separation_metrics(name: str, histogram: Array, sums: Array) -> dict[str, float]:
    """AUC, merit factor and rejection of one separation, with the examples on either side.

    What is undefined is left out: everything where a side is empty, the merit factor where a side has
    fewer than two examples or where no logit differs from another.

    Args:
        name: of the separation; the metrics end in it.
        histogram: examples by logit [2, LOGIT_BUCKETS]: background, then signal.
        sums: of the logits and of their squares [2, 2].
    """
    background, signal = (int(side.sum()) for side in histogram)
    found = {
        "background": float(background),
        "signal": float(signal),
        "auc": area(histogram),
        "merit": _merit(histogram.sum(axis=1), sums),
        "rejection": rejection(histogram),
    }
    return {f"{metric}_{name}": value for metric, value in found.items() if value is not None}


def _merit(examples: Array, sums: Array) -> float | None:
    """Merit factor |m1 - m2| / sqrt(s1^2 + s2^2) of the two distributions of the logit."""
    if examples.min() < 2:
        return None
    means, squares = sums.T / examples
    variances = np.maximum(squares - means**2, 0) * examples / (examples - 1)
    spread = math.sqrt(variances.sum())
    return float(abs(means[1] - means[0]) / spread) if spread > 0 else None
