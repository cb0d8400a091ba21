"""A denoising autoencoder whose code also tells the class."""

import itertools
from collections.abc import Iterator
from typing import Any

import keras
import tensorflow as tf

from components.settings import Autoencoder as Settings

FAMILY = "autoencoder"


def _silu(x: tf.Tensor) -> tf.Tensor:
    """The same as Keras' own, which brings a gradient of its own into the exported graph."""
    return x * tf.sigmoid(x)


ACTIVATIONS = {"silu": _silu, "selu": keras.activations.selu, "relu": keras.activations.relu}
INITIALIZERS = {"selu": keras.initializers.LecunNormal}


class Autoencoder(keras.Model):
    """Encoder, mirrored decoder, and a head on the code.

    A row unlike everything it was trained on is rebuilt badly, which its anomaly score says.

    Args:
        inputs: how many model inputs there are.
        classes: how many classes.
        settings: widths and activation.
        seed: of the initial weights.
    """

    def __init__(self, inputs: int, classes: int, settings: Settings, seed: int) -> None:
        super().__init__(name=FAMILY)
        seeds = itertools.count(seed)
        self.encoder = _layers("encoder", inputs, settings.hidden, settings.code, settings, seeds)
        self.decoder = _layers("decoder", settings.code, settings.hidden[::-1], inputs, settings, seeds)
        self.head = _layers("head", settings.code, settings.head, classes, settings, seeds)
        self.built = True

    def logits_and_rebuilt(self, inputs: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """float32 [batch, inputs] -> logits [batch, classes], rebuilt inputs [batch, inputs]."""
        code = self.encoder(inputs)
        return self.head(code), self.decoder(code)

    def call(self, inputs: tf.Tensor) -> dict[str, tf.Tensor]:
        """float32 [batch, inputs] -> `probabilities` [batch, classes], `anomaly_score` [batch].

        The anomaly score is the mean squared error of the rebuilt inputs, in scaled units.
        """
        logits, rebuilt = self.logits_and_rebuilt(inputs)
        score = tf.reduce_mean(tf.square(rebuilt - inputs), axis=1)
        return {"probabilities": tf.nn.softmax(logits), "anomaly_score": score}


def _layers(
    name: str, inputs: int, hidden: list[int], outputs: int, settings: Settings, seeds: Iterator[int]
) -> keras.Sequential:
    """Dense layers, the last one linear."""
    curve = ACTIVATIONS[settings.activation]
    initializer = INITIALIZERS.get(settings.activation, keras.initializers.HeNormal)
    layers: list[Any] = [keras.Input((inputs,))]
    for number, units in enumerate(hidden):
        kernel = initializer(next(seeds))
        layers.append(keras.layers.Dense(units, curve, kernel_initializer=kernel, name=f"{number}"))
    straight = keras.initializers.GlorotNormal(next(seeds))
    layers.append(keras.layers.Dense(outputs, kernel_initializer=straight, name="last"))
    return keras.Sequential(layers, name=name)
