"""Writes a trained model of any family as a SavedModel that every TensorFlow server can load.

`keras.export.ExportArchive` is used because its models also load in a TensorFlow 1 session, as some servers
do it; what `tf.saved_model.save` makes of a Keras 3 model does not.
"""

from collections.abc import Callable, Mapping
from typing import Any

import keras
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import tensorflow as tf
from tensorflow.core.protobuf.fingerprint_pb2 import FingerprintDef

from components.files import local_folder, write_bytes, write_text
from components.models.canonical import renumber_functions
from components.models.description import DESCRIPTION_FILE, EXPECTED_FILE, EXPLAIN, Description
from components.models.examples import Array, Examples, input_spec
from components.models.layout import Layout
from components.models.preprocessing import Columns, Preprocessing
from components.showers.vectors import to_arrow

EXPECTED_ROWS = 256

Outputs = dict[str, tf.Tensor]


def export_model(
    folder: str, network: keras.layers.Layer, preprocessing: Preprocessing, description: Description
) -> None:
    """Writes a SavedModel with the signatures `serving_default`, `predict` and `transform_features`.

    `predict` takes the inputs as columns, vectors flattened; `transform_features` gives single numbers only.
    A network that has `inside` gets the signature `explain` too: `model_inputs` [batch, width] -> what that
    gives.

    Args:
        folder: where to; local or remote.
        network: model inputs float32 [batch, width] -> `probabilities` [batch, classes] in the order of
            `description.classes`, and perhaps `anomaly_score` [batch].
        preprocessing: raw inputs -> model inputs.
        description: goes beside it, to `assets.extra/cascada.json`.
    """
    spec = input_spec(description.dataset)
    columns = {name: tf.TensorSpec([None, *one.shape], tf.float32, name=name) for name, one in spec.items()}
    examples = [tf.TensorSpec([None], tf.string, name="examples")]
    answer = _answer(network, preprocessing, description.classes)
    archive = keras.export.ExportArchive()
    archive.track(preprocessing.layer)
    archive.add_endpoint(
        "serving_default", lambda examples: answer(tf.io.parse_example(examples, spec)), examples
    )
    archive.add_endpoint("predict", answer, [columns])
    archive.add_endpoint(
        "transform_features",
        lambda examples: preprocessing.named(tf.io.parse_example(examples, spec)),
        examples,
    )
    if hasattr(network, "inside"):
        width = Layout.of(description.dataset).width
        matrix = tf.TensorSpec([None, width], tf.float32, name="model_inputs")
        archive.add_endpoint(EXPLAIN, network.inside, [matrix])
    _list_in_order(archive, [weight.value for weight in network.weights])
    with local_folder(folder) as place:
        archive.write_out(str(place), verbose=False)
        renumber_functions(str(place))
        _name_by_content(str(place))
        write_text(f"{place}/{DESCRIPTION_FILE}", description.to_json())


def _list_in_order(archive: Any, weights: list[tf.Variable]) -> None:
    """An archive lists the variables it finds in the order of their addresses, so the file would vary."""
    find = archive._filter_and_track_resources

    def find_and_order() -> None:
        find()
        archive._tf_trackable._all_variables = weights

    archive._filter_and_track_resources = find_and_order


def _name_by_content(folder: str) -> None:
    """TensorFlow gives a SavedModel a random name; this makes it a function of what is in it."""
    path = f"{folder}/fingerprint.pb"
    with tf.io.gfile.GFile(path, "rb") as stream:
        fingerprint = FingerprintDef.FromString(stream.read())
    fingerprint.uuid = str(fingerprint.saved_model_checksum ^ fingerprint.checkpoint_hash)
    write_bytes(path, fingerprint.SerializeToString(deterministic=True))


def _answer(
    network: keras.layers.Layer, preprocessing: Preprocessing, classes: tuple[str, ...]
) -> Callable[[Columns], Outputs]:
    def answer(columns: Columns) -> Outputs:
        outputs: Outputs = dict(network(preprocessing(columns)))
        names = tf.constant(classes)
        likeliest = tf.argmax(outputs["probabilities"], axis=1)
        every = tf.tile(names[None, :], [tf.shape(likeliest)[0], 1])
        return {**outputs, "classes": every, "label": tf.gather(names, likeliest)}

    return answer


def write_expected(
    folder: str, held_out: Examples, outputs: Mapping[str, Array], classes: tuple[str, ...]
) -> None:
    """Writes what the training library itself predicts for some rows, to check every server against.

    Args:
        folder: of the SavedModel.
        held_out: the eval split; its first `EXPECTED_ROWS` rows are kept.
        outputs: of the library, for these rows at least: `probabilities`, and perhaps `anomaly_score`.
        classes: class names in the order of the probabilities.
    """
    rows = slice(EXPECTED_ROWS)
    columns: dict[str, Any] = {name: column[rows] for name, column in held_out.raw.items()}
    for number, name in enumerate(classes):
        columns[f"p_{name}"] = outputs["probabilities"][rows, number]
    if "anomaly_score" in outputs:
        columns["anomaly_score"] = outputs["anomaly_score"][rows]
    table = pa.table({n: to_arrow(np.ascontiguousarray(column, np.float32)) for n, column in columns.items()})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    write_bytes(f"{folder}/{EXPECTED_FILE}", sink.getvalue().to_pybytes())
