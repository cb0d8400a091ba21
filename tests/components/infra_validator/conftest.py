"""A small but real exported model, sound or with one of many defects, and a server that has it loaded.

The model keeps the contract of every Cascada model: three signatures, its description and the predictions
of its "trainer", which here is NumPy.
"""

import json
import pathlib
from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import tensorflow as tf

from components.infra_validator.requests import Requests, load_requests
from components.infra_validator.server import Server
from components.settings import InfraValidator
from components.showers.dataset import Dataset

CLASSES = ("photon", "proton", "iron")
WEIGHTS = np.array([[1.0, -0.5, 0.2], [0.3, 0.8, -1.0]], np.float32)
ROWS = 40
GIGABYTE = 250_000_000  # float32 values

DATASET = Dataset.model_validate(
    {
        "name": "tiny",
        "title": "Two numbers",
        "classes": CLASSES,
        "features": [
            {"name": "event_id", "role": "id", "dtype": "int", "meaning": "number"},
            {"name": "muons", "role": "input", "meaning": "muons"},
            {"name": "zenith", "role": "input", "meaning": "angle"},
            {"name": "primary", "role": "label", "dtype": "string", "meaning": "class"},
            {"name": "shower", "role": "group", "dtype": "int", "meaning": "group"},
        ],
    }
)
LIMITS = InfraValidator(
    examples=ROWS,
    requests=20,
    tolerance=1e-5,
    max_p99_milliseconds=1000,
    max_memory_megabytes=4000,
    timeout_seconds=60,
)


def softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@tf.function
def slow(seed: tf.Tensor) -> tf.Tensor:
    value = tf.fill([200, 200], seed)
    for _ in tf.range(30):
        value = tf.tanh(tf.matmul(value, value))
    return 0 * tf.reduce_sum(value)


def abort_before(value: tf.Tensor) -> tf.Tensor:
    with tf.control_dependencies([tf.raw_ops.Abort(error_msg="a kernel gave up")]):
        return tf.identity(value)


class TinyModel(tf.Module):
    """Softmax of two numbers; `defect` spoils it in one way."""

    def __init__(self, defect: str = "") -> None:
        super().__init__()
        self.defect = defect

    def scores(self, muons: tf.Tensor, zenith: tf.Tensor) -> dict[str, tf.Tensor]:
        features = tf.stack([muons, zenith], axis=1)
        p = tf.nn.softmax(tf.matmul(features, WEIGHTS))
        alone = tf.equal(tf.shape(features)[0], 1)
        names = tf.constant(CLASSES[::-1] if self.defect == "class order" else CLASSES)
        match self.defect:
            case "not a number":
                p = tf.where(features[:, :1] > 1.0, np.float32("nan"), p)
            case "sums":
                p = p * 1.01
            case "drift":
                p = tf.nn.softmax(tf.matmul(features, WEIGHTS * 1.001))
            case "batch":
                p = tf.nn.softmax(tf.matmul(features - tf.reduce_mean(features, 0), WEIGHTS))
            case "slow":
                p = p + slow(p[0, 0])
            case "crash":
                p = tf.cond(alone, lambda: abort_before(p), lambda: p)
            case "memory":
                p = p + 0 * tf.reduce_max(tf.random.uniform([GIGABYTE]))
        best = tf.argmin(p, axis=1) if self.defect == "label" else tf.argmax(p, axis=1)
        rows = tf.shape(p)[0]
        scores = {
            "probabilities": p,
            "classes": tf.tile(names[None, :], [rows, 1]),
            "label": tf.gather(names, best),
        }
        return scores if self.defect == "no score" else {**scores, "anomaly_score": features[:, 0] ** 2}

    def parse(self, examples: tf.Tensor) -> dict[str, tf.Tensor]:
        spec = {name: tf.io.FixedLenFeature([], tf.float32) for name in ("muons", "zenith")}
        if self.defect == "garbage accepted":
            zero = tf.train.Example()
            for name in spec:
                zero.features.feature[name].float_list.value.append(0.0)
            examples = tf.where(tf.strings.length(examples) < 20, zero.SerializeToString(), examples)
        return tf.io.parse_example(examples, spec)

    def save(self, folder: str) -> None:
        text, number = tf.TensorSpec([None], tf.string), tf.TensorSpec([None], tf.float32)
        serving = tf.function(lambda examples: self.scores(**self.parse(examples)))
        predict = tf.function(lambda muons, zenith: self.scores(muons, zenith))
        transform = tf.function(self.parse)
        signatures = {
            "serving_default": serving.get_concrete_function(tf.TensorSpec([None], tf.string, "examples")),
            "predict": predict.get_concrete_function(muons=number, zenith=number),
            "transform_features": transform.get_concrete_function(text),
        }
        if self.defect == "signature":
            del signatures["predict"]
        tf.saved_model.save(self, folder, signatures=signatures)


