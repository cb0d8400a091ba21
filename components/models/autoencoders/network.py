"""One autoencoder of any kind and shape, as its settings say."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import keras
import tensorflow as tf

from components.models.autoencoders import terms
from components.models.autoencoders.corruption import CORRUPTIONS, sampled
from components.models.autoencoders.layers import Mirrored, dense, run, stack
from components.models.layout import Layout
from components.settings import Autoencoder as Settings

OWN_CURVES = {"sparse": "sigmoid"}
TRACES, STATIONS = "traces", "stations"


class Code(NamedTuple):
    """Of a batch: `mean` [batch, units], and `log_variance`, of the same shape, of a variational one."""

    mean: tf.Tensor
    log_variance: tf.Tensor | None


class Autoencoder(keras.layers.Layer):
    """Encodes the inputs, with the traces where there are some, and rebuilds the scalars.

    Args:
        layout: of the inputs.
        settings: kind and shape.
        seeds: of the initial weights, one after another.
        name: of the layer.
    """

    def __init__(self, layout: Layout, settings: Settings, seeds: Iterator[int], name: str) -> None:
        super().__init__(name=name)
        self._layout, self._settings = layout, settings
        self.traces = _trace_encoder(layout, settings, seeds)
        widths = [layout.scalars + (settings.trace_units if self.traces else 0), *settings.hidden]
        code_curve = OWN_CURVES.get(settings.kind, settings.code_activation)
        curves = [settings.activation] * len(settings.hidden)
        more = {"unit_norm": settings.unit_norm}
        self.encoder = stack("encoder", [*widths, settings.code], [*curves, code_curve], seeds, **more)
        self.spread = self._spread(widths[-1], next(seeds))
        self.decoder = self._decoder([*curves, "linear"], seeds)
        self.built = True

    def _spread(self, inputs: int, seed: int) -> keras.layers.Dense | None:
        if self._settings.kind != "variational":
            return None
        return dense("log_variance", inputs, self._settings.code, "linear", seed)

    def _decoder(self, curves: list[str], seeds: Iterator[int]) -> list[Any]:
        widths = [self._settings.code, *self._settings.hidden[::-1], self._layout.scalars]
        if not self._settings.tied:
            return stack("decoder", widths, curves, seeds)
        layers = zip(self.encoder[::-1], widths[1:], curves, strict=True)
        return [Mirrored(f"decoder_{number}", *layer) for number, layer in enumerate(layers)]

    def encode(self, inputs: tf.Tensor) -> Code:
        """Inputs [batch, width of the layout] -> their code."""
        hidden = self.scalars(inputs)
        if self.traces:
            hidden = tf.concat([hidden, self._encoded_traces(inputs)], axis=1)
        hidden = run(self.encoder[:-1], hidden)
        return Code(run(self.encoder[-1:], hidden), run([self.spread], hidden) if self.spread else None)

    def _encoded_traces(self, inputs: tf.Tensor) -> tf.Tensor:
        blocks = [self._layout.block(name) for name in (TRACES, STATIONS)]
        parts = [tf.reshape(inputs[:, block.columns], [-1, *block.shape]) for block in blocks]
        return tf.cast(self.traces(*parts), tf.float32)

    def decode(self, code: tf.Tensor) -> tf.Tensor:
        """Codes [batch, units] -> rebuilt scalars [batch, scalars]."""
        return run(self.decoder, code)

    def scalars(self, inputs: tf.Tensor) -> tf.Tensor:
        """The part of the inputs that is rebuilt."""
        return inputs[:, : self._layout.scalars]

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """Inputs [batch, width of the layout] -> scalars rebuilt from the mean code; nothing is random."""
        return self.decode(self.encode(inputs).mean)

    def errors(self, inputs: tf.Tensor) -> tf.Tensor:
        """Mean squared error of each row's rebuilt scalars, in scaled units [batch]."""
        return terms.squared_error(self(inputs), self.scalars(inputs))

    def learn(self, inputs: tf.Tensor, seed: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """A step of the training.

        Args:
            inputs: clean ones [batch, width of the layout].
            seed: of everything random, int32 [2].

        Returns:
            The code that was decoded [batch, units], and the loss, a scalar.
        """
        code = self.encode(self._corrupted(inputs, seed))
        drawn = code.mean if code.log_variance is None else sampled(*code, seed + 1)
        error = tf.reduce_mean(terms.squared_error(self.decode(drawn), self.scalars(inputs)))
        return drawn, error + self._penalties(code)

    def _corrupted(self, inputs: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
        if self._settings.kind != "denoising":
            return inputs
        corrupt = CORRUPTIONS[self._settings.corruption]
        noisy = corrupt(self.scalars(inputs), self._settings.noise, seed)
        return tf.concat([noisy, inputs[:, self._layout.scalars :]], axis=1)

    def _penalties(self, code: Code) -> tf.Tensor:
        penalty = tf.constant(0.0)
        if self._settings.kind == "sparse":
            penalty += self._settings.beta * terms.sparsity(code.mean, self._settings.rho)
        if self._settings.kind == "variational":
            penalty += self._settings.beta * terms.divergence(*code)
        if self._settings.orthogonality:
            alike = [terms.orthogonality(layer.kernel) for layer in self.encoder]
            penalty += self._settings.orthogonality * tf.add_n(alike)
        return penalty


def _trace_encoder(layout: Layout, settings: Settings, seeds: Iterator[int]) -> Any:
    if settings.trace_filters is None or not {TRACES, STATIONS} <= set(layout.names):
        return None
    from components.models.trace_encoder import TraceEncoder

    (stations, bins), (_, values) = (layout.block(name).shape for name in (TRACES, STATIONS))
    return TraceEncoder(stations, bins, values, settings.trace_filters, settings.trace_units, next(seeds))
