"""How well models do on the same showers, how much better one is than another, and how sure that is."""

import dataclasses
from collections.abc import Iterator, Sequence

import numpy as np

from components.champion.candidates import Array, Showers
from components.champion.metrics import Statistic

WEIGHTS_IN_MEMORY = 2_000_000


@dataclasses.dataclass(frozen=True)
class Measured:
    """A metric of one model.

    Attributes:
        value: of all showers.
        drawn: of each bootstrap sample [samples]; the same sample of every model has the same showers.
        confidence: of the intervals, such as 0.95.
    """

    value: float
    drawn: Array
    confidence: float

    @property
    def interval(self) -> tuple[float, float]:
        """Of the value, over the samples."""
        return _interval(self.drawn, self.confidence)

    def minus(self, other: "Measured") -> "Difference":
        """How much better this model is, sample by sample."""
        drawn = self.drawn - other.drawn
        probability = np.nanmean((drawn > 0) + (drawn == 0) / 2)
        interval = _interval(drawn, self.confidence)
        return Difference(self.value - other.value, *interval, float(probability))


@dataclasses.dataclass(frozen=True)
class Difference:
    """A difference of two metrics and its uncertainty.

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


def measure(
    statistics: Sequence[Statistic], showers: Showers, *, samples: int, confidence: float, seed: int
) -> list[Measured]:
    """Bootstraps a metric of several models, drawing whole groups with replacement.

    The showers of a group are alike, so single showers would make the interval too narrow. In each
    sample a group has a multinomial weight (Efron 1979, doi 10.1214/aos/1176344552), the same for all models.

    Args:
        statistics: the metric of each model.
        showers: what they are of.
        samples: how many.
        confidence: of the intervals.
        seed: of the drawing.
    """
    whole = np.ones((1, showers.groups), np.int64)
    blocks = [
        np.stack([statistic(weights) for statistic in statistics])
        for weights in _weights(showers, samples, seed)
    ]
    drawn = np.concatenate(blocks, axis=1)
    values = (float(statistic(whole)[0]) for statistic in statistics)
    return [Measured(value, row, confidence) for value, row in zip(values, drawn, strict=True)]


def _weights(showers: Showers, samples: int, seed: int) -> Iterator[Array]:
    """How often each group is drawn in each sample [block, groups], in blocks that fit in memory."""
    rng = np.random.default_rng(seed)
    groups = showers.groups
    block = max(1, WEIGHTS_IN_MEMORY // len(showers.group))
    for start in range(0, samples, block):
        yield rng.multinomial(groups, np.full(groups, 1 / groups), min(block, samples - start))


def _interval(drawn: Array, confidence: float) -> tuple[float, float]:
    low, high = np.nanquantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)
