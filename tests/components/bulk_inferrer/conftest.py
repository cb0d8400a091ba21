"""A small but real exported model of the `ground` dataset, and showers for it."""

import json
import pathlib

import numpy as np
import pyarrow as pa
import pytest
import tensorflow as tf

from components.models.manifest import Source
from components.pusher.core import push
from components.pusher.folder import ModelsFolder
from components.showers.dataset import Dataset, load_dataset

NAMES = ("particles", "muons", "electrons", "zenith", "energy")


def logits(columns):
    """One per class, from two of the inputs; for NumPy and TensorFlow alike."""
    return [columns["zenith"] / 10 - number * columns["energy"] / 20 for number in range(5)]


class GroundModel(tf.Module):
    def __init__(self, classes: tuple[str, ...]) -> None:
        super().__init__()
        self.classes = classes

    def answer(self, **columns: tf.Tensor) -> dict[str, tf.Tensor]:
        p = tf.nn.softmax(tf.stack(logits(columns), axis=1))
        names = tf.constant(self.classes)
        return {
            "probabilities": p,
            "classes": tf.tile(names[None, :], [tf.shape(p)[0], 1]),
            "label": tf.gather(names, tf.argmax(p, axis=1)),
            "anomaly_score": columns["zenith"] * 2,
        }

    def parse(self, examples: tf.Tensor) -> dict[str, tf.Tensor]:
        return tf.io.parse_example(examples, {name: tf.io.FixedLenFeature([], tf.float32) for name in NAMES})


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    return load_dataset("ground")


@pytest.fixture(scope="session")
def model(tmp_path_factory, dataset) -> pathlib.Path:
    """A SavedModel as exporters leave it."""
    folder = tmp_path_factory.mktemp("model")
    tiny = GroundModel(dataset.classes)
    number, text = tf.TensorSpec([None], tf.float32), tf.TensorSpec([None], tf.string)
    predict = tf.function(lambda **columns: tiny.answer(**columns))
    serving = tf.function(lambda examples: tiny.answer(**tiny.parse(examples)))
    signatures = {
        "predict": predict.get_concrete_function(**dict.fromkeys(NAMES, number)),
        "serving_default": serving.get_concrete_function(text),
        "transform_features": tf.function(tiny.parse).get_concrete_function(text),
    }
    tf.saved_model.save(tiny, str(folder), signatures=signatures)
    described = {"family": "autoencoder", "classes": dataset.classes, "parameters": {}}
    described["dataset"] = json.loads(dataset.model_dump_json())
    (folder / "assets.extra").mkdir()
    (folder / "assets.extra" / "cascada.json").write_text(json.dumps(described))
    return folder


@pytest.fixture(scope="session")
def pushed(tmp_path_factory, model) -> pathlib.Path:
    """The same model, pushed."""
    folder = ModelsFolder(tmp_path_factory.mktemp("models"))
    return push(model, folder, Source(artifact=1, uri="/trained"), keep=5).path


def make_showers(count: int) -> pa.Table:
    """Records to predict, all within their ranges."""
    chance = np.random.default_rng(5)
    electrons, muons = chance.uniform(1e6, 1e9, count), chance.uniform(1e5, 1e7, count)
    columns = {
        "event_id": np.arange(count),
        "particles": electrons + muons + 1e5,
        "muons": muons,
        "electrons": electrons,
        "zenith": chance.uniform(0, 60, count),
        "energy": chance.uniform(1, 300, count),
    }
    return pa.table(
        {name: array if name == "event_id" else array.astype(np.float32) for name, array in columns.items()}
    )


@pytest.fixture(scope="session")
def showers() -> pa.Table:
    return make_showers(1000)
