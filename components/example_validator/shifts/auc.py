"""Area under the curve of cross-fitted scores, with an interval from blocks of whole groups."""

import numpy as np

from components.columns import BLOCKS, Array
from components.findings import Estimate


def pairs_won(signal: Array, signal_blocks: Array, background: Array, background_blocks: Array) -> Array:
    """Pairs in which the signal has the higher score, by the blocks of both [BLOCKS, BLOCKS].

    Equal scores count half (Hanley and McNeil 1982, doi 10.1148/radiology.143.1.7063747).

    Args:
        signal, background: scores [rows].
        signal_blocks, background_blocks: of these rows, 0 to BLOCKS - 1 [rows].
    """
    won = np.zeros((BLOCKS, BLOCKS))
    for block in np.unique(background_blocks):
        other = np.sort(background[background_blocks == block])
        below = (np.searchsorted(other, signal) + np.searchsorted(other, signal, side="right")) / 2
        won[:, block] = np.bincount(signal_blocks, below, minlength=BLOCKS)
    return won


def area(won: Array, pairs: Array, *, significance: float, draws: int, seed: int) -> Estimate:
    """Share of the pairs that are won, with a bootstrap interval.

    Blocks of both sides are drawn with replacement, each side by itself (Efron 1979, doi
    10.1214/aos/1176344552); what the scores were learned from stays as it is.

    Args:
        won: pairs won [BLOCKS, BLOCKS].
        pairs: pairs there are [BLOCKS, BLOCKS]; zero for blocks that are not to be compared.
        significance: share of the bootstrap that is outside of the interval, half on either side.
        draws: bootstrap samples.
        seed: of the drawing.
    """
    random = np.random.default_rng(seed)
    even = np.full(BLOCKS, 1 / BLOCKS)
    signal, background = random.multinomial(BLOCKS, even, (2, draws)).astype(float)
    total = ((signal @ pairs) * background).sum(axis=1)
    drawn = ((signal @ won) * background).sum(axis=1)[total > 0] / total[total > 0]
    low, high = np.quantile(drawn, [significance / 2, 1 - significance / 2])
    return Estimate(float(won.sum() / pairs.sum()), float(low), float(high), None)
