"""Drawing blocks of shower groups."""

import numpy as np
import pytest

from components.columns import BLOCKS
from components.resampling import block_of, drawn, few_blocks


def test_a_group_is_in_one_block_and_groups_fill_all_blocks():
    groups = np.arange(10_000)
    blocks = block_of(np.repeat(groups, 3))
    assert (blocks.reshape(-1, 3) == blocks.reshape(-1, 3)[:, :1]).all()
    assert np.bincount(blocks, minlength=BLOCKS).min() > 300


def test_each_draw_has_as_many_blocks_as_there_are_and_no_empty_one():
    filled = np.arange(BLOCKS) % 3 == 0
    weights = drawn(filled, 500, np.random.default_rng(0))
    assert set(weights.sum(axis=1)) == {filled.sum()}
    assert not weights[:, ~filled].any()
    assert weights[:, filled].mean() == 1


def test_the_same_seed_draws_the_same():
    one, other = (drawn(np.ones(BLOCKS), 5, np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(one, other)


@pytest.mark.parametrize(("blocks", "factor"), [(2, 2**0.5), (64, (64 / 63) ** 0.5), (1, 1)])
def test_few_blocks_vary_too_little(blocks, factor):
    assert few_blocks(blocks) == pytest.approx(factor)
