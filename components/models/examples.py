"""Examples in memory as dense columns, which is how a trainer wants a split."""

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from components.errors import BadFileError, BadRecordError
from components.models.preprocessing import Preprocessing
from components.showers.dataset import Dataset

BATCH = 4096
TYPES = {"float": tf.float32, "int": tf.int64, "string": tf.string}

Array = np.ndarray[Any, Any]


@dataclasses.dataclass(frozen=True)
class Examples:
    """A split.

    Attributes:
        inputs: what a model sees, float32 [rows, model inputs].
        labels: index of the class, int64 [rows].
        raw: the measured inputs by name, float32 [rows] each.
    """

    inputs: Array
    labels: Array
    raw: dict[str, Array]


def input_spec(dataset: Dataset) -> dict[str, tf.io.FixedLenFeature]:
    """How the input features, and nothing else, are parsed from a tf.Example: one value each."""
    return {f.name: tf.io.FixedLenFeature([], TYPES[f.dtype]) for f in dataset.inputs}


def load_examples(patterns: Sequence[str], dataset: Dataset, preprocessing: Preprocessing) -> Examples:
    """Reads TFRecords of tf.Examples; nothing but inputs and label is parsed.

    Args:
        patterns: file patterns, as in `fn_args.train_files`.
        dataset: the registry of the examples.
        preprocessing: its transform graph.

    Raises:
        BadFileError: no file matches, or a file is damaged.
        BadRecordError: there is no example, or an example lacks an input or is of an unknown class.
    """
    label = dataset.label.name
    spec = input_spec(dataset) | {label: tf.io.FixedLenFeature([], tf.string)}

    @tf.function(autograph=False)
    def parse(records: tf.Tensor) -> tuple[tf.Tensor, dict[str, tf.Tensor]]:
        raw = tf.io.parse_example(records, spec)
        return preprocessing(raw), raw

    records = tf.data.TFRecordDataset(_files(patterns)).batch(BATCH)
    try:
        batches = [tf.nest.map_structure(lambda column: column.numpy(), parse(r)) for r in records]
    except tf.errors.DataLossError as error:
        raise BadFileError(f"damaged: {error.message}", where=str(patterns), fix="Run ExampleGen.") from None
    except tf.errors.InvalidArgumentError as error:
        raise BadRecordError(error.message, where=str(patterns), fix="Run ExampleGen.") from None
    if not batches:
        raise BadRecordError("no examples", where=str(patterns), fix="Give ExampleGen more showers.")
    raw = {name: np.concatenate([columns[name] for _, columns in batches]) for name in spec}
    labels = class_indices(raw.pop(label), dataset.classes)
    inputs = np.concatenate([inputs for inputs, _ in batches])
    return Examples(inputs, labels, {name: column.astype(np.float32) for name, column in raw.items()})


def _files(patterns: Sequence[str]) -> list[str]:
    files = sorted(file for pattern in patterns for file in tf.io.gfile.glob(pattern))
    if not files:
        raise BadFileError("no such files", where=", ".join(patterns), fix="Run ExampleGen.")
    return files


def class_indices(labels: Array, classes: Sequence[str]) -> Array:
    """Class names as bytes [rows] -> their index in `classes`, int64 [rows].

    Raises:
        BadRecordError: a label is no class.
    """
    names, codes = np.unique(labels, return_inverse=True)
    decoded = [name.decode() for name in names]
    if unknown := sorted(set(decoded) - set(classes)):
        raise BadRecordError(
            f"unknown class {', '.join(unknown)}", where="label", fix=f"Known classes: {', '.join(classes)}."
        )
    known = np.array([classes.index(name) for name in decoded], np.int64)
    indices: Array = known[codes]
    return indices
