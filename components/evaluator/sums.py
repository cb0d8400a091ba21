"""Sums over showers from which metrics follow, block by block, so that they can be drawn again."""

import dataclasses
from typing import Self

import numpy as np

from components.columns import BLOCKS
from components.evaluator.arrays import Array
from components.evaluator.asked import Asked
from components.evaluator.scored import PROBABILITY_BUCKETS, Scored

BINS = 20
"""Bins of the calibration; a divisor of `PROBABILITY_BUCKETS`."""


@dataclasses.dataclass(frozen=True)
class Sums:
    """Sums, with any axes in front: none for all showers, [BLOCKS] for each block, [draws] for draws of them.

    Attributes:
        confusion: showers by truth and prediction [..., classes, classes].
        chosen: showers, hits and sum of probabilities by bins of the predicted class's probability
            [..., 3, BINS].
        logits: number, sum and sum of squares of the logit of each separation, of background and of signal
            [..., separations, 2, 3].
        ln_a: number, sum and sum of squares of the error of ln A [..., 3].
        loss: cross entropy [...].
    """

    confusion: Array
    chosen: Array
    logits: Array
    ln_a: Array
    loss: Array

    @classmethod
    def by_block(cls, labels: Array, blocks: Array, scored: Scored, asked: Asked) -> Self:
        """Sums of each block.

        Args:
            labels: index of the true class [rows].
            blocks: of each row [rows].
            scored: of the same rows.
            asked: separations and masses.
        """
        block = blocks.astype(np.int64)
        return cls(
            confusion=_confusion(labels, block, scored),
            chosen=_chosen(labels, block, scored),
            logits=_logits(labels, block, scored, asked),
            ln_a=_moments(block, BLOCKS, scored.error, np.isfinite(scored.error)),
            loss=np.bincount(block, scored.loss, BLOCKS),
        )

    @classmethod
    def nothing(cls, classes: int, asked: Asked) -> Self:
        """Sums of no showers."""
        shapes = ((classes, classes), (3, BINS), (len(asked.separations), 2, 3), (3,), ())
        return cls(*map(np.zeros, shapes))

    def drawn(self, weights: Array) -> Self:
        """Sums of draws of the blocks, by how often each is drawn [draws, BLOCKS]."""
        return type(self)(
            *(np.tensordot(weights, getattr(self, f.name), 1) for f in dataclasses.fields(self))
        )


def bin_of(buckets: Array) -> Array:
    """Bin of the calibration of TFMA's buckets of probabilities [...]; one is in the last bin."""
    return np.clip(buckets.astype(np.int64) - 1, 0, PROBABILITY_BUCKETS - 1) // (PROBABILITY_BUCKETS // BINS)


def _confusion(labels: Array, block: Array, scored: Scored) -> Array:
    classes = scored.probabilities.shape[1]
    place = (block * classes + labels) * classes + scored.predicted
    return np.bincount(place, minlength=BLOCKS * classes**2).reshape(BLOCKS, classes, classes).astype(float)


def _chosen(labels: Array, block: Array, scored: Scored) -> Array:
    predicted = scored.predicted[:, None].astype(np.int64)
    p, bucket = (np.take_along_axis(v, predicted, 1)[:, 0] for v in (scored.probabilities, scored.buckets))
    place, hits = block * BINS + bin_of(bucket), labels == scored.predicted
    parts = [np.bincount(place, weights, BLOCKS * BINS) for weights in (None, hits, p)]
    return np.stack([part.reshape(BLOCKS, BINS) for part in parts], axis=1)


def _logits(labels: Array, block: Array, scored: Scored, asked: Asked) -> Array:
    found = np.zeros((BLOCKS, len(asked.separations), 2, 3))
    for k, sides in enumerate(asked.separations):
        signal = np.isin(labels, sides.signal)
        either = signal | np.isin(labels, sides.background)
        found[:, k] = _moments(block * 2 + signal, BLOCKS * 2, scored.logits[:, k], either).reshape(-1, 2, 3)
    return found


def _moments(place: Array, places: int, values: Array, counted: Array) -> Array:
    """Number, sum and sum of squares of the values that count, by their place [places, 3]."""
    where, what = place[counted], values[counted].astype(np.float64)
    parts = [np.bincount(where, weights, places) for weights in (None, what, what**2)]
    return np.stack(parts, axis=1)
