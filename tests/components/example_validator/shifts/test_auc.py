"""The area under the curve from pairs of blocks."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from components.columns import BLOCKS
from components.example_validator.shifts.auc import area, pairs_won


@pytest.fixture
def sample():
    """Scores with ties, and blocks, of 300 signals and 500 backgrounds."""
    random = np.random.default_rng(1)
    signal, background = random.normal(0.5, 1, 300).round(1), random.normal(0, 1, 500).round(1)
    return signal, random.integers(0, BLOCKS, 300), background, random.integers(0, BLOCKS, 500)


def pairs(sample):
    return np.outer(*(np.bincount(blocks, minlength=BLOCKS) for blocks in sample[1::2]))


def test_the_area_is_that_of_all_pairs(sample):
    found = area(pairs_won(*sample), pairs(sample), significance=0.05, draws=500, seed=1)
    truth = np.r_[np.ones(300), np.zeros(500)]
    assert found.value == pytest.approx(roc_auc_score(truth, np.r_[sample[0], sample[2]]))
    assert found.low < found.value < found.high


def test_the_interval_is_as_wide_as_hanley_and_mcneil_say(sample):
    """Of independent rows, their standard error is 0.019: four of them are 0.076."""
    found = area(pairs_won(*sample), pairs(sample), significance=0.05, draws=4000, seed=1)
    q, n, m = found.value, 300, 500
    error = np.sqrt(
        (q * (1 - q) + (n - 1) * (q / (2 - q) - q**2) + (m - 1) * (2 * q**2 / (1 + q) - q**2)) / (n * m)
    )
    assert found.high - found.low == pytest.approx(3.92 * error, rel=0.25)


def test_only_pairs_that_are_to_be_compared_count(sample):
    same = np.arange(BLOCKS)[:, None] % 4 == np.arange(BLOCKS) % 4
    found = area(pairs_won(*sample) * same, pairs(sample) * same, significance=0.05, draws=100, seed=1)
    won = total = 0.0
    for fold in range(4):
        signal, background = (s[b % 4 == fold] for s, b in (sample[:2], sample[2:]))
        truth = np.r_[np.ones(len(signal)), np.zeros(len(background))]
        size = len(signal) * len(background)
        won += size * roc_auc_score(truth, np.r_[signal, background])
        total += size
    assert found.value == pytest.approx(won / total)


def test_rows_that_come_in_groups_widen_the_interval():
    """Every score five times over, in the same block: as many rows, a fifth of the knowledge."""
    random = np.random.default_rng(2)
    few = random.normal(0.5, 1, 100), random.integers(0, BLOCKS, 100)
    other = random.normal(0, 1, 100), random.integers(0, BLOCKS, 100)
    width = []
    for repeats in (1, 5):
        sample = [np.repeat(part, repeats) for part in (*few, *other)]
        found = area(pairs_won(*sample), pairs(sample), significance=0.05, draws=2000, seed=1)
        width.append(found.high - found.low)
    assert width[1] == pytest.approx(width[0])
