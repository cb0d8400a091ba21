"""Encodes the traces of a few stations, in whatever order they are listed, as a few numbers.

One small convolution network looks at each station; what it finds is averaged and maximised over the stations
that are there, as in Zaheer et al., Deep Sets, arXiv 1703.06114. The order of the stations does not matter,
nor how many rows are there for absent ones.
"""

import math
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import tensorflow as tf

KERNEL, STRIDE = 5, 2
CLEAR = 100.0
"""The logarithm is taken of 1 + 100 x: a bin with 1 % of the charge stands out, the noise does not."""
CHANNELS = 2


class TraceEncoder(keras.layers.Layer):
    """Traces and values of stations -> numbers that do not depend on the order of the stations.

    Args:
        stations: how many an example has room for.
        bins: of a trace.
        values: numbers beside the trace of a station; the last one is 1 where the station is there, else 0.
        filters: of each convolution; each halves the number of bins.
        units: how many numbers come out.
        seed: of the initial weights.
    """

    def __init__(
        self, stations: int, bins: int, values: int, filters: list[int], units: int, seed: int
    ) -> None:
        super().__init__(name="trace_encoder")
        self._shape = (stations, bins)
        # Apart from those of other layers, who may count on from the same seed.
        seeds = iter(np.random.SeedSequence(seed).generate_state(len(filters) + 2).tolist())
        self.convolutions = _convolutions(bins, filters, seeds)
        self.station = _dense("station", 2 * filters[-1] + values, units, seeds)
        self.event = _dense("event", 2 * units, units, seeds)
        self.built = True

    def call(self, traces: tf.Tensor, stations: tf.Tensor) -> tf.Tensor:
        """Encodes a batch.

        Args:
            traces: of unit area and not negative, 0 where there is none, float32 [batch, stations, bins].
            stations: values of the stations [batch, stations, values].

        Returns:
            [batch, units], not negative; float32, or of fewer bits where the policy of Keras says so.
        """
        there = tf.cast(stations[:, :, -1:] > 0.5, stations.dtype)
        found = self.station(tf.concat([self._shapes(traces), stations], axis=2)) * there
        many = tf.maximum(tf.reduce_sum(there, axis=1), 1.0)
        mean, most = tf.reduce_sum(found, axis=1) / many, tf.reduce_max(found, axis=1)
        return self.event(tf.concat([mean, most], axis=1))

    def _shapes(self, traces: tf.Tensor) -> tf.Tensor:
        """Means and maxima over bins of what the convolutions find in each trace [batch, stations, any]."""
        stations, bins = self._shape
        traces = tf.reshape(traces, [-1, bins])
        rows = tf.shape(traces)[0]
        # A convolution of no rows at all fails in TensorFlow 2.21, so it gets one that is cut off again.
        spare = tf.cast(tf.equal(rows, 0), tf.int32)
        each = self.convolutions(channels(tf.pad(traces, [[0, spare], [0, 0]])))
        pooled = tf.concat([tf.reduce_mean(each, axis=1), tf.reduce_max(each, axis=1)], axis=1)[:rows]
        return tf.reshape(pooled, [-1, stations, pooled.shape[1]])


def channels(traces: tf.Tensor) -> tf.Tensor:
    """What a convolution sees of traces of unit area [rows, bins]: [rows, bins, 2], between 0 and 1.

    The first channel is the logarithm of the trace. The second is the share of the charge up to the bin,
    because pooling forgets at which bin something was found: its mean over bins tells how late the charge is.
    """
    # A training may have added noise, and a logarithm of less than nothing would end it.
    height = tf.math.log1p(CLEAR * tf.maximum(traces, 0.0)) / math.log1p(CLEAR)
    return tf.stack([height, tf.cumsum(traces, axis=1)], axis=2)


def _convolutions(bins: int, filters: list[int], seeds: Iterator[int]) -> keras.Sequential:
    layers: list[Any] = [keras.Input((bins, CHANNELS))]
    for number, width in enumerate(filters):
        kernel = keras.initializers.HeNormal(next(seeds))
        layers.append(
            keras.layers.Conv1D(
                *(width, KERNEL, STRIDE, "same"),
                activation="relu",
                kernel_initializer=kernel,
                name=f"{number}",
            )
        )
    return keras.Sequential(layers, name="convolutions")


def _dense(name: str, inputs: int, units: int, seeds: Iterator[int]) -> keras.layers.Dense:
    kernel = keras.initializers.HeNormal(next(seeds))
    layer = keras.layers.Dense(units, "relu", kernel_initializer=kernel, name=name)
    layer.build((None, inputs))
    return layer
