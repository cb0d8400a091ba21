"""The layers of an autoencoder. They are built at once, so that a decoder can share the encoder's kernels."""

from collections.abc import Callable, Iterator
from typing import Any

import keras
import tensorflow as tf

Curve = Callable[[tf.Tensor], tf.Tensor]


def _silu(x: tf.Tensor) -> tf.Tensor:
    """The same as Keras' own, which brings a gradient of its own into the exported graph."""
    return x * tf.sigmoid(x)


CURVES: dict[str, Curve] = {
    "linear": tf.identity,
    "selu": keras.activations.selu,
    "relu": keras.activations.relu,
    "silu": _silu,
    "sigmoid": tf.sigmoid,
}
INITIALIZERS = {
    "linear": keras.initializers.GlorotNormal,
    "sigmoid": keras.initializers.GlorotNormal,
    "selu": keras.initializers.LecunNormal,
}


def dense(
    name: str, inputs: int, units: int, curve: str, seed: int, *, unit_norm: bool = False
) -> keras.layers.Dense:
    """A dense layer with its weights; initial ones suit the curve and follow from the seed.

    Args:
        name: of the layer.
        inputs, units: the shape of the kernel.
        curve: one of `CURVES`.
        seed: of the kernel; biases are 0.
        unit_norm: keep the incoming weights of each unit at length 1 while training.
    """
    initializer = INITIALIZERS.get(curve, keras.initializers.HeNormal)
    constraint = keras.constraints.UnitNorm(axis=0) if unit_norm else None
    layer = keras.layers.Dense(
        units, CURVES[curve], kernel_initializer=initializer(seed), kernel_constraint=constraint, name=name
    )
    layer.build((None, inputs))
    return layer


def stack(name: str, widths: list[int], curves: list[str], seeds: Iterator[int], **more: Any) -> list[Any]:
    """Dense layers from each width to the next, with these curves; `more` as for `dense`."""
    shapes = zip(widths[:-1], widths[1:], curves, strict=True)
    return [dense(f"{name}_{number}", *shape, next(seeds), **more) for number, shape in enumerate(shapes)]


class Mirrored(keras.layers.Layer):
    """A dense layer whose kernel is that of another one, transposed; only the bias is its own.

    Args:
        name: of the layer.
        mirrored: the other one.
        units: how many of its inputs, from the first on, are given back.
        curve: one of `CURVES`.
    """

    def __init__(self, name: str, mirrored: keras.layers.Dense, units: int, curve: str) -> None:
        super().__init__(name=name)
        # In a function, or Keras would count the other layer's weights as this one's.
        self._kernel: Callable[[], tf.Tensor] = lambda: mirrored.kernel[:units]
        self._curve = CURVES[curve]
        self.bias = self.add_weight(shape=(units,), initializer="zeros", name="bias")
        self.built = True

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """[batch, units of the other] -> [batch, units]."""
        return self._curve(tf.matmul(inputs, self._kernel(), transpose_b=True) + self.bias)


def run(layers: list[Any], inputs: tf.Tensor) -> tf.Tensor:
    """One layer after another; float32, also where the layers are of lower precision."""
    for layer in layers:
        inputs = layer(inputs)
    return tf.cast(inputs, tf.float32)
