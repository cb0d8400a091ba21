"""What a model sees: the derived inputs of a dataset, as z-scores, in one graph for training and serving.

Angles are in degrees. Every number is computed in 64 bits and rounded to 32 at the very end: the last bit of
a 32-bit logarithm depends on how many rows are computed at once, and one bit can send a row down another
branch of a tree.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import tensorflow as tf
import tensorflow_transform as tft

from components.showers.dataset import Dataset, DerivedInput, Transform

SMALLEST = 1e-30  # logarithms are taken of nothing smaller
RESOLUTION = 1e-7  # of a 32-bit number: a difference of two is known no better than this share of the first
GRAZING = 1e-3  # the smallest cosine, 89.94 degrees


def preprocessing_fn(inputs: Mapping[str, Any], custom_config: Mapping[str, Any]) -> dict[str, tf.Tensor]:
    """The function that TFX's Transform component calls.

    Args:
        inputs: raw columns by name, each [batch] or [batch, 1], dense or sparse. Only those of role input are
            touched.
        custom_config: `dataset`, the dataset as JSON.

    Returns:
        One float32 tensor [batch] for each model input of the dataset: mean 0, standard deviation 1 over the
        analysed split.
    """
    dataset = Dataset.model_validate_json(custom_config["dataset"])
    derived = tf.stack(derive(dataset.model_inputs, inputs), axis=1)
    scaled = tf.cast(tft.scale_to_z_score(derived, elementwise=True), tf.float32)
    columns = tf.unstack(scaled, num=len(dataset.model_inputs), axis=1)
    return {wanted.name: column for wanted, column in zip(dataset.model_inputs, columns, strict=True)}


def derive(wanted: Sequence[DerivedInput], inputs: Mapping[str, Any]) -> list[tf.Tensor]:
    """The derived inputs before scaling, float64 [batch] each, in the order wanted."""
    names = {name for derived in wanted for name in derived.of}
    columns = {name: _column(inputs[name]) for name in sorted(names)}
    return [FORMULAS[d.transform](*(columns[name] for name in d.of)) for d in wanted]


def _column(value: Any) -> tf.Tensor:
    dense = tf.sparse.to_dense(value) if isinstance(value, tf.SparseTensor) else value
    return tf.cast(tf.reshape(dense, [-1]), tf.float64)


def _log10(x: tf.Tensor) -> tf.Tensor:
    return tf.math.log(tf.maximum(x, SMALLEST)) / math.log(10)


def _sec(degrees: tf.Tensor) -> tf.Tensor:
    return 1 / tf.maximum(tf.cos(degrees * (math.pi / 180)), GRAZING)


def _log_ratio(above: tf.Tensor, below: tf.Tensor) -> tf.Tensor:
    return _log10(above) - _log10(below)


def _log_difference(first: tf.Tensor, *others: tf.Tensor) -> tf.Tensor:
    return _log10(tf.maximum(first - tf.add_n(others), first * RESOLUTION))


FORMULAS: dict[str, Callable[..., tf.Tensor]] = {
    Transform.IDENTITY: tf.identity,
    Transform.LOG10: _log10,
    Transform.SEC: _sec,
    Transform.LOG_RATIO: _log_ratio,
    Transform.LOG_DIFFERENCE: _log_difference,
}
