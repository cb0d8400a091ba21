"""Reading examples back as columns."""

import numpy as np
import pytest
import tensorflow as tf

from components.errors import BadFileError
from components.evaluator.examples import read_columns
from components.showers.dataset import Role


def example(event, signal, primary):
    features = {
        "event": tf.train.Feature(int64_list={"value": [event]}),
        "shower": tf.train.Feature(int64_list={"value": [event // 10]}),
        "primary": tf.train.Feature(bytes_list={"value": [primary]}),
        "signal": tf.train.Feature(float_list={"value": signal}),
        "zenith": tf.train.Feature(float_list={"value": [0.0]}),
        "depth": tf.train.Feature(float_list={"value": [700.0]}),
    }
    return tf.train.Example(features={"feature": features}).SerializeToString()


def write(folder, *examples):
    with tf.io.TFRecordWriter(str(folder / "examples-00000-of-00001")) as writer:
        for one in examples:
            writer.write(one)
    return str(folder)


def test_columns_come_in_batches_with_their_types(tmp_path, dataset):
    rows = [example(i, [i / 2], b"iron") for i in range(5)]
    batches = list(read_columns(write(tmp_path, *rows), dataset, rows=2))
    assert [len(batch["event"]) for batch in batches] == [2, 2, 1]
    assert batches[1]["signal"].dtype == np.float32
    assert batches[1]["signal"].tolist() == [1.0, 1.5]
    assert batches[2]["event"].tolist() == [4]
    assert batches[0]["primary"].tolist() == ["iron", "iron"]


def test_a_missing_value_is_named(tmp_path, dataset):
    folder = write(tmp_path, example(1, [1.0], b"iron"), example(2, [], b"iron"))
    with pytest.raises(BadFileError, match="signal has 1 values in 2 examples"):
        list(read_columns(folder, dataset))


def test_a_vector_is_a_matrix(tmp_path, dataset):
    changes = {"signal": {"shape": (2, 1)}, "zenith": {"role": Role.INPUT}}
    features = [f.model_copy(update=changes.get(f.name, {})) for f in dataset.features]
    vectors = dataset.model_validate({**dict(dataset), "features": features, "derived": []})
    folder = write(tmp_path, example(1, [1.0, 2.0], b"iron"), example(2, [3.0, 4.0], b"iron"))
    (batch,) = read_columns(folder, vectors)
    assert batch["signal"].tolist() == [[1, 2], [3, 4]]
    with pytest.raises(BadFileError, match="signal has 4 values in 2 examples"):
        list(read_columns(folder, dataset))


def test_an_empty_split_is_named(tmp_path, dataset):
    with pytest.raises(BadFileError, match="holds no examples"):
        list(read_columns(write(tmp_path), dataset))


def test_a_damaged_file_is_named(tmp_path, dataset):
    folder = write(tmp_path, example(1, [1.0], b"iron"))
    file = tmp_path / "examples-00000-of-00001"
    file.write_bytes(file.read_bytes()[:-5])
    with pytest.raises(BadFileError, match="damaged"):
        list(read_columns(folder, dataset))
