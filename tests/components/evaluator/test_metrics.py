"""Metrics from sums, of all showers and of draws of them."""

import numpy as np
import pytest

from components.columns import BLOCKS
from components.evaluator.asked import Asked, Sides
from components.evaluator.curves import Scores
from components.evaluator.drawn_curves import drawn_areas, drawn_rejections
from components.evaluator.metrics import figures_of, metric_names, named_metrics
from components.evaluator.roc import areas, rejections
from components.evaluator.scored import Scored
from components.evaluator.sums import Sums

ASKED = Asked(separations=(Sides(name="pair", signal=(1,), background=(0, 2)),), ln_a=(None, 0.0, 1.0, 4.0))
CLASSES = ("a", "b", "c", "d")


@pytest.fixture(scope="module")
def batch():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 4, 3000)
    p = rng.dirichlet(np.ones(4), 3000) * 0.5 + 0.5 * np.eye(4)[rng.permutation(labels)]
    p[:1500] = (p[:1500] + 2 * np.eye(4)[labels[:1500]]) / 3
    return labels, p.astype(np.float32), rng.integers(0, BLOCKS, 3000).astype(np.uint8)


def figures(labels, p, asked=Asked()):  # noqa: B008
    return figures_of(np.array(labels), np.array(p), [str(k) for k in range(len(p[0]))], asked)


def test_a_draw_is_measured_as_the_showers_of_its_blocks_would_be(batch):
    labels, p, blocks = batch
    weights = np.zeros((1, BLOCKS))
    weights[0, [3, 5, 40]] = 2, 1, 3
    scored = Scored.of(labels, p, ASKED)
    drawn = Sums.by_block(labels, blocks, scored, ASKED).drawn(weights)
    repeated = np.concatenate([np.flatnonzero(blocks == b) for b in (3, 3, 5, 40, 40, 40)])
    expected = figures_of(labels[repeated], p[repeated], CLASSES, ASKED)
    nothing = np.full((5, 1), np.nan)
    found = named_metrics(drawn, nothing, nothing[:1], CLASSES, ASKED)
    assert tuple(found) == metric_names(CLASSES, ASKED)
    for name, value in found.items():
        if not name.startswith(("auc", "rejection")):
            assert value[0] == pytest.approx(expected[name], rel=1e-6), name


def test_areas_and_rejections_of_draws_are_those_of_their_histograms(batch):
    labels, p, blocks = batch
    scored = Scored.of(labels, p, ASKED)
    counts = Scores.of(labels, scored, ASKED).by_block(labels, blocks, scored)
    weights = np.random.default_rng(1).multinomial(BLOCKS, np.ones(BLOCKS) / BLOCKS, 50).astype(float)
    histograms = np.einsum("db,sbhk->sdhk", weights, counts)
    np.testing.assert_allclose(drawn_areas(counts, weights), areas(histograms), rtol=1e-12)
    np.testing.assert_allclose(drawn_rejections(counts, weights), rejections(histograms), rtol=1e-12)


def test_coarse_buckets_hardly_move_an_area(batch):
    labels, p, blocks = batch
    scored = Scored.of(labels, p, ASKED)
    scores, one = Scores.of(labels, scored, ASKED), np.ones((1, BLOCKS))
    coarse = drawn_areas(scores.by_block(labels, blocks, scored), one)[:, 0]
    np.testing.assert_allclose(coarse, scores.exact(labels, scored)[0], atol=3e-4)


def test_calibration_error_is_the_distance_of_confidence_from_accuracy():
    found = figures([0] * 60 + [1] * 40, [[0.72, 0.28]] * 100)
    assert found["calibration_error"] == pytest.approx(0.12)


def test_calibration_bins_are_apart():
    found = figures([0] * 10 + [1] * 10, [[0.72, 0.28]] * 10 + [[0.92, 0.08]] * 10)
    assert found["calibration_error"] == pytest.approx((0.28 + 0.92) / 2)


def test_a_certain_and_right_model_is_without_error():
    found = figures([0, 1, 2], np.eye(3))
    assert (found["accuracy"], found["macro_f1"], found["calibration_error"]) == (1, 1, 0)
    assert found["log_loss"] == pytest.approx(0, abs=1e-6)
    assert {found[f"auc_{k}"] for k in range(3)} == {1.0}


def test_a_class_that_does_not_occur_has_no_rates():
    found = figures([0, 1, 0], np.eye(3)[[0, 1, 1]])
    assert {name for name in found if name.endswith("_2")} == {"support_2", "predicted_fraction_2"}
    assert found["macro_f1"] == pytest.approx(2 / 3)


def test_a_class_that_is_never_predicted_has_a_precision_of_zero():
    found = figures([0, 1], [[0.9, 0.1], [0.8, 0.2]])
    assert (found["precision_1"], found["recall_1"], found["f1_1"]) == (0, 0, 0)
