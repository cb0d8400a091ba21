"""Random changes of inputs and codes, as functions of a seed alone, so that a training can be repeated."""

import tensorflow as tf


def gaussian(clean: tf.Tensor, deviation: float, seed: tf.Tensor) -> tf.Tensor:
    """Adds normal noise of this standard deviation to [batch, inputs]."""
    return clean + deviation * tf.random.stateless_normal(tf.shape(clean), seed)


def dropout(clean: tf.Tensor, share: float, seed: tf.Tensor) -> tf.Tensor:
    """Puts this share of [batch, inputs] to 0 and divides the others by what is left, so that means stay."""
    kept = tf.random.stateless_uniform(tf.shape(clean), seed) >= share
    return tf.where(kept, clean / (1 - share), 0.0)


def sampled(mean: tf.Tensor, log_variance: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
    """Draws a code [batch, units] from its normal distribution (Kingma and Welling, arXiv 1312.6114)."""
    return mean + tf.exp(log_variance / 2) * tf.random.stateless_normal(tf.shape(mean), seed)


CORRUPTIONS = {"gaussian": gaussian, "dropout": dropout}
