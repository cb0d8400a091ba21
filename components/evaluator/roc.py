"""What follows from two histograms of a score: how well it tells a signal from a background."""

import math

import numpy as np

from components.evaluator.arrays import Array


def areas(histograms: Array) -> Array:
    """Areas under the ROC curve by trapezoids over the buckets [...]; NaN where a side is empty.

    Args:
        histograms: examples by score [..., 2, buckets]: background, then signal.
    """
    background, signal = histograms[..., 0, :].astype(float), histograms[..., 1, :].astype(float)
    pairs = background.sum(axis=-1) * signal.sum(axis=-1)
    below = np.cumsum(background, axis=-1) - background / 2
    won = (signal * below).sum(axis=-1)
    return np.asarray(np.divide(won, pairs, out=np.full_like(pairs, np.nan), where=pairs > 0))


def area(histogram: Array) -> float | None:
    """The same of one histogram [2, buckets]; None where a side is empty."""
    found = float(areas(histogram))
    return None if math.isnan(found) else found


def rejections(histograms: Array, efficiency: float = 0.5) -> Array:
    """Share of the background below the highest threshold that keeps at least `efficiency` of the signal.

    Exact to a bucket: the background in the bucket of the threshold is not rejected. NaN where a side is
    empty.

    Args:
        histograms: as in `areas`.
        efficiency: share of the signal.

    Returns:
        [...]
    """
    background, signal = histograms[..., 0, :].astype(float), histograms[..., 1, :].astype(float)
    kept = signal[..., ::-1].cumsum(axis=-1)[..., ::-1]
    threshold = (kept >= efficiency * kept[..., :1]).sum(axis=-1) - 1
    below = np.cumsum(background, axis=-1) - background
    rejected = np.take_along_axis(below, threshold[..., None], axis=-1)[..., 0]
    total = background.sum(axis=-1)
    defined = (total > 0) & (kept[..., 0] > 0)
    return np.asarray(np.divide(rejected, total, out=np.full_like(total, np.nan), where=defined))


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
