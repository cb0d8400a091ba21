"""Two groups told apart by the logit: formulas by hand, scikit-learn, parts that add up."""

import math

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from components.evaluator.asked import Asked, Sides
from components.evaluator.metrics import figures_of
from components.evaluator.roc import area, area_error, rejections
from components.evaluator.separation import LOGIT_LIMIT, logit

PAIR = Sides(name="pair", signal=(1,), background=(0,))
GROUPS = Sides(name="groups", signal=(0,), background=(1, 2))


def probabilities_of(logits):
    signal = 1 / (1 + np.exp(-np.asarray(logits, dtype=float)))
    return np.stack([1 - signal, signal], axis=1)


def measured(labels, probabilities, *sides):
    names = tuple(f"_{one.name}" for one in sides)
    classes = [f"class {k}" for k in range(probabilities.shape[1])]
    found = figures_of(np.asarray(labels), probabilities, classes, Asked(separations=sides))
    return {name: value for name, value in found.items() if name.endswith(names)}


@pytest.fixture(scope="module")
def three_classes():
    rng = np.random.default_rng(3)
    labels = rng.integers(0, 3, 4000)
    scores = rng.normal(0, 1, (4000, 3)) + 1.5 * np.eye(3)[labels]
    return labels, np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)


def test_metrics_of_six_showers_worked_by_hand():
    found = measured([0, 0, 0, 1, 1, 1], probabilities_of([-3, -1, 1, 0, 2, 4]), PAIR)
    assert (found["background_pair"], found["signal_pair"]) == (3, 3)
    assert found["auc_pair"] == pytest.approx(8 / 9)
    assert found["merit_pair"] == pytest.approx(3 / math.sqrt(4 + 4), rel=1e-6)
    assert found["rejection_pair"] == 1.0


def test_half_of_the_signal_is_kept_and_no_less():
    background, signal = np.array([[4, 3, 2, 1], [0, 2, 1, 1]])
    assert rejections(np.stack([background, signal])) == pytest.approx(7 / 10)
    assert rejections(np.stack([background, signal]), efficiency=0.51) == pytest.approx(4 / 10)


def test_background_in_the_bucket_of_the_threshold_is_not_rejected():
    assert rejections(np.array([[5], [5]])) == 0.0


def test_areas_are_scikit_learns(three_classes):
    labels, p = three_classes
    found = measured(labels, p, PAIR, GROUPS)
    chosen = labels != 2
    expected = roc_auc_score(labels[chosen] == 1, p[chosen, 1] / p[chosen, :2].sum(axis=1))
    assert found["auc_pair"] == pytest.approx(expected, abs=1e-4)
    assert found["auc_groups"] == pytest.approx(roc_auc_score(labels == 0, p[:, 0]), abs=1e-4)
    assert 0.6 < found["auc_pair"] < 0.99


def test_the_merit_factor_and_the_rejection_are_those_of_the_logits(three_classes):
    labels, p = three_classes
    found = measured(labels, p, GROUPS)
    score = np.log(p[:, 0] / (p[:, 1] + p[:, 2]))
    signal, background = score[labels == 0], score[labels != 0]
    spread = math.sqrt(signal.var(ddof=1) + background.var(ddof=1))
    assert found["merit_groups"] == pytest.approx((signal.mean() - background.mean()) / spread)
    assert found["rejection_groups"] == pytest.approx((background < np.median(signal)).mean(), abs=0.003)


def test_what_is_undefined_is_left_out():
    assert measured([0, 0], probabilities_of([1, 2]), PAIR) == {"background_pair": 2.0, "signal_pair": 0.0}
    assert "merit_pair" not in measured([0, 1], probabilities_of([1, 2]), PAIR)
    assert "merit_pair" not in measured([0, 0, 1, 1], probabilities_of([2, 2, 2, 2]), PAIR)


def test_a_certain_model_has_clipped_logits():
    found = logit(np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]], dtype=np.float32), PAIR)
    assert found.tolist() == [-LOGIT_LIMIT, LOGIT_LIMIT, 0.0]


def test_the_error_of_the_area_is_that_of_hanley_and_mcneil():
    # Q1 = 0.9/1.1, Q2 = 1.62/1.9; (0.09 + 49 (Q1 - 0.81) + 99 (Q2 - 0.81)) / 5000
    expected = math.sqrt((0.09 + 49 * (0.9 / 1.1 - 0.81) + 99 * (1.62 / 1.9 - 0.81)) / 5000)
    assert area_error(0.9, signal=50, background=100) == pytest.approx(expected)


def test_the_error_of_the_area_is_the_spread_of_repeated_samples():
    rng = np.random.default_rng(0)
    edges = np.linspace(-6, 8, 2001)

    def sample():
        draws = rng.normal(0, 1, 200), rng.normal(1.5, 1, 150)
        return area(np.stack([np.histogram(draw, edges)[0] for draw in draws]))

    areas = [sample() for _ in range(400)]
    assert np.std(areas) == pytest.approx(area_error(np.mean(areas), 150, 200), rel=0.15)
