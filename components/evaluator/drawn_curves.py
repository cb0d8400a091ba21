"""Areas under the curve and rejections of draws of the blocks, many at once."""

import numpy as np

from components.evaluator.arrays import Array
from components.evaluator.curves import BACKGROUND, SIGNAL


def drawn_areas(counts: Array, weights: Array) -> Array:
    """Areas of draws [scores, draws].

    How often a signal of one block stands above a background of another is counted once, for all pairs of
    blocks; a draw is a weighted sum of these counts. All are halves of whole numbers, so that sums are exact
    in any order.

    Args:
        counts: as `by_block` gives them [scores, BLOCKS, 2, buckets].
        weights: how often each block is drawn [draws, BLOCKS].
    """
    background, signal = counts[:, :, BACKGROUND], counts[:, :, SIGNAL]
    below = np.cumsum(background, axis=-1) - background / 2
    above = signal @ below.swapaxes(1, 2)
    found = np.einsum("sdb,db->sd", weights @ above, weights)
    total = (signal.sum(axis=-1) @ weights.T) * (background.sum(axis=-1) @ weights.T)
    return np.asarray(np.divide(found, total, out=np.full_like(found, np.nan), where=total > 0))


def drawn_rejections(counts: Array, weights: Array, efficiency: float = 0.5) -> Array:
    """Rejections of draws [separations, draws]; see `roc.rejections`."""
    found = np.full((len(counts), len(weights)), np.nan)
    for k, one in enumerate(counts):
        # The threshold stands where there is signal.
        there = one[:, SIGNAL].any(axis=0)
        if there.any():
            background = one[:, BACKGROUND]
            below = (np.cumsum(background, axis=1) - background)[:, there]
            found[k] = _drawn_rejections(below, one[:, SIGNAL, there], background, weights, efficiency)
    return found


def _drawn_rejections(
    below: Array, signal: Array, background: Array, weights: Array, efficiency: float
) -> Array:
    kept = weights @ signal[:, ::-1].cumsum(axis=1)[:, ::-1]
    threshold = np.maximum(np.count_nonzero(kept >= efficiency * kept[:, :1], axis=1) - 1, 0)
    rejected = np.einsum("db,db->d", weights, below.T[threshold])
    total = weights @ background.sum(axis=1)
    defined = (total > 0) & (kept[:, 0] > 0)
    return np.asarray(np.divide(rejected, total, out=np.full_like(total, np.nan), where=defined))
