"""What a model says of one sample of showers, in sums that add up over batches."""

import dataclasses

import numpy as np

from components.evaluator import separation
from components.evaluator.arrays import Array
from components.evaluator.asked import Asked
from components.evaluator.mass import count_ln_a, sums_of

UNSEEN = -1
"""In place of a class index, for a truth that no model is trained on."""


@dataclasses.dataclass(frozen=True)
class Tally:
    """Sums over examples.

    Attributes:
        confusion: examples whose truth is a class, by truth and most probable class [classes, classes].
        predicted: all examples by most probable class [classes].
        probabilities: number, sum and sum of squares of each class's probability [classes, 3].
        logits: examples of each separation by side and logit, as `separation.count` gives them.
        ln_a: sums of the estimated ln A and of its error, as `mass.count_ln_a` gives them [2, 3].
    """

    confusion: Array
    predicted: Array
    probabilities: Array
    logits: Array
    ln_a: Array

    @classmethod
    def of(cls, labels: Array, ln_a: Array, probabilities: Array, asked: Asked) -> "Tally":
        """Tallies one batch.

        Args:
            labels: index of the true class, or `UNSEEN` [rows].
            ln_a: true logarithm of the mass number, NaN where it has none [rows].
            probabilities: [rows, classes].
            asked: separations and masses.
        """
        p = probabilities.astype(np.float64)
        chosen, seen, classes = p.argmax(axis=1), labels != UNSEEN, p.shape[1]
        return cls(
            _confusion(labels[seen], chosen[seen], classes),
            np.bincount(chosen, minlength=classes),
            np.stack([sums_of(column) for column in p.T]),
            separation.count(labels, p, asked),
            count_ln_a(ln_a, p, asked),
        )

    def __add__(self, other: "Tally") -> "Tally":
        names = (field.name for field in dataclasses.fields(self))
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in names})

    @property
    def examples(self) -> int:
        """How many."""
        return int(self.predicted.sum())


def _confusion(labels: Array, predicted: Array, classes: int) -> Array:
    return np.bincount(labels * classes + predicted, minlength=classes**2).reshape(classes, classes)
