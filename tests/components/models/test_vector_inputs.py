"""A dataset with vectors, from a file of records to a served model."""

import hashlib

import keras
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import tensorflow as tf

from components.bulk_inferrer.core import predict_files
from components.errors import ModelError
from components.evaluator.examples import read_columns
from components.infra_validator.core import validate
from components.models.description import Description
from components.models.examples import input_spec, load_examples
from components.models.export import export_model, write_expected
from components.models.layout import Layout
from components.models.preprocessing import Preprocessing
from components.models.scorer import load_scorer
from components.settings import InfraValidator
from components.showers.dataset import Dataset
from components.showers.vectors import to_arrow, to_numpy

SHAPES = {"traces": (2, 3), "stations": (2, 2)}
LIMITS = InfraValidator(
    examples=40,
    requests=20,
    tolerance=1e-5,
    max_p99_milliseconds=5000,
    max_memory_megabytes=8000,
    timeout_seconds=120,
)


@pytest.fixture(scope="module")
def dataset(ground) -> Dataset:
    content = ground.model_dump(by_alias=True)
    vectors = [
        {"name": name, "role": "input", "shape": shape, "range": (-9, 9), "meaning": "made up"}
        for name, shape in SHAPES.items()
    ]
    return Dataset.model_validate({**content, "features": [*content["features"], *vectors]})


@pytest.fixture(scope="module")
def table(showers) -> pa.Table:
    random, made = np.random.default_rng(5), showers
    for name, shape in SHAPES.items():
        values = random.normal(size=(showers.num_rows, int(np.prod(shape))))
        made = made.append_column(name, to_arrow(values.astype(np.float32)))
    return made


@pytest.fixture(scope="module")
def written(table, dataset, write_examples, tmp_path_factory):
    return write_examples(table, tmp_path_factory.mktemp("vectors"), dataset)


@pytest.fixture(scope="module")
def transform(written, dataset, run_transform, tmp_path_factory):
    graph = run_transform(written, dataset, tmp_path_factory.mktemp("vectors_transform"))
    return Preprocessing(str(graph), dataset)


@pytest.fixture(scope="module")
def held_out(written, dataset, transform):
    return load_examples([f"{written}/Split-eval/*"], dataset, transform)


class Network(keras.layers.Layer):
    """Linear in everything that it sees."""

    def __init__(self, width: int, classes: int) -> None:
        super().__init__(name="network")
        numbers = np.random.default_rng(6).normal(size=(width, classes))
        initial = keras.initializers.Constant(numbers.astype(np.float32))
        self.kernel = self.add_weight(shape=(width, classes), initializer=initial, name="kernel")
        self.built = True

    def call(self, inputs: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"probabilities": tf.nn.softmax(tf.matmul(inputs, self.kernel))}


@pytest.fixture(scope="module")
def export(dataset, transform, held_out):
    def write(folder):
        network = Network(Layout.of(dataset).width, len(dataset.classes))
        described = Description(family="autoencoder", dataset=dataset, classes=dataset.classes, parameters={})
        export_model(str(folder), network, transform, described)
        outputs = {"probabilities": network(held_out.inputs)["probabilities"].numpy()}
        write_expected(str(folder), held_out, outputs, dataset.classes)
        return folder

    return write


@pytest.fixture(scope="module")
def model(export, tmp_path_factory):
    return export(tmp_path_factory.mktemp("vectors_model") / "Format-Serving")


@pytest.fixture(scope="module")
def expected(model) -> pa.Table:
    return pq.read_table(model / "assets.extra" / "expected.parquet")


def probabilities(table: pa.Table, classes) -> np.ndarray:
    return np.stack([table[f"p_{name}"].to_numpy() for name in classes], axis=1)


