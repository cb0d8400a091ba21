"""Everything a review needs to know of any number of examples, in arrays whose size does not grow with them.

Counts of batches add up, so that a review can be spread over batches, processes and machines.
"""

import dataclasses
from typing import Self

import numpy as np

from components.evaluator import separation
from components.evaluator.arrays import Array
from components.evaluator.asked import Asked
from components.evaluator.mass import count_ln_a, ln_a_of

BUCKETS = 10_000
"""Buckets of the histograms of probabilities, as many as TFMA's own."""
BINS = 20
"""Bins of the calibration; a divisor of `BUCKETS`."""
NOTHING = Asked()


@dataclasses.dataclass(frozen=True)
class Counts:
    """Sums over examples.

    Attributes:
        confusion: examples by truth and prediction [classes, classes].
        histogram: examples by whether they are of a class and by its probability [2, classes, BUCKETS].
        sums: sums of the probabilities of a class by bins of it [classes, BINS].
        chosen: examples, hits and sum of probabilities by bins of the predicted class's probability
            [3, BINS].
        logits: examples of each separation by side and logit, as `separation.count` gives them.
        moments: sums of those logits and of their squares.
        ln_a: number, sum and sum of squares of the error of ln A [3].
    """

    confusion: Array
    histogram: Array
    sums: Array
    chosen: Array
    logits: Array
    moments: Array
    ln_a: Array

    @classmethod
    def zero(cls, classes: int, asked: Asked = NOTHING) -> Self:
        """Counts of no examples."""
        return cls(
            np.zeros((classes, classes), np.int64),
            np.zeros((2, classes, BUCKETS), np.int64),
            np.zeros((classes, BINS)),
            np.zeros((3, BINS)),
            *separation.empty(asked),
            np.zeros(3),
        )

    @classmethod
    def of(cls, labels: Array, probabilities: Array, asked: Asked = NOTHING) -> Self:
        """Counts one batch.

        Args:
            labels: index of the true class [batch].
            probabilities: [batch, classes].
            asked: the separations and masses to count for.
        """
        p = probabilities.astype(np.float64)
        predicted = p.argmax(axis=1)
        return cls(
            confusion_of(labels, predicted, p.shape[1]),
            _histogram(labels, p),
            _sums(p),
            _chosen(labels == predicted, p.max(axis=1)),
            *separation.count(labels, p, asked),
            count_ln_a(ln_a_of(labels, asked), p, asked)[1],
        )

    def __add__(self, other: "Counts") -> "Counts":
        names = (field.name for field in dataclasses.fields(self))
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in names})

    @property
    def binned(self) -> Array:
        """The histogram by bins of the calibration [2, classes, BINS]."""
        merged: Array = self.histogram.reshape(2, -1, BINS, BUCKETS // BINS).sum(axis=-1)
        return merged


def _place(p: Array, parts: int) -> Array:
    return np.clip((p * BUCKETS).astype(np.int64), 0, BUCKETS - 1) // (BUCKETS // parts)


def confusion_of(labels: Array, predicted: Array, classes: int) -> Array:
    """Examples by index of the true and of the predicted class [classes, classes], from both [rows]."""
    return np.bincount(labels * classes + predicted, minlength=classes**2).reshape(classes, classes)


def _histogram(labels: Array, p: Array) -> Array:
    classes = np.arange(p.shape[1])
    is_of_class = (labels[:, None] == classes).astype(np.int64)
    place = (is_of_class * len(classes) + classes) * BUCKETS + _place(p, BUCKETS)
    return np.bincount(place.ravel(), minlength=2 * len(classes) * BUCKETS).reshape(2, len(classes), BUCKETS)


def _sums(p: Array) -> Array:
    classes = p.shape[1]
    place = np.arange(classes) * BINS + _place(p, BINS)
    return np.bincount(place.ravel(), p.ravel(), minlength=classes * BINS).reshape(classes, BINS)


def _chosen(hits: Array, p: Array) -> Array:
    place = _place(p, BINS)
    return np.stack(
        [np.bincount(place, weights, minlength=BINS) for weights in (np.ones_like(p), hits.astype(float), p)]
    )
