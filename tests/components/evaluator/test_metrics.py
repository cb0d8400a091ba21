"""Counts that add up, and what follows from them."""

import numpy as np
import pytest
import scipy.stats

from components.evaluator.counts import Counts
from components.evaluator.metrics import class_metrics, overall_metrics, wilson


@pytest.fixture(scope="module")
def batch():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 4, 3000)
    return labels, rng.dirichlet(np.ones(4), 3000) * 0.5 + 0.5 * np.eye(4)[rng.permutation(labels)]


def test_counts_of_parts_add_up_to_the_counts_of_all(batch):
    labels, probabilities = batch
    whole = Counts.of(labels, probabilities)
    cuts = np.split(np.arange(3000), [1, 700, 2999])
    added = sum((Counts.of(labels[rows], probabilities[rows]) for rows in cuts), Counts.zero(4))
    assert np.array_equal(added.confusion, whole.confusion)
    assert np.array_equal(added.histogram, whole.histogram)
    np.testing.assert_allclose(added.sums, whole.sums)
    np.testing.assert_allclose(added.chosen, whole.chosen)


def test_calibration_error_is_the_distance_of_confidence_from_accuracy():
    probabilities = np.array([[0.72, 0.28]] * 100)
    labels = np.array([0] * 60 + [1] * 40)
    assert overall_metrics(Counts.of(labels, probabilities))["calibration_error"] == pytest.approx(0.12)


def test_calibration_bins_are_apart():
    probabilities = np.array([[0.72, 0.28]] * 10 + [[0.92, 0.08]] * 10)
    labels = np.array([0] * 10 + [1] * 10)
    error = overall_metrics(Counts.of(labels, probabilities))["calibration_error"]
    assert error == pytest.approx((0.28 + 0.92) / 2)


def test_a_certain_and_right_model_is_without_error():
    counts = Counts.of(np.arange(3), np.eye(3))
    assert overall_metrics(counts) == {"accuracy": 1.0, "macro_f1": 1.0, "calibration_error": 0.0}
    assert all(metrics["auc"] == 1.0 for metrics in class_metrics(counts))


def test_a_class_that_does_not_occur_has_no_rates():
    counts = Counts.of(np.array([0, 1, 0]), np.eye(3)[[0, 1, 1]])
    assert class_metrics(counts)[2] == {"support": 0.0}
    assert overall_metrics(counts)["macro_f1"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(("hits", "total"), [(0, 30), (29, 30), (30, 30), (4730, 4850)])
def test_the_interval_is_scipys_wilson_interval(hits, total):
    expected = scipy.stats.binomtest(hits, total).proportion_ci(0.99, method="wilson")
    z = scipy.stats.norm.ppf(0.995)
    assert wilson(hits, total, z) == pytest.approx((expected.low, expected.high), abs=1e-12)
