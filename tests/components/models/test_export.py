"""An exported model, as servers see it. Models of both families come from TFX's Trainer."""

import hashlib
import json

import numpy as np
import pyarrow.parquet as pq
import pytest
import tensorflow as tf

from components.example_gen.encode import encode
from components.models.description import read_description

CLASSES = ["photon", "proton", "helium", "nitrogen", "iron"]


@pytest.fixture
def expected(trained):
    return pq.read_table(trained.model / "assets.extra" / "expected.parquet")


@pytest.fixture
def probabilities(expected):
    return np.stack([expected[f"p_{name}"].to_numpy() for name in CLASSES], axis=1)


@pytest.fixture
def signatures(trained):
    model = tf.saved_model.load(str(trained.model))
    yield model.signatures
    del model


def examples_of(table, folder):
    """Serialized tf.Examples, as ExampleGen writes them."""
    (folder / "records").write_bytes(encode(table))
    return list(tf.data.TFRecordDataset(str(folder / "records")).as_numpy_iterator())


def columns_of(table, ground):
    return {f.name: tf.constant(table[f.name].to_numpy()) for f in ground.inputs}


def test_predict_equals_the_training_library(signatures, expected, probabilities, ground):
    outputs = signatures["predict"](**columns_of(expected, ground))
    np.testing.assert_allclose(outputs["probabilities"], probabilities, atol=1e-6)
    if "anomaly_score" in expected.column_names:
        np.testing.assert_allclose(outputs["anomaly_score"], expected["anomaly_score"].to_numpy(), rtol=1e-4)


def test_outputs_have_the_shapes_and_types_of_the_contract(signatures, trained):
    wanted = {
        "probabilities": ("float32", [None, 5]),
        "classes": ("string", [None, 5]),
        "label": ("string", [None]),
    }
    if trained.family == "autoencoder":
        wanted["anomaly_score"] = ("float32", [None])
    for name in ("serving_default", "predict"):
        specs = signatures[name].structured_outputs
        assert {n: (s.dtype.name, s.shape.as_list()) for n, s in specs.items()} == wanted


def test_inputs_are_the_measured_inputs_and_nothing_else(signatures, ground):
    taken = {name: signatures[name].structured_input_signature[1] for name in signatures}
    assert set(taken["predict"]) == {feature.name for feature in ground.inputs}
    assert set(taken["serving_default"]) == set(taken["transform_features"]) == {"examples"}


def test_unlabelled_examples_and_examples_with_more_are_scored_alike(
    signatures, expected, showers, probabilities, ground, tmp_path
):
    lean = expected.select([feature.name for feature in ground.inputs])
    more = lean.append_column("primary", showers["primary"][: lean.num_rows])
    more = more.append_column("xmax", showers["xmax"][: lean.num_rows])
    for table in (lean, more):
        outputs = signatures["serving_default"](examples=tf.constant(examples_of(table, tmp_path)))
        np.testing.assert_allclose(outputs["probabilities"], probabilities, atol=1e-6)


def test_label_and_classes_go_with_the_probabilities(signatures, expected, probabilities, ground):
    outputs = signatures["predict"](**columns_of(expected, ground))
    assert [name.decode() for name in outputs["classes"].numpy()[-1]] == CLASSES
    likeliest = [CLASSES[i] for i in probabilities.argmax(axis=1)]
    assert [name.decode() for name in outputs["label"].numpy()] == likeliest


def test_transform_features_gives_what_the_model_was_trained_on(
    signatures, showers, splits, split_shares, ground, tmp_path
):
    from components.example_gen.split import sides_of

    held_out = showers.filter(sides_of(showers, ground, split_shares) == 1)
    outputs = signatures["transform_features"](examples=tf.constant(examples_of(held_out, tmp_path)))
    made = np.stack([outputs[derived.name] for derived in ground.model_inputs], axis=1)
    np.testing.assert_array_equal(made, splits["eval"].inputs)


def test_one_row_scores_as_it_does_among_others(signatures, expected, probabilities, ground):
    for row in range(10):
        one = {name: column[row : row + 1] for name, column in columns_of(expected, ground).items()}
        outputs = signatures["predict"](**one)
        np.testing.assert_allclose(outputs["probabilities"], probabilities[row : row + 1], atol=1e-6)


def test_an_empty_batch(signatures, expected, ground):
    outputs = signatures["predict"](**columns_of(expected.slice(0, 0), ground))
    assert outputs["probabilities"].shape == (0, 5)


def test_a_tensorflow_1_session_gives_the_same(trained, expected, probabilities, tmp_path):
    v1, examples = tf.compat.v1, examples_of(expected, tmp_path)
    with v1.Session(graph=tf.Graph()) as session:
        definition = v1.saved_model.loader.load(session, ["serve"], str(trained.model)).signature_def
        serving = definition["serving_default"]
        names = {name: spec.name for name, spec in serving.outputs.items()}
        outputs = session.run(names, {serving.inputs["examples"].name: examples})
    np.testing.assert_allclose(outputs["probabilities"], probabilities, atol=1e-6)


def test_only_plain_tensorflow_ops_are_used(trained):
    from tensorflow.core.protobuf.saved_model_pb2 import SavedModel

    graph = SavedModel.FromString((trained.model / "saved_model.pb").read_bytes()).meta_graphs[0].graph_def
    used = {node.op for function in graph.library.function for node in function.node_def}
    own = {function.signature.name for function in graph.library.function}
    assert not used & {"PyFunc", "EagerPyFunc", "XlaLaunch"}
    assert all(hasattr(tf.raw_ops, op) for op in used - own)


def test_the_model_describes_itself(trained, ground):
    description = read_description(str(trained.model))
    assert description.family == trained.family
    assert description.dataset == ground
    assert list(description.classes) == CLASSES
    assert description.parameters["seed"] == 7


def test_training_again_gives_the_same_files(trained, run_trainer, tmp_path):
    again = run_trainer(trained.family, tmp_path)
    files = [path.relative_to(trained.model) for path in trained.model.rglob("*") if path.is_file()]
    assert len(files) == {"gradient_boosting": 7, "autoencoder": 6}[trained.family]
    for name in files:
        first, second = ((run.model / name).read_bytes() for run in (trained, again))
        assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest(), name
    records = [json.loads((run.record / "training.json").read_text()) for run in (trained, again)]
    assert records[0]["curve"] == records[1]["curve"]
