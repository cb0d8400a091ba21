"""What a model sees of a shower, and what it can never see."""

import json

import numpy as np
import pyarrow as pa
import pytest
import tensorflow as tf
import tensorflow_transform as tft

from components.errors import DatasetError
from components.example_gen.encode import encode
from components.example_gen.split import sides_of
from components.models.preprocessing import Preprocessing
from components.showers.dataset import Dataset, DerivedInput, load_dataset
from components.transform.preprocessing import derive, preprocessing_fn

FORBIDDEN = ("event_id", "xmax", "first_interaction", "primary", "shower_group")


def derived(transform, of, **columns):
    wanted = DerivedInput(name="x", transform=transform, of=of)
    return derive([wanted], {n: tf.constant(c, tf.float32) for n, c in columns.items()})[0].numpy()


@pytest.mark.parametrize(
    ("transform", "of", "columns", "expected"),
    [
        ("identity", ("a",), {"a": [1.5, -2]}, [1.5, -2]),
        ("log10", ("a",), {"a": [1, 1000, 1e-3]}, [0, 3, -3]),
        ("sec", ("a",), {"a": [0, 60, 45]}, [1, 2, 2**0.5]),
        ("log_ratio", ("a", "b"), {"a": [100, 1], "b": [1, 1000]}, [2, -3]),
        ("log_difference", ("a", "b"), {"a": [1100, 3], "b": [100, 2]}, [3, 0]),
        ("log_difference", ("a", "b", "c"), {"a": [1110], "b": [100], "c": [10]}, [3]),
    ],
)
def test_a_derived_input_is_its_formula(transform, of, columns, expected):
    np.testing.assert_allclose(derived(transform, of, **columns), expected, rtol=1e-6, atol=1e-6)


def test_every_formula_is_finite_at_the_edges_of_float32():
    edges = np.array([0, 1e-38, 1, 1e17, 3e38], np.float32)
    a, b = (side.ravel() for side in np.meshgrid(edges, edges))
    for transform, of in [("log10", "a"), ("sec", "a"), ("log_ratio", "ab"), ("log_difference", "ab")]:
        assert np.isfinite(derived(transform, tuple(of), a=a, b=b)).all(), transform
    assert np.isfinite(derived("sec", ("a",), a=[89.99, 90, 90.01, 180])).all()


def test_a_difference_that_rounding_makes_negative_is_taken_as_the_resolution_of_float32():
    assert derived("log_difference", ("a", "b"), a=[1e9], b=[1e9]) == pytest.approx(np.log10(1e9 * 1e-7))


def test_columns_may_be_dense_or_sparse_of_one_value_each():
    flat, dense = tf.constant([10.0, 100.0]), tf.constant([[10.0], [100.0]])
    sparse = tf.SparseTensor([[0, 0], [1, 0]], flat, [2, 1])
    wanted = [DerivedInput(name="x", transform="log10", of=("a",))]
    for column in (flat, dense, sparse):
        np.testing.assert_allclose(derive(wanted, {"a": column})[0], [1, 2])


def test_inputs_have_mean_zero_and_deviation_one_over_the_train_split(splits):
    np.testing.assert_allclose(splits["train"].inputs.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(splits["train"].inputs.std(axis=0), 1, atol=1e-5)
    assert abs(splits["eval"].inputs.mean(axis=0)).max() > 1e-3


def test_a_shower_looks_the_same_alone_and_in_any_batch(splits, preprocessing):
    apply = tf.function(preprocessing)
    raw, together = splits["test"].raw, splits["test"].inputs
    alone = [apply({n: tf.constant(c[i : i + 1]) for n, c in raw.items()}).numpy() for i in range(64)]
    np.testing.assert_array_equal(np.concatenate(alone), together[:64])


def test_the_graph_depends_on_features_of_role_input_alone(ground):
    types = {"float": tf.float32, "int": tf.int64, "string": tf.string}
    specs = {f.name: tf.TensorSpec([None, 1], types[f.dtype]) for f in ground.features}
    config = {"dataset": ground.model_dump_json()}
    used = tft.get_transform_input_columns(lambda inputs: preprocessing_fn(inputs, config), specs)
    assert set(used) == {feature.name for feature in ground.inputs}


def test_altering_truth_label_id_and_group_changes_nothing_a_model_sees(
    showers, ground, split_shares, splits, run_transform, tmp_path
):
    train = showers.filter(pa.array(sides_of(showers, ground, split_shares) == 0))
    for split in ("train", "eval"):
        folder = tmp_path / "examples" / f"Split-{split}"
        folder.mkdir(parents=True)
        (folder / "examples-00000-of-00001").write_bytes(encode(nonsense(train)))
    graph = run_transform(tmp_path / "examples", ground, tmp_path)
    raw = {name: tf.constant(column) for name, column in splits["eval"].raw.items()}
    np.testing.assert_array_equal(Preprocessing(str(graph), ground)(raw), splits["eval"].inputs)


def nonsense(table):
    """The same showers with everything replaced that must not be seen."""
    rng = np.random.default_rng(5)
    return pa.table(
        {
            name: pa.array(rng.permutation(column.to_numpy(zero_copy_only=False)))
            if name in FORBIDDEN
            else column
            for name, column in zip(table.column_names, table.columns, strict=True)
        }
    )


@pytest.mark.parametrize("name", FORBIDDEN)
def test_a_derived_input_of_a_forbidden_column_is_refused_when_the_dataset_is_loaded(name, ground, tmp_path):
    content = json.loads(ground.model_dump_json())
    content["derived"].append({"name": "cheat", "transform": "identity", "of": [name]})
    (tmp_path / "dataset.yaml").write_text(json.dumps(content))
    with pytest.raises(DatasetError, match=f"cheat is of {name}.*only features of role input"):
        load_dataset(str(tmp_path))


def test_without_derived_inputs_every_input_is_scaled_as_it_is(ground):
    plain = Dataset.model_validate({**json.loads(ground.model_dump_json()), "derived": []})
    assert [d.name for d in plain.model_inputs] == [f.name for f in ground.inputs]
    columns = {f.name: tf.constant([1.0, 2.0]) for f in ground.inputs}
    assert all(np.array_equal(column, [1, 2]) for column in derive(plain.model_inputs, columns))