def test_a_model_sees_the_single_numbers_as_without_vectors_and_the_vectors_as_they_are(
    held_out, splits, dataset, table, split_shares
):
    from components.example_gen.split import sides_of

    layout = Layout.of(dataset)
    kept = table.filter(pa.array(sides_of(table, dataset, split_shares) == 1))
    assert held_out.inputs.shape == (kept.num_rows, layout.width)
    np.testing.assert_array_equal(held_out.inputs[:, : layout.scalars], splits["eval"].inputs)
    for block in layout.blocks:
        np.testing.assert_array_equal(held_out.inputs[:, block.columns], to_numpy(kept[block.name]))


def test_vectors_are_in_memory_once(held_out):
    assert set(SHAPES) < set(held_out.raw)
    for name in SHAPES:
        assert np.shares_memory(held_out.raw[name], held_out.inputs)


def test_vectors_are_parsed_flat(dataset):
    spec = input_spec(dataset)
    assert {name: spec[name].shape for name in SHAPES} == {"traces": [6], "stations": [4]}
    assert spec["muons"].shape == []


def test_predict_takes_vectors_flat_beside_single_numbers(model, dataset):
    taken = tf.saved_model.load(str(model)).signatures["predict"].structured_input_signature[1]
    shapes = {name: spec.shape.as_list() for name, spec in taken.items()}
    assert shapes == {
        **{f.name: [None] for f in dataset.inputs if not f.shape},
        "traces": [None, 6],
        "stations": [None, 4],
    }


def test_transform_features_gives_the_single_numbers(model, dataset):
    given = tf.saved_model.load(str(model)).signatures["transform_features"].structured_outputs
    assert set(given) == {derived.name for derived in dataset.model_inputs}


def test_a_scorer_scores_the_columns_of_examples(model, written, dataset, expected):
    scorer = load_scorer(str(model))
    columns = next(iter(read_columns(f"{written}/Split-eval", dataset)))
    assert {name: columns[name].shape[1:] for name in SHAPES} == {"traces": (6,), "stations": (4,)}
    few = {name: column[: expected.num_rows] for name, column in columns.items()}
    np.testing.assert_allclose(
        scorer.predict(few).probabilities, probabilities(expected, scorer.classes), atol=1e-6
    )


@pytest.mark.parametrize("change", [lambda v: v[:, 1:], lambda v: v[:, 0], lambda v: v.reshape(-1, 2, 3)])
def test_a_vector_of_another_width_is_refused(model, expected, change):
    columns = {name: to_numpy(expected[name]) for name in expected.column_names}
    with pytest.raises(ModelError, match=r"traces is \[.*\] a row, expected \[6\]"):
        load_scorer(str(model)).predict({**columns, "traces": change(columns["traces"])})


def test_every_check_of_a_served_model_passes(model, written, tmp_path):
    verdict = validate(model, written / "Split-eval", LIMITS, "InfraValidator")
    assert verdict.passed, [gate.sentence for gate in verdict.failed]
    assert {"session_equals_server", "equals_trainer"} < {gate.name for gate in verdict.gates}


def test_files_with_lists_are_predicted(model, expected, dataset, tmp_path):
    columns = {feature.name: expected[feature.name] for feature in dataset.inputs}
    lists = columns["traces"].combine_chunks().cast(pa.list_(pa.float64()))
    records = pa.table({**columns, "traces": lists, "event_id": np.arange(expected.num_rows)})
    pq.write_table(records, tmp_path / "records.parquet")
    predict_files(model, tmp_path / "records.parquet", tmp_path / "out.parquet")
    found = probabilities(pq.read_table(tmp_path / "out.parquet"), dataset.classes)
    np.testing.assert_allclose(found, probabilities(expected, dataset.classes), atol=1e-6)


def test_exporting_again_gives_the_same_files(model, export, tmp_path):
    again = export(tmp_path / "again")
    files = [path.relative_to(model) for path in model.rglob("*") if path.is_file()]
    assert len(files) == 6
    for name in files:
        first, second = ((folder / name).read_bytes() for folder in (model, again))
        assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest(), name
