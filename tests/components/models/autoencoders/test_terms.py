"""Each term of the loss is its formula, on cases worked by hand."""

import math

import numpy as np
import pytest
import tensorflow as tf

from components.models.autoencoders import terms
from components.models.autoencoders.corruption import dropout, gaussian, sampled

SEED = tf.constant([1, 2])


def test_the_reconstruction_error_is_the_mean_square_over_the_inputs():
    rebuilt, clean = tf.constant([[1.0, 2.0], [0.0, 0.0]]), tf.constant([[1.0, 0.0], [3.0, 1.0]])
    np.testing.assert_allclose(terms.squared_error(rebuilt, clean), [2.0, 5.0])


def test_the_sparsity_penalty_is_the_divergence_of_the_mean_activations():
    # Means 0.5 and 0.2, wanted 0.2: only the first unit is off, by 0.2 ln(0.2/0.5) + 0.8 ln(0.8/0.5).
    code = tf.constant([[0.4, 0.1], [0.6, 0.3]])
    expected = 0.2 * math.log(0.4) + 0.8 * math.log(1.6)
    assert float(terms.sparsity(code, 0.2)) == pytest.approx(expected, rel=1e-5)


def test_the_sparsity_penalty_of_a_dead_unit_is_finite():
    assert math.isfinite(float(terms.sparsity(tf.zeros([3, 2]), 0.1)))


def test_the_divergence_of_a_code_from_the_standard_normal_distribution():
    # Unit one: mean 1, variance 1, so 1/2. Unit two: mean 0, variance e, so (e - 2) / 2. Second row: nothing.
    mean, log_variance = tf.constant([[1.0, 0.0], [0.0, 0.0]]), tf.constant([[0.0, 1.0], [0.0, 0.0]])
    expected = (0.5 + (math.e - 2) / 2) / 2
    assert float(terms.divergence(mean, log_variance)) == pytest.approx(expected, rel=1e-6)


def test_the_orthogonality_penalty_counts_each_pair_of_units_twice():
    # Units (1, 0, 0), (1, 1, 0): their product is 1.
    assert float(terms.orthogonality(tf.constant([[1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]))) == 2
    assert float(terms.orthogonality(2 * tf.eye(3))) == 0


def test_more_units_than_inputs_are_compared_by_their_inputs():
    # Rows (1, 2, 0) and (3, 0, 1): their product is 3.
    assert float(terms.orthogonality(tf.constant([[1.0, 2.0, 0.0], [3.0, 0.0, 1.0]]))) == 18


def test_the_cross_entropy_weighs_each_row_with_its_class():
    logits = tf.constant([[0.0, 0.0], [math.log(3), 0.0]])
    # -ln 1/2 with weight 3, -ln 3/4 with weight 1/2.
    expected = (3 * math.log(2) + 0.5 * math.log(4 / 3)) / 2
    found = terms.cross_entropy(logits, tf.constant([1, 0]), tf.constant([0.5, 3.0]))
    assert float(found) == pytest.approx(expected, rel=1e-6)


def test_gaussian_corruption_adds_noise_of_the_given_size():
    noise = gaussian(tf.ones([2000, 5]), 0.3, SEED).numpy() - 1
    assert noise.mean() == pytest.approx(0, abs=0.01)
    assert noise.std() == pytest.approx(0.3, rel=0.03)


def test_dropout_takes_the_given_share_away_and_keeps_the_mean():
    left = dropout(tf.ones([2000, 5]), 0.2, SEED).numpy()
    assert set(np.unique(left).round(4)) == {0, 1.25}
    assert (left == 0).mean() == pytest.approx(0.2, abs=0.02)


def test_codes_are_drawn_with_their_own_mean_and_variance():
    mean = tf.tile([[2.0, -1.0]], [4000, 1])
    codes = sampled(mean, tf.tile([[math.log(4.0), math.log(0.25)]], [4000, 1]), SEED).numpy()
    np.testing.assert_allclose(codes.mean(axis=0), [2, -1], atol=0.1)
    np.testing.assert_allclose(codes.std(axis=0), [2, 0.5], rtol=0.05)


@pytest.mark.parametrize("corrupt", [gaussian, dropout])
def test_what_is_random_follows_from_the_seed_alone(corrupt):
    clean = tf.ones([20, 5])
    first, again, other = (corrupt(clean, 0.5, SEED + step).numpy() for step in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
