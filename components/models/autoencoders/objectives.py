"""What a training makes smaller, and what of it is watched on the eval split."""

from typing import Any, Protocol

import tensorflow as tf

from components.models.autoencoders import terms
from components.models.autoencoders.network import Autoencoder
from components.models.examples import Array

Measured = dict[str, tf.Tensor]


class Objective(Protocol):
    """One aim of a training.

    Attributes:
        watched: the metric that tells the best epoch; smaller is better.
        variables: what is trained.
    """

    watched: str
    variables: list[Any]

    def loss(self, inputs: tf.Tensor, labels: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
        """Of a batch [rows, inputs] with labels [rows]; `seed` int32 [2] is of everything random."""
        ...

    def measured(self, inputs: tf.Tensor, labels: tf.Tensor) -> Measured:
        """Metrics of rows as they are served: nothing is random."""
        ...


class Rebuilding:
    """To rebuild the inputs; labels are not looked at."""

    watched = "reconstruction"

    def __init__(self, autoencoder: Autoencoder) -> None:
        self._autoencoder = autoencoder
        self.variables = autoencoder.trainable_variables

    def loss(self, inputs: tf.Tensor, labels: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
        """The autoencoder's own."""
        return self._autoencoder.learn(inputs, seed)[1]

    def measured(self, inputs: tf.Tensor, labels: tf.Tensor) -> Measured:
        """`reconstruction`: the mean squared error of the rebuilt scalars."""
        return {"reconstruction": tf.reduce_mean(self._autoencoder.errors(inputs))}


class Classifying:
    """To tell the class from the code, and to rebuild the inputs beside.

    Args:
        network: has an `autoencoder`, and `logits` of codes.
        reconstruction_weight: of the autoencoder's loss beside the cross entropy.
        class_weights: float32 [classes].
    """

    watched = "loss"

    def __init__(self, network: Any, reconstruction_weight: float, class_weights: Array) -> None:
        self._network, self._weight = network, reconstruction_weight
        self._class_weights = tf.constant(class_weights)
        self.variables = network.trainable_variables

    def loss(self, inputs: tf.Tensor, labels: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
        """Cross entropy, and the autoencoder's loss with its weight."""
        code, own = self._network.autoencoder.learn(inputs, seed)
        wrong = terms.cross_entropy(self._network.logits(code), labels, self._class_weights)
        return wrong + self._weight * own

    def measured(self, inputs: tf.Tensor, labels: tf.Tensor) -> Measured:
        """`accuracy`, `loss` (the cross entropy) and `reconstruction`."""
        logits = self._network.logits(self._network.autoencoder.encode(inputs).mean)
        hits = tf.equal(tf.argmax(logits, axis=1, output_type=tf.int32), labels)
        return {
            "accuracy": tf.reduce_mean(tf.cast(hits, tf.float32)),
            "loss": terms.cross_entropy(logits, labels, self._class_weights),
            "reconstruction": tf.reduce_mean(self._network.autoencoder.errors(inputs)),
        }
