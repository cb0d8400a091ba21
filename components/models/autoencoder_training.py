"""Trains the autoencoder: each epoch is one call of one compiled graph over data that stays in memory.

Shuffling and noise are functions of the seed and the epoch, so the same settings, data and seed give the same
weights, and a training that was killed starts again and ends with them.
"""

import dataclasses
import math
import time
from collections.abc import Callable
from typing import cast

import keras
import numpy as np
import tensorflow as tf

from components.errors import ModelError
from components.models.autoencoder import Autoencoder
from components.models.examples import Array, Examples
from components.models.gradient_boosting import Progress
from components.models.one_cycle import OneCycle
from components.settings import Autoencoder as Settings

CLIP = 1.0  # the longest gradient, over all weights: a high peak of the learning rate does not diverge
BATCH = 4096  # of predictions
WATCHED = 65_536  # rows of the eval split that the learning curve is of, at most

Epoch = Callable[[tf.Tensor], tf.Tensor]
Measure = Callable[[], tuple[tf.Tensor, tf.Tensor]]


@dataclasses.dataclass(frozen=True)
class Trained:
    """A trained autoencoder.

    Attributes:
        network: the model.
        seconds: how long the training took.
        curve: value after each epoch of `training_loss` and, on the eval split, of `accuracy` and `loss`.
    """

    network: Autoencoder
    seconds: float
    curve: dict[str, list[float]]

    def predict(self, inputs: Array) -> dict[str, Array]:
        """Keras' own `probabilities` [rows, classes] and `anomaly_score` [rows] of inputs [rows, inputs]."""
        return dict(self.network.predict(inputs, batch_size=BATCH, verbose=0))


def train_autoencoder(
    train: Examples,
    held_out: Examples,
    settings: Settings,
    *,
    classes: int,
    seed: int,
    progress: Progress | None = None,
) -> Trained:
    """Trains on noisy inputs to rebuild the clean ones and to tell the class.

    Args:
        train: what it learns from.
        held_out: the eval split, for the learning curve.
        settings: the network and its training.
        classes: how many there are.
        seed: of initial weights, order and noise.
        progress: told after each epoch.

    Raises:
        ModelError: the training diverged.
    """
    tf.config.experimental.enable_op_determinism()
    keras.utils.set_random_seed(seed)
    network = Autoencoder(train.inputs.shape[1], classes, settings, seed)
    run_epoch, measure = _epoch(network, train, settings, seed), _measure(network, held_out)
    curve: dict[str, list[float]] = {"training_loss": [], "accuracy": [], "loss": []}
    started = time.perf_counter()
    for epoch in range(settings.epochs):
        values = [float(v) for v in (run_epoch(tf.constant(epoch)), *measure())]
        _require_finite(values[0], epoch)
        for name, value in zip(curve, values, strict=True):
            curve[name].append(value)
        if progress:
            progress(epoch + 1, settings.epochs, {name: values[-1] for name, values in curve.items()})
    return Trained(network, time.perf_counter() - started, curve)


def _require_finite(loss: float, epoch: int) -> None:
    if not math.isfinite(loss):
        raise ModelError(
            f"the training diverged in epoch {epoch + 1}",
            where="autoencoder",
            fix="Lower autoencoder.learning_rate.",
        )


def _epoch(network: Autoencoder, train: Examples, settings: Settings, seed: int) -> Epoch:
    """A compiled function: number of the epoch -> mean loss."""
    rows, width = train.inputs.shape
    batch = min(settings.batch_size, rows)
    steps = rows // batch
    inputs, labels = tf.constant(train.inputs), tf.constant(train.labels.astype(np.int32))
    rate = OneCycle(settings.learning_rate, steps * settings.epochs)
    optimizer = keras.optimizers.Adam(rate, global_clipnorm=CLIP)
    optimizer.build(network.trainable_variables)

    def step(chosen: tf.Tensor, noise: tf.Tensor) -> tf.Tensor:
        clean = tf.gather(inputs, chosen)
        with tf.GradientTape() as tape:
            logits, rebuilt = network.logits_and_rebuilt(clean + noise)
            error = tf.reduce_mean(tf.square(rebuilt - clean))
            loss = _cross_entropy(logits, tf.gather(labels, chosen)) + settings.reconstruction_weight * error
        optimizer.apply(tape.gradient(loss, network.trainable_variables))
        return loss

    @tf.function(autograph=False, input_signature=[tf.TensorSpec([], tf.int32)])
    def run(epoch: tf.Tensor) -> tf.Tensor:
        order = tf.random.experimental.stateless_shuffle(tf.range(rows), seed=[seed, epoch])
        chosen = tf.reshape(order[: steps * batch], [steps, batch])
        noise = settings.noise * tf.random.stateless_normal([steps, batch, width], seed=[seed, epoch])
        losses = tf.while_loop(
            lambda i, _: i < steps, lambda i, total: (i + 1, total + step(chosen[i], noise[i])), (0, 0.0)
        )
        return losses[1] / steps

    return cast(Epoch, run)


def _measure(network: Autoencoder, held_out: Examples) -> Measure:
    """A compiled function: accuracy and cross entropy on the eval split."""
    inputs, labels = tf.constant(held_out.inputs[:WATCHED]), tf.constant(held_out.labels[:WATCHED])

    @tf.function(autograph=False)
    def measure() -> tuple[tf.Tensor, tf.Tensor]:
        logits, _ = network.logits_and_rebuilt(inputs)
        hits = tf.equal(tf.argmax(logits, axis=1), labels)
        return tf.reduce_mean(tf.cast(hits, tf.float32)), _cross_entropy(logits, labels)

    return cast(Measure, measure)


def _cross_entropy(logits: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))
