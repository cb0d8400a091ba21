"""Everything a review needs to know of any number of examples, in arrays whose size does not grow with them.

Counts of batches add up, so that a review can be spread over batches, processes and machines.
"""

import dataclasses
from typing import Any, Self

import numpy as np

Array = np.ndarray[Any, Any]

BUCKETS = 10_000
"""Buckets of the histograms of probabilities, as many as TFMA's own."""
BINS = 20
"""Bins of the calibration; a divisor of `BUCKETS`."""


@dataclasses.dataclass(frozen=True)
class Counts:
    """Sums over examples.

    Attributes:
        confusion: examples by truth and prediction [classes, classes].
        histogram: examples by whether they are of a class and by its probability [2, classes, BUCKETS].
        sums: sums of the probabilities of a class by bins of it [classes, BINS].
        chosen: examples, hits and sum of probabilities by bins of the predicted class's probability
            [3, BINS].
    """

    confusion: Array
    histogram: Array
    sums: Array
    chosen: Array

    @classmethod
    def zero(cls, classes: int) -> Self:
        """Counts of no examples."""
        return cls(
            np.zeros((classes, classes), np.int64),
            np.zeros((2, classes, BUCKETS), np.int64),
            np.zeros((classes, BINS)),
            np.zeros((3, BINS)),
        )

    @classmethod
    def of(cls, labels: Array, probabilities: Array) -> Self:
        """Counts one batch.

        Args:
            labels: index of the true class [batch].
            probabilities: [batch, classes].
        """
        p = probabilities.astype(np.float64)
        predicted = p.argmax(axis=1)
        return cls(
            _confusion(labels, predicted, p.shape[1]),
            _histogram(labels, p),
            _sums(p),
            _chosen(labels == predicted, p.max(axis=1)),
        )

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.confusion + other.confusion,
            self.histogram + other.histogram,
            self.sums + other.sums,
            self.chosen + other.chosen,
        )

    @property
    def binned(self) -> Array:
        """The histogram by bins of the calibration [2, classes, BINS]."""
        merged: Array = self.histogram.reshape(2, -1, BINS, BUCKETS // BINS).sum(axis=-1)
        return merged


def _place(p: Array, parts: int) -> Array:
    return np.clip((p * BUCKETS).astype(np.int64), 0, BUCKETS - 1) // (BUCKETS // parts)


def _confusion(labels: Array, predicted: Array, classes: int) -> Array:
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
