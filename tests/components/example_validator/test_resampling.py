"""Chances are calibrated when rows come in groups, and intervals hold the true distance."""

import functools

import numpy as np
import pytest

from components.columns import BLOCKS, hashes
from components.example_validator.distances import chebyshev, jensen_shannon, shares
from components.example_validator.resampling import estimates, filled

BOTH = [chebyshev, jensen_shannon]
EDGES = np.array([-1.28, -0.84, -0.52, -0.25, 0, 0.25, 0.52, 0.84, 1.28])
PAIRS = 200


def counted(rng: np.random.Generator, groups: int, shift: float = 0.0, width: float = 1.0) -> np.ndarray:
    """Five rows of each group share a number; counts [BLOCKS, bins]."""
    values = np.repeat(rng.normal(shift, width, groups), 5)
    blocks = np.repeat(hashes(rng.integers(0, 2**60, groups)) % np.uint64(BLOCKS), 5).astype(int)
    cells = blocks * 10 + np.searchsorted(EDGES, values)
    return np.bincount(cells, minlength=BLOCKS * 10).reshape(BLOCKS, 10)


def compared(pair, draws=500, seed=1):
    return estimates({"x": pair}, BOTH, draws=draws, seed=seed)["x"]


@functools.cache
def honest(here: int, there: int) -> np.ndarray:
    """Chances of pairs of equal data [PAIRS, distances]."""
    rng = np.random.default_rng(1)
    pairs = ((counted(rng, here), counted(rng, there)) for _ in range(PAIRS))
    return np.array([[one.p_value for one in compared(pair, seed=i)] for i, pair in enumerate(pairs)])


@pytest.mark.parametrize("sizes", [(400, 400), (100, 1000)])
@pytest.mark.parametrize("level", [0.05, 0.2])
def test_equal_data_are_called_different_at_the_nominal_rate(sizes, level):
    rates = (honest(*sizes) <= level).mean(axis=0)
    assert (np.abs(rates - level) < 3.5 * np.sqrt(level * (1 - level) / PAIRS)).all()


def test_different_data_are_called_different():
    rng = np.random.default_rng(2)
    pairs = [(counted(rng, 400), counted(rng, 400, shift=0.8)) for _ in range(20)]
    assert max(one.p_value for pair in pairs for one in compared(pair)) <= 0.01


def test_the_interval_holds_the_true_distance():
    rng = np.random.default_rng(3)
    exact = [shares(counted(rng, 1_000_000, shift).sum(axis=0)) for shift in (0, 0.8)]
    pairs = [(counted(rng, 400), counted(rng, 400, shift=0.8)) for _ in range(PAIRS)]
    for place, distance in enumerate(BOTH):
        true = distance(*exact)
        found = [compared(pair)[place] for pair in pairs]
        assert 0.88 < np.mean([one.low <= true <= one.high for one in found]) <= 0.99


def test_equal_counts_have_no_distance():
    counts = counted(np.random.default_rng(4), 400)
    for one in compared((counts, counts)):
        assert (one.value, one.low, one.p_value) == (0, 0, 1)


def test_the_value_is_in_its_interval():
    rng = np.random.default_rng(5)
    for one in (e for _ in range(20) for e in compared((counted(rng, 100), counted(rng, 100)))):
        assert 0 <= one.low <= one.value <= one.high <= 1


def test_a_chance_is_never_zero():
    rng = np.random.default_rng(6)
    assert compared((counted(rng, 400), counted(rng, 400, shift=9)), draws=999)[0].p_value == 0.001


def test_the_same_seed_gives_the_same_and_another_nearly_the_same():
    rng = np.random.default_rng(7)
    pair = counted(rng, 200), counted(rng, 200, shift=0.2)
    first, again, other = (compared(pair, draws=5000, seed=seed)[0] for seed in (1, 1, 2))
    assert first == again != other
    assert first.p_value == pytest.approx(other.p_value, rel=0.3, abs=0.01)
    assert first.low == pytest.approx(other.low, abs=0.01)


def test_a_feature_does_not_change_another():
    rng = np.random.default_rng(8)
    pair = counted(rng, 200), counted(rng, 300)
    constant = tuple(side.sum(axis=1, keepdims=True) for side in pair)
    alone = estimates({"x": pair}, BOTH, draws=300, seed=1)
    together = estimates({"constant": constant, "x": pair}, BOTH, draws=300, seed=1)
    assert together["x"] == alone["x"]
    assert [(one.value, one.p_value) for one in together["constant"]] == [(0, 1), (0, 1)]


def test_how_many_draws_are_held_at_once_changes_nothing(monkeypatch):
    rng = np.random.default_rng(9)
    pair = counted(rng, 200), counted(rng, 300)
    whole = compared(pair)
    monkeypatch.setattr("components.example_validator.resampling.NUMBERS_AT_ONCE", 170)
    for one, other in zip(compared(pair), whole, strict=True):
        assert one.p_value == other.p_value
        assert (one.low, one.high) == pytest.approx((other.low, other.high), rel=1e-9)


def test_empty_blocks_are_never_drawn():
    rng = np.random.default_rng(10)
    full = counted(rng, 400)
    half = np.where(np.arange(BLOCKS)[:, None] < 20, full, 0)
    assert filled(half) == 20
    for one in compared((half, full)):
        assert np.isfinite([one.value, one.low, one.high, one.p_value]).all()


def test_no_features_have_no_estimates():
    assert estimates({}, BOTH, draws=100, seed=1) == {}
