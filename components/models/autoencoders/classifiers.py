"""What an autoencoder is used for: both uses give class probabilities and an anomaly score."""

import itertools
from typing import Any

import keras
import tensorflow as tf

from components.models.autoencoders.layers import run, stack
from components.models.autoencoders.network import Autoencoder
from components.models.layout import Layout
from components.settings import Autoencoder as Settings

FAMILY = "autoencoder"
SMALLEST = 1e-12  # no error is smaller: a constant may be rebuilt without any

Outputs = dict[str, tf.Tensor]


class HeadClassifier(keras.Model):
    """An autoencoder, and a classifier on its code.

    Args:
        layout: of the inputs.
        classes: how many classes.
        settings: kind, shape and head.
        seed: of the initial weights.
    """

    def __init__(self, layout: Layout, classes: int, settings: Settings, seed: int) -> None:
        super().__init__(name=FAMILY)
        seeds = itertools.count(seed)
        self.autoencoder = Autoencoder(layout, settings, seeds, "autoencoder")
        widths = [settings.code, *settings.head, classes]
        self.head = stack("head", widths, [settings.activation] * len(settings.head) + ["linear"], seeds)
        self.usual = self._number("usual_error")
        self.built = True

    def _number(self, name: str) -> Any:
        return self.add_weight(shape=(), initializer="ones", trainable=False, name=name)

    def logits(self, code: tf.Tensor) -> tf.Tensor:
        """Codes [batch, units] -> [batch, classes]."""
        return run(self.head, code)

    def call(self, inputs: tf.Tensor) -> Outputs:
        """Inputs [batch, width] -> `probabilities` [batch, classes], `anomaly_score` [batch].

        The anomaly score is the mean squared error of the rebuilt scalars over the error that the chosen
        share of the eval split exceeds: it is above 1 for that share.
        """
        code = self.autoencoder.encode(inputs).mean
        score = self.autoencoder.errors(inputs) / self.usual
        return {"probabilities": tf.nn.softmax(self.logits(code)), "anomaly_score": score}


class PerClassClassifier(keras.Model):
    """One autoencoder for each class; the class is decided by how well each rebuilds a row.

    Errors are compared only after they were calibrated: showers that fluctuate less are rebuilt better by
    every autoencoder, so that the smallest error tells little, or even the wrong way round.

    Args:
        layout: of the inputs.
        classes: how many classes.
        settings: kind and shape.
        seed: of the initial weights.
    """

    def __init__(self, layout: Layout, classes: int, settings: Settings, seed: int) -> None:
        super().__init__(name=FAMILY)
        seeds = itertools.count(seed)
        self.autoencoders = [Autoencoder(layout, settings, seeds, f"class_{i}") for i in range(classes)]
        self.centre = self._numbers("centre", (classes,), "zeros")
        self.spread = self._numbers("spread", (classes,), "ones")
        self.weights_of_errors = self._numbers("weights_of_errors", (classes, classes), "zeros")
        self.bias = self._numbers("bias", (classes,), "zeros")
        self.usual = self._numbers("usual_error", (), "zeros")
        self.built = True

    def _numbers(self, name: str, shape: tuple[int, ...], initializer: str) -> Any:
        return self.add_weight(shape=shape, initializer=initializer, trainable=False, name=name)

    def log_errors(self, inputs: tf.Tensor) -> tf.Tensor:
        """Logarithm of every autoencoder's mean squared error, inputs [batch, width] -> [batch, classes]."""
        errors = [autoencoder.errors(inputs) for autoencoder in self.autoencoders]
        return tf.math.log(tf.maximum(tf.stack(errors, axis=1), SMALLEST))

    def standardised(self, inputs: tf.Tensor) -> tf.Tensor:
        """The same less its mean, over its standard deviation, for rows of the autoencoder's own class."""
        return (self.log_errors(inputs) - self.centre) / self.spread

    def call(self, inputs: tf.Tensor) -> Outputs:
        """Inputs [batch, width] -> `probabilities` [batch, classes], `anomaly_score` [batch].

        Probabilities are a multinomial logistic function of the standardised errors. The anomaly score is
        high for a row that no autoencoder rebuilds as well as it does its own class: the exponential of the
        smallest standardised error, less the one that the chosen share of the eval split exceeds; so it is
        above 1 for that share.
        """
        errors = self.standardised(inputs)
        logits = tf.matmul(errors, tf.convert_to_tensor(self.weights_of_errors)) + self.bias
        score = tf.exp(tf.reduce_min(errors, axis=1) - self.usual)
        return {"probabilities": tf.nn.softmax(logits), "anomaly_score": score}


Network = HeadClassifier | PerClassClassifier
CLASSIFIERS: dict[str, type[HeadClassifier] | type[PerClassClassifier]] = {
    "head": HeadClassifier,
    "per_class": PerClassClassifier,
}
