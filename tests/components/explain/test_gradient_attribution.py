"""Integrated gradients, on functions whose answer is known and on networks that TFX's Trainer made."""

import numpy as np
import pytest
import tensorflow as tf

from components.explain.gradient_attribution import integrated_gradients, mean_shower
from components.models.layout import Layout
from components.models.scorer import load_scorer

KINDS = {
    "one for each class": {"use": "per_class", "kind": "plain", "epochs": 1},
    "variational, with kinks": {"kind": "variational", "activation": "relu", "epochs": 1},
}


def test_of_a_linear_function_they_are_weight_times_way():
    weights = np.array([[1.0, -2.0], [0.5, 0.0], [0.0, 3.0]], np.float32)
    found = integrated_gradients(
        lambda rows: rows @ tf.constant(weights), np.float32([1, 2, 3]), np.float32([0, 1, 1])
    )
    np.testing.assert_allclose(found.contributions, (weights * [[1], [1], [2]]).T, rtol=1e-6)
    np.testing.assert_allclose(found.base, [0.5, 3.0])


def test_a_product_is_shared_by_its_factors():
    found = integrated_gradients(
        lambda rows: rows[:, :1] * rows[:, 1:2], np.float32([2, 3, 9]), np.zeros(3, np.float32)
    )
    np.testing.assert_allclose(found.contributions, [[3, 3, 0]], rtol=1e-3)


def test_steps_get_finer_until_they_add_up():
    def late(rows):  # flat on nearly the whole way
        return tf.nn.relu(rows - 0.9753) * 100

    found = integrated_gradients(late, np.float32([1]), np.float32([0]))
    assert found.contributions.sum() == pytest.approx(2.47, rel=0.002)
    assert found.gap <= 0.002 * 2.47


def test_a_jump_on_the_way_is_not_hidden():
    def jump(rows):
        return tf.cast(rows > 0.5, tf.float32) + 0.1 * rows

    found = integrated_gradients(jump, np.float32([1]), np.float32([0]))
    assert found.gap == pytest.approx(1)


def test_a_mean_shower_has_the_stations_that_the_shower_has(wcd):
    layout = Layout.of(wcd)
    row = np.ones(layout.width, np.float32)
    block = layout.block("stations")
    row[block.columns].reshape(block.shape)[3:] = 0
    others = {feature.name: np.zeros((3, feature.width), np.float32) for feature in wcd.vectors}
    others["stations"].reshape(3, 6, 4)[:2, :2] = 4
    others["stations"].reshape(3, 6, 4)[2, :2] = 7
    others["stations"].reshape(3, 6, 4)[2, 2:] = 8
    found = mean_shower(row, wcd, others)
    assert (found[: layout.scalars] == 0).all()
    stations = found[block.columns].reshape(block.shape)
    np.testing.assert_array_equal(stations[:, 0], [5, 5, 8, 0, 0, 0])
    traces = found[layout.block("traces").columns]
    np.testing.assert_array_equal(traces, row[layout.block("traces").columns])  # nobody else has any


@pytest.fixture(scope="module", params=KINDS)
def network(request, run_trainer, tmp_path_factory):
    run = run_trainer("autoencoder", tmp_path_factory.mktemp("network"), **KINDS[request.param])
    return load_scorer(str(run.model))


def test_on_an_exported_network_they_add_up_to_the_difference_of_the_margins(network, splits):
    inputs = splits["test"].inputs
    baseline = np.zeros_like(inputs[0])
    for row in range(5):
        found = integrated_gradients(lambda rows: network.inside(rows)["margins"], inputs[row], baseline)
        ends = network.inside(np.stack([baseline, inputs[row]]))["margins"].numpy()
        way = ends[1] - ends[0]
        assert np.abs(found.contributions.sum(axis=1) - way).max() <= 0.01 * np.abs(way).max()


def test_the_margins_of_an_exported_network_are_those_behind_the_served_probabilities(network, splits):
    inside = network.inside(splits["test"].inputs)
    served = network.predict(splits["test"].raw)
    np.testing.assert_allclose(tf.nn.softmax(inside["margins"]), served.probabilities, atol=1e-6)
    larger = np.maximum(inside["outside"], inside["between"])
    np.testing.assert_allclose(larger, served.anomaly_score, rtol=1e-5)
