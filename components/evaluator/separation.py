"""Tells two groups of classes apart by the logit of one against the other."""

import numpy as np

from components.evaluator.arrays import Array
from components.evaluator.asked import Asked, Sides

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


def count(labels: Array, probabilities: Array, asked: Asked) -> Array:
    """Examples of a batch by separation, side and logit [separations, 2, LOGIT_BUCKETS]; background first.

    Args:
        labels: index of the true class [rows]; one that is on neither side is left out.
        probabilities: [rows, classes].
        asked: the separations.
    """
    histogram = np.zeros((len(asked.separations), 2, LOGIT_BUCKETS), np.int64)
    for k, sides in enumerate(asked.separations):
        bucket = logit_bucket(logit(probabilities, sides))
        for side, classes in enumerate((sides.background, sides.signal)):
            histogram[k, side] = np.bincount(bucket[np.isin(labels, classes)], minlength=LOGIT_BUCKETS)
    return histogram


def logit_bucket(logits: Array) -> Array:
    """Bucket of logits [...], as `logit` gives them."""
    place = (logits + LOGIT_LIMIT) * (LOGIT_BUCKETS / (2 * LOGIT_LIMIT))
    return np.asarray(np.minimum(place.astype(np.int64), LOGIT_BUCKETS - 1))


def merits(moments: Array) -> Array:
    """Merit factors |m1 - m2| / sqrt(s1^2 + s2^2) of the two distributions of the logit [...].

    NaN where a side has fewer than two examples, or where no logit differs from another.

    Args:
        moments: number, sum and sum of squares of the logit, of background and of signal [..., 2, 3].
    """
    number, total, squares = np.moveaxis(moments, -1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        means = total / number
        variances = np.maximum(squares / number - means**2, 0) * number / (number - 1)
        spread = np.sqrt(variances.sum(axis=-1))
        found = np.abs(means[..., 1] - means[..., 0]) / spread
    return np.where((number.min(axis=-1) >= 2) & (spread > 0), found, np.nan)
