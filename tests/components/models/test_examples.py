"""A split in memory."""

import numpy as np
import pytest

from components.errors import BadFileError, BadRecordError, ModelError
from components.example_gen.encode import encode
from components.models.examples import BATCH, class_indices, input_spec, load_examples
from components.models.preprocessing import Preprocessing


def write(table, folder):
    folder.mkdir(exist_ok=True)
    (folder / "examples").write_bytes(encode(table))
    return [f"{folder}/*"]


def test_rows_are_those_of_the_files_in_their_order(make_showers, ground, preprocessing, tmp_path):
    table = make_showers(groups=BATCH // 5 + 1, seed=3)
    found = load_examples(write(table, tmp_path), ground, preprocessing)
    assert found.inputs.shape == (table.num_rows, len(ground.model_inputs))
    assert found.inputs.dtype == np.float32
    assert set(found.raw) == {feature.name for feature in ground.inputs}
    for name, column in found.raw.items():
        np.testing.assert_array_equal(column, table[name].to_numpy())
    assert [ground.classes[i] for i in found.labels] == table["primary"].to_pylist()


def test_nothing_but_inputs_and_label_is_needed(showers, ground, preprocessing, tmp_path):
    needed = [feature.name for feature in ground.inputs] + ["primary"]
    whole = load_examples(write(showers, tmp_path / "whole"), ground, preprocessing)
    lean = load_examples(write(showers.select(needed), tmp_path / "lean"), ground, preprocessing)
    np.testing.assert_array_equal(whole.inputs, lean.inputs)


def test_class_indices_follow_the_order_of_the_classes():
    labels = np.array([b"iron", b"photon", b"iron"], object)
    np.testing.assert_array_equal(class_indices(labels, ("photon", "proton", "iron")), [2, 0, 2])


def test_an_unknown_class_is_named():
    with pytest.raises(BadRecordError, match="muon"):
        class_indices(np.array([b"muon"], object), ("photon", "proton"))


def test_no_files(ground, preprocessing, tmp_path):
    with pytest.raises(BadFileError, match="no such files"):
        load_examples([f"{tmp_path}/*"], ground, preprocessing)


def test_no_examples(ground, preprocessing, tmp_path):
    (tmp_path / "empty").write_bytes(b"")
    with pytest.raises(BadRecordError, match="no examples"):
        load_examples([f"{tmp_path}/*"], ground, preprocessing)


def test_a_damaged_file(showers, ground, preprocessing, tmp_path):
    content = encode(showers.slice(0, 10))
    (tmp_path / "damaged").write_bytes(content[:100] + b"\xff" + content[101:])
    with pytest.raises(BadFileError, match="damaged"):
        load_examples([f"{tmp_path}/*"], ground, preprocessing)


def test_an_example_without_an_input(showers, ground, preprocessing, tmp_path):
    with pytest.raises(BadRecordError, match="muons"):
        load_examples(write(showers.drop_columns(["muons"]), tmp_path), ground, preprocessing)


def test_no_transform_graph(ground, tmp_path):
    with pytest.raises(ModelError, match="no transform graph"):
        Preprocessing(str(tmp_path), ground)


def test_a_transform_graph_of_another_dataset(transform_graph, ground):
    derived = [*ground.derived, ground.derived[0].model_copy(update={"name": "another"})]
    other = ground.model_validate({**dict(ground), "derived": derived})
    with pytest.raises(ModelError, match="knows no another"):
        Preprocessing(str(transform_graph), other)


def test_integers_among_the_inputs_are_parsed_as_such(ground):
    features = [f.model_copy(update={"dtype": "int"}) if f.name == "muons" else f for f in ground.features]
    spec = input_spec(ground.model_validate({**dict(ground), "features": features}))
    assert {name: one.dtype.name for name, one in spec.items() if one.dtype.name != "float32"} == {
        "muons": "int64"
    }
