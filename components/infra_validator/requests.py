"""What the served model is asked, and what its trainer says the answers are."""

import dataclasses
import pathlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import tensorflow as tf

from components.errors import DataError, ModelError
from components.infra_validator.wire import Array, Arrays
from components.models.description import EXPECTED_FILE, Description, read_description
from components.models.examples import input_spec
from components.showers.dataset import Dataset
from components.showers.vectors import to_numpy


@dataclasses.dataclass(frozen=True)
class Requests:
    """Real requests.

    Attributes:
        dataset: of the model.
        classes: class names in the order of the probabilities.
        expected_inputs: one float32 [rows], of a vector [rows, width], for each input of the dataset.
        expected: what the training library predicts for them: probabilities [rows, classes], and
            anomaly_score [rows] where the model has one.
        examples: serialized tf.Examples as the pipeline has them, object [requests].
        columns: the inputs in these examples, float32 [requests], of a vector [requests, width].
    """

    dataset: Dataset
    classes: tuple[str, ...]
    expected_inputs: Arrays
    expected: Arrays
    examples: Array
    columns: Arrays


def load_requests(model: pathlib.Path, examples: pathlib.Path, count: int) -> Requests:
    """Reads what a model says of itself, and real examples.

    Args:
        model: the SavedModel.
        examples: the folder of a split.
        count: how many of its examples.

    Raises:
        ModelError: the model does not describe itself or its predictions.
        DataError: there are no examples.
    """
    described = read_description(str(model))
    inputs, expected = _read_expected(model, described)
    real = _read_examples(examples, count)
    return Requests(
        dataset=described.dataset,
        classes=described.classes,
        expected_inputs=inputs,
        expected=expected,
        examples=real,
        columns=_parse(real, described.dataset),
    )


def _read_expected(model: pathlib.Path, described: Description) -> tuple[Arrays, Arrays]:
    try:
        table = pq.read_table(model / EXPECTED_FILE)
        inputs = {feature.name: _floats(table, feature.name) for feature in described.dataset.inputs}
        return inputs, _predictions(table, described.classes)
    except (OSError, KeyError, pa.ArrowException):
        what = f"no {EXPECTED_FILE} with the inputs and probabilities of its own"
        raise ModelError(what, where=str(model), fix="Export the model again.") from None


def _floats(table: pa.Table, name: str) -> Array:
    return np.ascontiguousarray(to_numpy(table[name]), np.float32)


def _predictions(table: pa.Table, classes: tuple[str, ...]) -> Arrays:
    found = {"probabilities": np.stack([_floats(table, f"p_{name}") for name in classes], axis=1)}
    if "anomaly_score" in table.column_names:
        found["anomaly_score"] = _floats(table, "anomaly_score")
    return found


def _read_examples(folder: pathlib.Path, count: int) -> Array:
    files = sorted(str(path) for path in folder.glob("*") if path.is_file())
    records = list(tf.data.TFRecordDataset(files).take(count).as_numpy_iterator()) if files else []
    if not records:
        raise DataError("there are no examples", where=str(folder), fix="Give ExampleGen more showers.")
    return np.array(records, dtype=object)


def _parse(examples: Array, dataset: Dataset) -> Arrays:
    parsed = tf.io.parse_example(tf.constant(examples), input_spec(dataset))
    return {name: tensor.numpy().astype(np.float32) for name, tensor in parsed.items()}
