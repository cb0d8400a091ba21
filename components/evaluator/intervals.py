"""Intervals from draws of whole shower groups.

An interval reaches from one percentile of the draws to another, its distance from the value widened for few
blocks. A distance, such as the calibration error or the gap between bands, is never negative: chance makes it
larger, in the draws as in the data, so that it gets the basic interval, the value less what the draws add to
it (Davison and Hinkley, section 5.2). Where no draw of a share differs from another (100 of 100 right) draws
know nothing of the spread: it gets Wilson's score interval, as if its examples were independent (Wilson 1927,
doi 10.1080/01621459.1927.10502953), and a change of such shares Newcombe's (1998, doi
10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I, method 10). Anything else has no interval
then. An interval always holds its value.
"""

import dataclasses
import functools

import numpy as np
import scipy.stats

from components.evaluator.arrays import Array
from components.evaluator.catalogue import Catalogue
from components.resampling import few_blocks

ROUNDING = 1e-12


@dataclasses.dataclass(frozen=True)
class Intervals:
    """How intervals are made.

    Attributes:
        confidence: of them, such as 0.95.
        catalogue: of the metrics.
    """

    confidence: float
    catalogue: Catalogue

    def of_values(self, values: Array, draws: Array, examples: int, blocks: int) -> Array:
        """Intervals of metrics [metrics, 2]; NaN where there is none.

        Args:
            values: of the metrics [metrics].
            draws: of them [metrics, draws].
            examples: how many they are of.
            blocks: how many blocks these are in.
        """
        found, same = around(values, draws, self.confidence, blocks)
        of_distances = self.catalogue.distances
        found[of_distances] = basic(values[of_distances], found[of_distances])
        shares = self.catalogue.shares
        found[shares] = np.clip(found[shares], 0, 1)
        # A precision of a class that does not occur rests on no example of it, and is hardly known.
        totals = np.maximum(self.catalogue.behind(values, examples), 1)
        by_wilson = wilson(values, totals, self.confidence)
        found[same] = np.where(shares[same, None], by_wilson[same], np.nan)
        found[np.isnan(values)] = np.nan
        return found

    def of_changes(self, ours: "Drawn", theirs: "Drawn", blocks: int) -> tuple[Array, Array]:
        """Changes of metrics [metrics] from one model to another on the same draws, and intervals [.., 2]."""
        values, draws = ours.values - theirs.values, ours.draws - theirs.draws
        found, same = around(values, draws, self.confidence, blocks)
        found[same] = np.where(self.catalogue.shares[same, None], newcombe(ours, theirs)[same], np.nan)
        found[np.isnan(values)] = np.nan
        return values, found


@dataclasses.dataclass(frozen=True)
class Drawn:
    """The metrics of one model on some showers.

    Attributes:
        values: [metrics].
        draws: [metrics, draws].
        intervals: [metrics, 2]; NaN where there is none.
    """

    values: Array
    draws: Array
    intervals: Array


def around(values: Array, draws: Array, confidence: float, blocks: int) -> tuple[Array, Array]:
    """From percentile to percentile, widened for few blocks, so that the value is held.

    Args:
        values: of the metrics [metrics].
        draws: of them [metrics, draws]; an undefined one does not count.
        confidence: of the intervals.
        blocks: from which the draws are.

    Returns:
        Intervals [metrics, 2], and where all draws are the same, but for rounding [metrics].
    """
    ordered = np.sort(draws, axis=1)
    last = np.maximum(np.isfinite(ordered).sum(axis=1) - 1, 0)
    limits = _percentiles(ordered, last, ((1 - confidence) / 2, (1 + confidence) / 2))
    widened = values[:, None] + (limits - values[:, None]) * few_blocks(blocks)
    low, high = np.fmin(widened[:, 0], values), np.fmax(widened[:, 1], values)
    same = ordered[np.arange(len(last)), last] - ordered[:, 0] < ROUNDING
    return np.stack([low, high], axis=1), same


def _percentiles(ordered: Array, last: Array, shares: tuple[float, float]) -> Array:
    """By linear interpolation [metrics, 2], of draws in order [metrics, draws]; NaN stands last."""
    place = last[:, None] * np.array(shares)
    low, high = np.floor(place).astype(int), np.ceil(place).astype(int)
    below, above = (np.take_along_axis(ordered, at, axis=1) for at in (low, high))
    return np.asarray(below + (above - below) * (place - low))


def basic(values: Array, percentile: Array) -> Array:
    """The basic interval [metrics, 2] of what is never negative, from that of percentiles."""
    value = values[:, None]
    low, high = (2 * value - percentile[:, ::-1]).T
    # Of equal things the whole interval may lie below the value, which then is its end.
    return np.stack([np.clip(low, 0, values), np.maximum(high, values)], axis=1)


def wilson(shares: Array, totals: Array, confidence: float) -> Array:
    """Wilson's score intervals [..., 2] of shares [...] of totals [...]; NaN where there is no total."""
    z = _quantile(confidence)
    total = np.where(totals > 0, totals, np.nan)
    scale = 1 + z**2 / total
    centre = (shares + z**2 / (2 * total)) / scale
    within = np.maximum(shares * (1 - shares), 0)
    half = z * np.sqrt(within / total + z**2 / (4 * total**2)) / scale
    return np.stack([np.clip(centre - half, 0, shares), np.clip(centre + half, shares, 1)], axis=-1)


@functools.cache
def _quantile(confidence: float) -> float:
    return float(scipy.stats.norm.ppf((1 + confidence) / 2))


def newcombe(ours: Drawn, theirs: Drawn) -> Array:
    """Intervals [metrics, 2] of the difference of shares, from their own."""
    (low, high), (before_low, before_high) = ours.intervals.T, theirs.intervals.T
    change = ours.values - theirs.values
    down = np.hypot(ours.values - low, before_high - theirs.values)
    up = np.hypot(high - ours.values, theirs.values - before_low)
    return np.stack([change - down, change + up], axis=1)
