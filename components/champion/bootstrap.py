"""How much better one model is than another on the same showers, and how sure that is."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

WEIGHTS_IN_MEMORY = 8_000_000


@dataclasses.dataclass(frozen=True)
class Difference:
    """A difference of accuracies and its uncertainty.

    Attributes:
        value: of all showers.
        low, high: interval over the samples.
        probability: share of the samples in which it is above zero; ties count half.
    """

    value: float
    low: float
    high: float
    probability: float

    @property
    def beyond_noise(self) -> bool:
        """True when the interval excludes zero."""
        return self.low > 0 or self.high < 0

    @property
    def reversed(self) -> "Difference":
        """The same seen from the other model."""
        return Difference(-self.value, -self.high, -self.low, 1 - self.probability)


def paired_difference(
    hits: Array, other_hits: Array, groups: Array, *, samples: int, confidence: float, seed: int
) -> Difference:
    """Bootstraps the difference of two accuracies, drawing whole groups with replacement.

    The showers of a group are alike, so single showers would make the interval too narrow. In each
    sample a group has a multinomial weight (Efron 1979, doi 10.1214/aos/1176344552).

    Args:
        hits: whether the one model is right [rows].
        other_hits: whether the other is, on the same rows [rows].
        groups: the group of each row [rows].
        samples: how many.
        confidence: of the interval, such as 0.95.
        seed: of the drawing.
    """
    _, place, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    gains = np.bincount(place, hits.astype(float) - other_hits.astype(float))
    drawn = np.concatenate(
        [weights @ gains / (weights @ sizes) for weights in _weights(len(sizes), samples, seed)]
    )
    low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2])
    probability = np.mean(drawn > 0) + np.mean(drawn == 0) / 2
    return Difference(float(gains.sum() / sizes.sum()), float(low), float(high), float(probability))


def _weights(groups: int, samples: int, seed: int) -> Iterator[Array]:
    """How often each group is drawn in each sample [block, groups], in blocks that fit in memory."""
    rng = np.random.default_rng(seed)
    block = max(1, WEIGHTS_IN_MEMORY // groups)
    for start in range(0, samples, block):
        yield rng.multinomial(groups, np.full(groups, 1 / groups), min(block, samples - start))
