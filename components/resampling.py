"""The bootstrap of blocks of whole groups: which block is drawn how often.

Rows are not independent (five showers share a zenith angle, a shower is used at several cores), so groups are
put into blocks by a hash of their number, and whole blocks are drawn with replacement, never rows. A draw is
a multinomial weight for each block (Efron 1979, doi 10.1214/aos/1176344552; blocks of clusters: Davison and
Hinkley, Bootstrap Methods and their Application, section 3.8).
"""

import numpy as np

from components.columns import BLOCKS, Array, hashes


def block_of(groups: Array) -> Array:
    """The block, 0 to BLOCKS - 1, of rows of these groups [rows], which are whole numbers."""
    return np.asarray(hashes(groups) % np.uint64(BLOCKS)).astype(np.uint8)


def drawn(filled: Array, draws: int, random: np.random.Generator) -> Array:
    """How often each block is drawn [draws, BLOCKS]; an empty block never is.

    Args:
        filled: whether a block has rows [BLOCKS]; at least one has.
        draws: how many.
        random: where the draws come from.
    """
    blocks = np.count_nonzero(filled)
    return random.multinomial(blocks, np.asarray(filled, float) / blocks, draws).astype(float)


def few_blocks(filled: int) -> float:
    """What the deviations of draws are too small by: a sample of n blocks varies around its own mean."""
    return float(np.sqrt(filled / max(1, filled - 1)))
