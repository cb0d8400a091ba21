"""What follows from two histograms of a score: how well it tells a signal from a background."""

import math

import numpy as np

from components.evaluator.arrays import Array


def area(histogram: Array) -> float | None:
    """Area under the ROC curve by trapezoids over the buckets; None where a side is empty.

    Args:
        histogram: examples by score [2, buckets]: background, then signal.
    """
    background, signal = histogram.astype(float)
    pairs = background.sum() * signal.sum()
    if not pairs:
        return None
    above = signal.sum() - np.cumsum(signal)
    return float((background * (above + signal / 2)).sum() / pairs)


def rejection(histogram: Array, efficiency: float = 0.5) -> float | None:
    """Share of the background below the highest threshold that keeps at least `efficiency` of the signal.

    Exact to a bucket: the background in the bucket of the threshold is not rejected.

    Args:
        histogram: as in `area`.
        efficiency: share of the signal.
    """
    background, signal = histogram
    if not background.sum() or not signal.sum():
        return None
    kept = signal[::-1].cumsum()[::-1]
    threshold = int(np.flatnonzero(kept >= efficiency * signal.sum())[-1])
    return float(background[:threshold].sum() / background.sum())


def area_error(auc: float, signal: int, background: int) -> float:
    """Standard error of an area under the ROC curve.

    Hanley and McNeil 1982, doi 10.1148/radiology.143.1.7063747, equation 1. It is zero at an area of
    exactly 0 or 1, where the sample says nothing of the spread.

    Args:
        auc: the area.
        signal, background: examples on either side, more than zero.
    """
    both_above, both_below = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    spread = auc * (1 - auc) + (signal - 1) * (both_above - auc**2) + (background - 1) * (both_below - auc**2)
    return math.sqrt(max(0.0, spread) / (signal * background))
