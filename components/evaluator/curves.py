"""Areas under the curve and rejections: exact ones, and those of draws of the blocks.

Exact ones are of fine histograms: TFMA's 10 000 thresholds for a class, 8 000 logits for a separation. Draws
are of `COARSE` buckets, in each of which stands an equal share of signal and background together; what a draw
moves is added to the exact value.
"""

import dataclasses
import functools
from typing import Self

import numpy as np

from components.columns import BLOCKS
from components.evaluator.arrays import Array
from components.evaluator.asked import Asked
from components.evaluator.roc import areas, rejections
from components.evaluator.scored import PROBABILITY_BUCKETS, Scored

COARSE = 256
BUCKETS = PROBABILITY_BUCKETS + 2
"""Room for the buckets of probabilities, and for those of logits."""
EPSILON = 1e-7
"""TFMA's: how far its first and last threshold lie beyond 0 and 1."""
THRESHOLDS = 10_000
BACKGROUND, SIGNAL, NEITHER = 0, 1, 2


@dataclasses.dataclass(frozen=True)
class Scores:
    """The scores that have curves, that of each class and then of each separation.

    Attributes:
        classes: how many.
        sides: what a true class is to a score [scores, classes].
        fine: number of each bucket among those that occur in any shower [scores, BUCKETS].
        coarse: the coarse bucket of each bucket [scores, BUCKETS].
    """

    classes: int
    sides: Array
    fine: Array
    coarse: Array

    @classmethod
    def of(cls, labels: Array, scored: Scored, asked: Asked) -> Self:
        """The scores of one model, with buckets that suit all its showers [rows]."""
        classes = scored.probabilities.shape[1]
        every = np.tile(np.arange(BUCKETS), (classes + len(asked.separations), 1))
        every[:classes] = thresholds()
        whole = cls(classes, _sides(classes, asked), every, every)
        histograms = whole._counted(whole.fine, labels, scored)
        fine = [(np.cumsum(one.any(axis=0)) - 1)[k] for one, k in zip(histograms, every, strict=True)]
        coarse = [_coarse(one)[k] for one, k in zip(histograms, every, strict=True)]
        return dataclasses.replace(whole, fine=np.maximum(fine, 0), coarse=np.stack(coarse))

    def exact(self, labels: Array, scored: Scored) -> tuple[Array, Array]:
        """Areas [scores] and rejections [separations] of some showers."""
        found = self._counted(self.fine, labels, scored)
        return areas(found), rejections(found[self.classes :])

    def by_block(self, labels: Array, blocks: Array, scored: Scored) -> Array:
        """Showers by block, side and coarse bucket [scores, BLOCKS, 2, COARSE]."""
        return self._counted(self.coarse, labels, scored, blocks.astype(np.int64), BLOCKS).swapaxes(1, 2)

    def _counted(
        self, table: Array, labels: Array, scored: Scored, blocks: Array | int = 0, parts: int = 1
    ) -> Array:
        """Showers by side, block and bucket of a table [scores, 2, parts, buckets], or without parts."""
        width = int(table.max()) + 1
        found = np.empty((len(table), 2 * parts * width))
        for k, side in enumerate(self.sides):
            of = side[labels]
            place = (of * parts + blocks) * width + table[k][scored.buckets[:, k]]
            # Those on neither side stand behind the others.
            found[k] = np.bincount(place, minlength=found.shape[1])[: found.shape[1]]
        return found.reshape((len(table), 2, parts, width) if parts > 1 else (len(table), 2, width))


@functools.cache
def thresholds() -> Array:
    """The threshold below each of TFMA's buckets of probabilities, for its area under the curve [BUCKETS].

    As `binary_confusion_matrices` and `calibration_histogram.rebin` have it: the last threshold lies above
    one, and what stands there is put with the one before.
    """
    inner = np.arange(1, THRESHOLDS - 1) / (THRESHOLDS - 1)
    known = np.concatenate([[0.0], inner + EPSILON])
    lower = np.concatenate([[-np.inf], np.arange(PROBABILITY_BUCKETS) / PROBABILITY_BUCKETS, [np.inf]])
    return np.asarray(np.maximum(np.searchsorted(known, lower, side="right") - 1, 0))


def _sides(classes: int, asked: Asked) -> Array:
    of_separations = np.full((len(asked.separations), classes), NEITHER)
    for k, sides in enumerate(asked.separations):
        of_separations[k, list(sides.background)] = BACKGROUND
        of_separations[k, list(sides.signal)] = SIGNAL
    return np.concatenate([np.eye(classes, dtype=np.int64), of_separations])


def _coarse(histogram: Array) -> Array:
    """Coarse buckets of fine ones [buckets], from showers by side and fine bucket [2, buckets]."""
    shares = histogram / np.maximum(histogram.sum(axis=1, keepdims=True), 1)
    total = shares.sum(axis=0)
    place = (np.cumsum(total) - total) / max(total.sum(), 1e-300) * COARSE
    return np.asarray(np.clip(place, 0, COARSE - 1)).astype(np.int64)
