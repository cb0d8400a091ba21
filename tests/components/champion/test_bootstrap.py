"""The difference of two metrics and its noise."""

import numpy as np
import pytest

from components.champion import bootstrap
from components.champion.bootstrap import measure
from components.champion.candidates import Showers
from components.champion.metrics import accuracy


def difference(hits, other, groups):
    """Of the accuracies of two models that are right or not."""
    group = np.unique(groups, return_inverse=True)[1]
    showers = Showers(np.arange(len(group)), group, np.zeros(len(group), int), ("right", "wrong"))
    probabilities = (np.column_stack([right, 1 - np.asarray(right, float)]) for right in (hits, other))
    statistics = [accuracy(showers, p) for p in probabilities]
    first, second = measure(statistics, showers, samples=2000, confidence=0.95, seed=1)
    return first.minus(second)


@pytest.fixture
def rows():
    rng = np.random.default_rng(3)
    return rng.random(3000) < 0.95, rng.random(3000) < 0.93


def test_equal_models_differ_by_nothing():
    found = difference([1, 0, 1], [1, 0, 1], [1, 2, 3])
    assert (found.value, found.low, found.high, found.probability) == (0, 0, 0, 0.5)
    assert not found.beyond_noise


def test_single_showers_as_groups_give_the_interval_of_the_normal_distribution(rows):
    gains = rows[0].astype(float) - rows[1]
    found = difference(*rows, np.arange(3000))
    half = 1.96 * gains.std() / np.sqrt(3000)
    assert found.value == pytest.approx(gains.mean())
    assert found.low == pytest.approx(gains.mean() - half, abs=0.1 * half)
    assert found.high == pytest.approx(gains.mean() + half, abs=0.1 * half)


def test_showers_that_stand_or_fall_together_widen_the_interval(rows):
    together = difference(*(np.repeat(column, 5) for column in rows), np.repeat(np.arange(3000), 5))
    apart = difference(*(np.repeat(column, 5) for column in rows), np.arange(15000))
    assert together.high - together.low == pytest.approx(5**0.5 * (apart.high - apart.low), rel=0.1)


def test_a_clear_difference_is_beyond_the_noise_and_reverses():
    hits, other = np.ones(500), np.tile([1, 1, 1, 0], 125)
    found, back = difference(hits, other, np.arange(500)), difference(other, hits, np.arange(500))
    assert found.beyond_noise
    assert found.probability == 1
    assert (back.value, back.low, back.high, back.probability) == (-found.value, -found.high, -found.low, 0)


def test_memory_blocks_do_not_change_the_samples(rows, monkeypatch):
    whole = difference(*rows, np.arange(3000))
    monkeypatch.setattr(bootstrap, "WEIGHTS_IN_MEMORY", 3000 * 7)
    assert difference(*rows, np.arange(3000)) == whole


def test_the_same_seed_gives_the_same_interval(rows):
    assert difference(*rows, np.arange(3000)) == difference(*rows, np.arange(3000))
