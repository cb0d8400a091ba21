"""How strange a row is: rebuilt badly, or between the classes; both calibrated on rows of the known classes.

A primary that no model saw shows in one of two ways. A photon among nuclei lies outside of what was learned,
and is rebuilt badly. Silicon between proton and iron lies inside: it fluctuates less than protons do, so that
its error is *smaller* than that of the mixture (area under the curve below one half, the wrong sign), but the
classifier hesitates. Each of the two is turned into a surprise, -ln of the share of known rows that are as
extreme, and the larger one counts (Tippett, The Methods of Statistics, 1931: the smallest p-value).
"""

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from components.models.examples import Array

KNOTS = 39
LAST = 0.95
"""Share of the known rows below the last knot; above it the tail is taken to be exponential."""
NARROWEST = 1e-6


class Surprise(keras.layers.Layer):
    """A value -> -ln of the share of known rows that are above it: linear between knots, and behind the last.

    Args:
        name: of the layer.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name=name)
        self.starts = self._numbers("starts", (KNOTS,))
        self.widths = self._numbers("widths", (KNOTS - 1,))
        self.slopes = self._numbers("slopes", (KNOTS,))
        self.built = True

    def _numbers(self, name: str, shape: tuple[int, ...]) -> Any:
        return self.add_weight(shape=shape, initializer="zeros", trainable=False, name=name)

    def fit(self, values: Array) -> None:
        """Learns it from the values of known rows [rows].

        The tail is an exponential one with the mean excess over the last knot.
        """
        shares = np.linspace(0, LAST, KNOTS)
        values = values.astype(np.float64)
        knots = np.quantile(values, shares) + NARROWEST * np.arange(KNOTS)
        excess = values[values > knots[-1]] - knots[-1]
        tail = max(excess.mean() if len(excess) else 0.0, NARROWEST)
        self.starts.assign(knots)
        self.widths.assign(np.diff(knots))
        self.slopes.assign([*(np.diff(-np.log1p(-shares)) / np.diff(knots)), 1 / tail])

    def call(self, values: tf.Tensor) -> tf.Tensor:
        """Values [batch] -> surprise [batch]; 0 below the first knot."""
        above = tf.nn.relu(values[:, None] - tf.convert_to_tensor(self.starts))
        inner = tf.minimum(above[:, :-1], tf.convert_to_tensor(self.widths))
        return tf.linalg.matvec(tf.concat([inner, above[:, -1:]], axis=1), tf.convert_to_tensor(self.slopes))


class AnomalyScore(keras.layers.Layer):
    """Error and class probabilities -> a score that is above 1 for a chosen share of the known rows."""

    def __init__(self) -> None:
        super().__init__(name="anomaly")
        self.outside, self.between = Surprise("outside"), Surprise("between")
        self.usual = self.add_weight(shape=(), initializer="ones", trainable=False, name="usual")
        self.built = True

    def fit(self, errors: Array, probabilities: Array, share: float) -> None:
        """Calibrates it.

        Args:
            errors: of known rows, larger where they are rebuilt worse [rows].
            probabilities: of the same rows [rows, classes].
            share: of these rows that is to have a score above 1.
        """
        self.outside.fit(errors)
        self.between.fit(_hesitation(tf.constant(probabilities)).numpy())
        surprise = self._surprise(tf.constant(errors), tf.constant(probabilities))
        self.usual.assign(max(float(np.quantile(surprise, 1 - share)), NARROWEST))

    def call(self, errors: tf.Tensor, probabilities: tf.Tensor) -> tf.Tensor:
        """Errors [batch], probabilities [batch, classes] -> score [batch]."""
        return self._surprise(errors, probabilities) / self.usual

    def parts(self, errors: tf.Tensor, probabilities: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """What the error alone and what the hesitation alone would score [batch]; the larger is the score."""
        return tuple(part / self.usual for part in self._surprises(errors, probabilities))

    def _surprise(self, errors: tf.Tensor, probabilities: tf.Tensor) -> tf.Tensor:
        return tf.maximum(*self._surprises(errors, probabilities))

    def _surprises(self, errors: tf.Tensor, probabilities: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        return self.outside(errors), self.between(_hesitation(probabilities))


def _hesitation(probabilities: tf.Tensor) -> tf.Tensor:
    """Entropy of the class probabilities [batch, classes] -> [batch], nat."""
    return -tf.reduce_sum(tf.math.xlogy(probabilities, probabilities), axis=1)
