"""What one model says of showers, in the few numbers that a review counts."""

import dataclasses
from collections.abc import Iterable
from typing import Self

import numpy as np

from components.evaluator.arrays import Array
from components.evaluator.asked import Asked
from components.evaluator.mass import estimated_ln_a, ln_a_of
from components.evaluator.separation import logit, logit_bucket

PROBABILITY_BUCKETS = 10_000
"""TFMA's: one below zero, these, and one for a probability of one."""
LEAST = 1e-7
"""A probability is clipped to this and to one less this in the cross entropy, as Keras does."""


@dataclasses.dataclass(frozen=True)
class Scored:
    """What one model says of showers.

    Attributes:
        probabilities: float32 [rows, classes].
        buckets: of the probability of each class, by TFMA, then of the logit of each separation
            [rows, classes + separations].
        predicted: index of the most probable class [rows].
        loss: cross entropy [rows].
        logits: of each separation [rows, separations].
        error: estimated less true ln A [rows]; NaN where there is none.
    """

    probabilities: Array
    buckets: Array
    predicted: Array
    loss: Array
    logits: Array
    error: Array

    @classmethod
    def of(cls, labels: Array, p: Array, asked: Asked) -> Self:
        """Of one batch.

        Args:
            labels: index of the true class [rows].
            p: probabilities [rows, classes].
            asked: the separations and masses.
        """
        logits = [logit(p, sides) for sides in asked.separations]
        logits_of = np.stack(logits, axis=1) if logits else np.empty((len(p), 0))
        places = np.concatenate([probability_bucket(p), logit_bucket(logits_of)], axis=1)
        return cls(
            probabilities=p.astype(np.float32),
            buckets=places.astype(np.uint16),
            predicted=p.argmax(axis=1).astype(np.min_scalar_type(p.shape[1])),
            loss=_cross_entropy(labels, p).astype(np.float32),
            logits=logits_of.astype(np.float32),
            error=_error(labels, p, asked).astype(np.float32),
        )

    def take(self, rows: Array) -> Self:
        """Some of the rows."""
        return type(self)(*(getattr(self, field.name)[rows] for field in dataclasses.fields(self)))

    @classmethod
    def join(cls, parts: Iterable[Self]) -> Self:
        """One after another."""
        fields = zip(*([getattr(p, f.name) for f in dataclasses.fields(cls)] for p in parts), strict=True)
        return cls(*map(np.concatenate, fields))


def probability_bucket(p: Array) -> Array:
    """TFMA's bucket of probabilities [...], to the bit (`calibration_histogram._bucket_index`)."""
    place = p.astype(np.float64) * PROBABILITY_BUCKETS + 1
    return np.asarray(np.clip(place, 0, PROBABILITY_BUCKETS + 1)).astype(np.int64)


def _cross_entropy(labels: Array, p: Array) -> Array:
    """That of Keras's SparseCategoricalCrossentropy: of clipped probabilities over their sum [rows]."""
    clipped = np.clip(p.astype(np.float64), LEAST, 1 - LEAST)
    of_truth = np.take_along_axis(clipped, labels[:, None].astype(np.int64), axis=1)[:, 0]
    return np.asarray(np.log(clipped.sum(axis=1) / of_truth))


def _error(labels: Array, p: Array, asked: Asked) -> Array:
    return estimated_ln_a(p, asked) - ln_a_of(labels, asked) if asked.ln_a else np.full(len(p), np.nan)
