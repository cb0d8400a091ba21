"""A booster as plain TensorFlow ops: to the last bit XGBoost's margins, without XGBoost."""

from typing import Any

import keras
import tensorflow as tf

from components.models.forest import Array
from components.models.leaf_masks import BITS, LeafMasks

ROWS_AT_ONCE = 256  # bounds the memory, and keeps it in the cache


class Trees(keras.layers.Layer):
    """float32 [batch, features or more] -> `probabilities` float32 [batch, classes]. NaN means missing.

    Columns behind the features that the trees know are not looked at.

    Args:
        masks: the trees.
    """

    def __init__(self, masks: LeafMasks, name: str = "trees") -> None:
        super().__init__(name=name, trainable=False)
        self.thresholds = [self._constant(f"thresholds_{i}", t) for i, t in enumerate(masks.thresholds)]
        self.starts = [int(start) for start in masks.starts]
        self.masks = self._constant("masks", masks.masks)
        self.leaf_values = self._constant("leaf_values", masks.values.ravel())
        self.classes = self._constant("classes", masks.classes[:, None])
        self.base = self._constant("base", masks.base[:, None])
        self.words = len(masks.classes)
        self.built = True

    def _constant(self, name: str, values: Array) -> Any:
        def take(shape: Any, dtype: Any) -> Any:
            return tf.constant(values)

        return self.add_weight(
            shape=values.shape, dtype=values.dtype.name, initializer=take, trainable=False, name=name
        )

    def call(self, inputs: tf.Tensor) -> dict[str, tf.Tensor]:
        """Class probabilities."""
        return {"probabilities": tf.nn.softmax(self.margins(inputs))}

    def margins(self, inputs: tf.Tensor) -> tf.Tensor:
        """What XGBoost calls margins, float32 [batch, classes]."""
        batch, features = tf.shape(inputs)[0], len(self.thresholds)
        rows = tf.clip_by_value(batch, 1, ROWS_AT_ONCE)
        count = tf.maximum((batch + rows - 1) // rows, 1)
        padded = tf.pad(self._rows_of_table(inputs), [[0, count * rows - batch], [0, 0]])
        blocks = tf.reshape(padded, [count, rows, features])
        margins = tf.map_fn(self._block, blocks, fn_output_signature=tf.float32)
        return tf.reshape(margins, [-1, self.base.shape[0]])[:batch]

    def _rows_of_table(self, inputs: tf.Tensor) -> tf.Tensor:
        """Which rows of the table speak for each input, int32 [batch, features]."""
        known = len(self.thresholds)
        columns = tf.unstack(inputs[:, :known], num=known, axis=1)
        rows = []
        for column, known, start in zip(columns, self.thresholds, self.starts, strict=True):
            missing = known.shape[0] + 1
            found = tf.searchsorted(tf.convert_to_tensor(known), column, side="right")
            rows.append(start + tf.where(tf.math.is_nan(column), missing, found))
        return tf.stack(rows, axis=1)

    def _block(self, rows_of_table: tf.Tensor) -> tf.Tensor:
        """Margins float32 [rows, classes].

        Leaves are added to the base one after another, as XGBoost does, so that both round alike.
        """
        table = tf.convert_to_tensor(self.masks)
        reach, *others = (tf.gather(table, column) for column in tf.unstack(rows_of_table, axis=1))
        for other in others:
            reach = tf.bitwise.bitwise_and(reach, other)
        leaf = tf.transpose(tf.raw_ops.PopulationCount(x=reach - 1))
        first = tf.range(self.words, dtype=tf.int32)[:, None] * (BITS + 1)
        added = tf.gather(tf.convert_to_tensor(self.leaf_values), first + tf.cast(leaf, tf.int32))
        start = tf.repeat(tf.convert_to_tensor(self.base), tf.shape(rows_of_table)[0], axis=1)
        return tf.transpose(tf.tensor_scatter_nd_add(start, tf.convert_to_tensor(self.classes), added))
