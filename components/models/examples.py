"""Examples in memory as dense columns, which is how a trainer wants a split."""

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from components.errors import BadFileError, BadRecordError
from components.models.layout import Layout
from components.models.preprocessing import Preprocessing
from components.showers.dataset import Dataset

BATCH = 4096
TYPES = {"float": tf.float32, "int": tf.int64, "string": tf.string}

Array = np.ndarray[Any, Any]


@dataclasses.dataclass(frozen=True)
class Examples:
    """A split.

    Attributes:
        inputs: what a model sees, float32 [rows, width], as `components.models.layout.Layout` has it.
        labels: index of the class, int64 [rows].
        raw: the measured inputs by name, float32: single numbers [rows], vectors flattened [rows, width].
    """

    inputs: Array
    labels: Array
    raw: dict[str, Array]


def input_spec(dataset: Dataset) -> dict[str, tf.io.FixedLenFeature]:
    """How the input features, and nothing else, are parsed from a tf.Example.

    Single numbers are parsed as [batch], vectors flattened as [batch, width].
    """
    shapes = {f.name: [f.width] if f.shape else [] for f in dataset.inputs}
    return {f.name: tf.io.FixedLenFeature(shapes[f.name], TYPES[f.dtype]) for f in dataset.inputs}


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
    files = _files(patterns)
    try:
        parts, columns = _parse(files, dataset, preprocessing)
    except tf.errors.DataLossError as error:
        raise BadFileError(f"damaged: {error.message}", where=str(patterns), fix="Run ExampleGen.") from None
    except tf.errors.InvalidArgumentError as error:
        raise BadRecordError(error.message, where=str(patterns), fix="Run ExampleGen.") from None
    if not parts:
        raise BadRecordError("no examples", where=str(patterns), fix="Give ExampleGen more showers.")
    inputs = _joined(parts)
    found = {name: np.concatenate([batch[name] for batch in columns]) for name in columns[0]}
    labels = class_indices(found.pop(dataset.label.name), dataset.classes)
    raw = {name: column.astype(np.float32) for name, column in found.items()}
    raw |= {block.name: inputs[:, block.columns] for block in Layout.of(dataset).blocks}
    return Examples(inputs, labels, raw)


def _parse(
    files: Sequence[str], dataset: Dataset, preprocessing: Preprocessing
) -> tuple[list[Array], list[dict[str, Array]]]:
    """Batch by batch: what a model sees [batch, width]; single inputs and label by name [batch]."""
    label = dataset.label.name
    spec = input_spec(dataset) | {label: tf.io.FixedLenFeature([], tf.string)}
    vectors = {feature.name for feature in dataset.vectors}

    @tf.function(autograph=False)
    def parse(records: tf.Tensor) -> tuple[tf.Tensor, dict[str, tf.Tensor]]:
        raw = tf.io.parse_example(records, spec)
        return preprocessing(raw), {name: column for name, column in raw.items() if name not in vectors}

    parts, columns = [], []
    for records in tf.data.TFRecordDataset(files).batch(BATCH):
        inputs, raw = parse(records)
        parts.append(inputs.numpy())
        columns.append({name: column.numpy() for name, column in raw.items()})
    return parts, columns


def _joined(parts: list[Array]) -> Array:
    """The parts as one array; each is let go as soon as it is copied, so nothing is in memory twice."""
    whole = np.empty((sum(map(len, parts)), *parts[0].shape[1:]), parts[0].dtype)
    end = len(whole)
    while parts:
        part = parts.pop()
        whole[end - len(part) : end] = part
        end -= len(part)
    return whole


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