def numbers(seed: int) -> dict[str, np.ndarray]:
    chance = np.random.default_rng(seed)
    return {name: chance.normal(size=ROWS).astype(np.float32) for name in ("muons", "zenith")}


def describe(folder: pathlib.Path) -> None:
    """Adds what an exporter adds: the description, and the trainer's own predictions."""
    inputs = numbers(seed=1)
    p = softmax(np.stack([inputs["muons"], inputs["zenith"]], axis=1) @ WEIGHTS)
    columns = {**inputs, **{f"p_{name}": p[:, i] for i, name in enumerate(CLASSES)}}
    (folder / "assets.extra").mkdir()
    pq.write_table(
        pa.table({**columns, "anomaly_score": inputs["muons"] ** 2}),
        folder / "assets.extra" / "expected.parquet",
    )
    described = {
        "family": "autoencoder",
        "dataset": json.loads(DATASET.model_dump_json()),
        "classes": CLASSES,
        "parameters": {},
    }
    (folder / "assets.extra" / "cascada.json").write_text(json.dumps(described))


def example(muons: float, zenith: float, number: int) -> bytes:
    made = tf.train.Example()
    feature = made.features.feature
    feature["muons"].float_list.value.append(muons)
    feature["zenith"].float_list.value.append(zenith)
    feature["event_id"].int64_list.value.append(number)
    feature["shower"].int64_list.value.append(number // 3)
    feature["primary"].bytes_list.value.append(CLASSES[number % 3].encode())
    return made.SerializeToString()


@pytest.fixture(scope="session")
def split(tmp_path_factory) -> pathlib.Path:
    """The eval split of an Examples artifact."""
    folder = tmp_path_factory.mktemp("examples") / "Split-eval"
    folder.mkdir()
    columns = numbers(seed=2)
    with tf.io.TFRecordWriter(str(folder / "examples-00000-of-00001")) as writer:
        for number, (muons, zenith) in enumerate(zip(columns["muons"], columns["zenith"], strict=True)):
            writer.write(example(muons, zenith, number))
    return folder


@pytest.fixture(scope="session")
def make_model(tmp_path_factory) -> Callable[..., pathlib.Path]:
    """Exports a model with a defect, or a sound one."""

    def make(defect: str = "") -> pathlib.Path:
        folder = tmp_path_factory.mktemp("model") / "Format-Serving"
        TinyModel(defect).save(str(folder))
        describe(folder)
        return folder

    return make


@pytest.fixture(scope="session")
def sound_model(make_model) -> pathlib.Path:
    return make_model()


@pytest.fixture(scope="session")
def requests(sound_model, split) -> Requests:
    return load_requests(sound_model, split, ROWS)


@pytest.fixture(scope="session")
def limits() -> InfraValidator:
    return LIMITS


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[Server]:
    """One server that outlives many models."""
    with Server(tmp_path_factory.mktemp("server"), seconds=600, memory=8e9) as started:
        yield started
