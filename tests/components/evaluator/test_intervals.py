"""Intervals from draws of shower groups."""

import numpy as np
import pytest
import scipy.stats

from components.evaluator.catalogue import Catalogue, examples_behind
from components.evaluator.intervals import Drawn, Intervals, wilson

NAMES = ("accuracy", "calibration_error", "merit_pair", "support_iron", "recall_iron")
VALUES = np.array([1.0, 0.03, 1.5, 40.0, 0.5])


@pytest.fixture(scope="module")
def intervals():
    return Intervals(0.95, Catalogue(NAMES))


def draws(rng, rows=1000):
    """Accuracy always one, a calibration error that noise makes larger, and normal ones."""
    return np.stack(
        [
            np.ones(rows),
            0.04 + 0.01 * rng.normal(size=rows),
            1.5 + 0.1 * rng.normal(size=rows),
            np.full(rows, 40.0),
            0.5 + 0.05 * rng.normal(size=rows),
        ]
    )


@pytest.mark.parametrize(("hits", "total"), [(0, 30), (29, 30), (30, 30), (4730, 4850)])
def test_the_interval_is_scipys_wilson_interval(hits, total):
    expected = scipy.stats.binomtest(hits, total).proportion_ci(0.99, method="wilson")
    found = wilson(np.array(hits / total), np.array(total), 0.99)
    assert found.tolist() == pytest.approx([expected.low, expected.high], abs=1e-12)


def test_normal_draws_give_the_normal_interval(intervals):
    found = intervals.of_values(VALUES, draws(np.random.default_rng(0), 20_000), 100, 64)
    assert found[2] == pytest.approx([1.5 - 0.196, 1.5 + 0.196], abs=0.01)


def test_where_all_draws_of_a_share_agree_the_interval_is_wilsons(intervals):
    found = intervals.of_values(VALUES, draws(np.random.default_rng(0)), 100, 64)
    expected = scipy.stats.binomtest(100, 100).proportion_ci(0.95, method="wilson")
    assert found[0] == pytest.approx([expected.low, 1])


def test_where_all_draws_of_anything_else_agree_there_is_none(intervals):
    same = draws(np.random.default_rng(0))
    same[2] = 1.5
    assert np.isnan(intervals.of_values(VALUES, same, 100, 64)[2]).all()


def test_a_distance_that_noise_makes_larger_has_its_interval_below(intervals):
    low, high = intervals.of_values(VALUES, draws(np.random.default_rng(0)), 100, 64)[1]
    assert 0 <= low < 0.01
    assert high == pytest.approx(0.04, abs=0.003)


def test_few_blocks_make_intervals_wider(intervals):
    few, many = (intervals.of_values(VALUES, draws(np.random.default_rng(0)), 100, k)[4] for k in (2, 64))
    assert np.diff(few) > 1.3 * np.diff(many)


def test_undefined_draws_do_not_count(intervals):
    some = draws(np.random.default_rng(0))
    some[4, ::2] = np.nan
    assert np.isfinite(intervals.of_values(VALUES, some, 100, 64)[4]).all()


def test_a_change_is_paired(intervals):
    ours = draws(np.random.default_rng(0))
    theirs = ours - np.array([0, 0, 0, 0, 0.02])[:, None] + 1e-4 * np.random.default_rng(1).normal(size=1000)
    sides = [
        Drawn(values, found, intervals.of_values(values, found, 100, 64))
        for values, found in ((VALUES, ours), (VALUES - np.array([0, 0, 0, 0, 0.02]), theirs))
    ]
    value, interval = (found[4] for found in intervals.of_changes(*sides, 64))
    assert value == pytest.approx(0.02)
    assert interval == pytest.approx([0.02, 0.02], abs=1e-3)


def test_a_change_from_all_right_to_all_right_is_not_certain(intervals):
    found = draws(np.random.default_rng(0))
    one = Drawn(VALUES, found, intervals.of_values(VALUES, found, 100, 64))
    _, interval = intervals.of_changes(one, one, 64)
    assert interval[0][0] < 0 < interval[0][1]


def test_a_metric_rests_on_the_examples_it_is_about():
    metrics = {
        "support_iron": 7,
        "signal_far": 5,
        "background_far": 3,
        "ln_a_examples": 9,
        "recall_iron": 0.1,
    }
    behind = {
        "accuracy": 100,
        "recall_iron": 7,
        "auc_iron": 7,
        "predicted_fraction_iron": 100,
        "auc_far": 3,
        "merit_far": 3,
        "ln_a_bias": 9,
        "macro_f1": 100,
    }
    assert {name: examples_behind(name, metrics, 100) for name in behind} == behind
