"""What an autoencoder is used for: both uses give class probabilities and an anomaly score."""

import itertools
from typing import Any

import keras
import tensorflow as tf

from components.models.autoencoders.anomaly import AnomalyScore
from components.models.autoencoders.layers import run, stack
from components.models.autoencoders.network import Autoencoder
from components.models.layout import Layout
from components.settings import Autoencoder as Settings

FAMILY = "autoencoder"
SMALLEST = 1e-12  # no error is smaller: a constant may be rebuilt without any

Outputs = dict[str, tf.Tensor]


class Classifier(keras.Model):
    """What both uses share: errors that are comparable between classes, and a calibrated anomaly score.

    Args:
        classes: how many.
    """

    def __init__(self, classes: int) -> None:
        super().__init__(name=FAMILY)
        self.centre = self._numbers("centre", (classes,), "zeros")
        self.spread = self._numbers("spread", (classes,), "ones")
        self.anomaly = AnomalyScore()

    def _numbers(self, name: str, shape: tuple[int, ...], initializer: str) -> Any:
        return self.add_weight(shape=shape, initializer=initializer, trainable=False, name=name)

    def log_errors(self, inputs: tf.Tensor) -> tf.Tensor:
        """Logarithm of the mean squared error, as each class sees it: [batch, width] -> [batch, classes]."""
        raise NotImplementedError

    def standardised(self, inputs: tf.Tensor) -> tf.Tensor:
        """The same less its mean, over its standard deviation, for rows of the class itself."""
        return (self.log_errors(inputs) - self.centre) / self.spread

    def margins(self, inputs: tf.Tensor) -> tf.Tensor:
        """What the probabilities are the softmax of: [batch, width] -> [batch, classes]."""
        raise NotImplementedError

    def rebuilt(self, inputs: tf.Tensor) -> tf.Tensor:
        """The scalars as they are rebuilt best: [batch, width] -> [batch, scalars]."""
        raise NotImplementedError

    def judged(self, inputs: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """Inputs [batch, width] -> class probabilities [batch, classes], and one error a row [batch]."""
        raise NotImplementedError

    def inside(self, inputs: tf.Tensor) -> Outputs:
        """What lies behind an answer, for those who want to explain it.

        Inputs [batch, width] -> `margins` [batch, classes], `rebuilt` [batch, scalars], and of the anomaly
        score its parts `outside` and `between` [batch].
        """
        probabilities, errors = self.judged(inputs)
        outside, between = self.anomaly.parts(errors, probabilities)
        known = {"margins": self.margins(inputs), "rebuilt": self.rebuilt(inputs)}
        return {**known, "outside": outside, "between": between}

    def call(self, inputs: tf.Tensor) -> Outputs:
        """Inputs [batch, width] -> `probabilities` [batch, classes], `anomaly_score` [batch].

        The score is above 1 for the chosen share of the eval split (`anomaly.py`).
        """
        probabilities, errors = self.judged(inputs)
        return {"probabilities": probabilities, "anomaly_score": self.anomaly(errors, probabilities)}


class HeadClassifier(Classifier):
    """An autoencoder, and a classifier on its code.

    Args:
        layout: of the inputs.
        classes: how many classes.
        settings: kind, shape and head.
        seed: of the initial weights.
    """

    def __init__(self, layout: Layout, classes: int, settings: Settings, seed: int) -> None:
        super().__init__(classes)
        seeds = itertools.count(seed)
        self.autoencoder = Autoencoder(layout, settings, seeds, "autoencoder")
        widths = [settings.code, *settings.head, classes]
        self.head = stack("head", widths, [settings.activation] * len(settings.head) + ["linear"], seeds)
        self.built = True

    def logits(self, code: tf.Tensor) -> tf.Tensor:
        """Codes [batch, units] -> [batch, classes]."""
        return run(self.head, code)

    def log_errors(self, inputs: tf.Tensor) -> tf.Tensor:
        """The same error for every class: [batch, 1]."""
        return tf.math.log(tf.maximum(self.autoencoder.errors(inputs), SMALLEST))[:, None]

    def margins(self, inputs: tf.Tensor) -> tf.Tensor:
        """The logits of the code."""
        return self.logits(self.autoencoder.encode(inputs).mean)

    def rebuilt(self, inputs: tf.Tensor) -> tf.Tensor:
        """By the only autoencoder there is."""
        return self.autoencoder(inputs)

    def judged(self, inputs: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """The error is measured by what is usual for the classes that the row may be of."""
        probabilities = tf.nn.softmax(self.margins(inputs))
        return probabilities, tf.reduce_sum(probabilities * self.standardised(inputs), axis=1)


class PerClassClassifier(Classifier):
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
        super().__init__(classes)
        seeds = itertools.count(seed)
        self.autoencoders = [Autoencoder(layout, settings, seeds, f"class_{i}") for i in range(classes)]
        self.weights_of_errors = self._numbers("weights_of_errors", (classes, classes), "zeros")
        self.bias = self._numbers("bias", (classes,), "zeros")
        self.built = True

    def log_errors(self, inputs: tf.Tensor) -> tf.Tensor:
        """That of every class's own autoencoder."""
        errors = [autoencoder.errors(inputs) for autoencoder in self.autoencoders]
        return tf.math.log(tf.maximum(tf.stack(errors, axis=1), SMALLEST))

    def margins(self, inputs: tf.Tensor) -> tf.Tensor:
        """A linear function of the standardised errors, which makes a multinomial logistic classifier."""
        return self._margins(self.standardised(inputs))

    def _margins(self, errors: tf.Tensor) -> tf.Tensor:
        return tf.matmul(errors, tf.convert_to_tensor(self.weights_of_errors)) + self.bias

    def rebuilt(self, inputs: tf.Tensor) -> tf.Tensor:
        """By the autoencoder whose standardised error is the smallest."""
        best = tf.argmin(self.standardised(inputs), axis=1)
        every = tf.stack([autoencoder(inputs) for autoencoder in self.autoencoders], axis=1)
        return tf.gather(every, best, batch_dims=1)

    def judged(self, inputs: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """The error of a row is the smallest of the standardised ones.

        It is high where no autoencoder rebuilds the row as well as it does its own class.
        """
        errors = self.standardised(inputs)
        return tf.nn.softmax(self._margins(errors)), tf.reduce_min(errors, axis=1)


Network = HeadClassifier | PerClassClassifier
CLASSIFIERS: dict[str, type[HeadClassifier] | type[PerClassClassifier]] = {
    "head": HeadClassifier,
    "per_class": PerClassClassifier,
}
