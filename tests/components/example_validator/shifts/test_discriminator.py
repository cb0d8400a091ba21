"""A classifier that tells two samples apart."""

import numpy as np
import pytest

from components.columns import BLOCKS
from components.example_validator.shifts.discriminator import FOLDS, tell_apart

ROWS = 3000


@pytest.fixture(scope="module")
def sample():
    """Three inputs of two samples, the current one a third as large; only the second input differs."""
    random = np.random.default_rng(1)
    inputs = random.normal(size=(ROWS, 3)).astype(np.float32)
    is_current = random.random(ROWS) < 0.25
    inputs[is_current, 1] += 1
    return inputs, is_current, random.integers(0, BLOCKS, ROWS)


def test_it_names_the_input_that_differs(sample):
    told = tell_apart(*sample, seed=1)
    assert told.gains.argmax() == 1
    assert told.gains.sum() == pytest.approx(1)
    assert told.gains[1] > 0.6


def test_both_samples_weigh_the_same_whatever_their_sizes(sample):
    told = tell_apart(*sample, seed=1)
    inputs, is_current, _ = sample
    between = np.abs(inputs[:, 1] - 0.5) < 0.1
    assert told.scores[between].mean() == pytest.approx(0.5, abs=0.1)
    assert told.scores[is_current].mean() > 0.5 > told.scores[~is_current].mean()


def test_no_row_is_scored_by_what_learned_from_its_block(sample):
    """The labels of a fold are turned round: no score in that fold changes."""
    inputs, is_current, blocks = sample
    held = blocks % FOLDS == 0
    turned = np.where(held, ~is_current, is_current)
    first, second = (tell_apart(inputs, labels, blocks, seed=1).scores for labels in (is_current, turned))
    np.testing.assert_array_equal(first[held], second[held])
    assert (first[~held] != second[~held]).any()


def test_the_same_rows_give_the_same_scores(sample):
    first, second = (tell_apart(*sample, seed=1) for _ in range(2))
    np.testing.assert_array_equal(first.scores, second.scores)
    np.testing.assert_array_equal(first.gains, second.gains)
