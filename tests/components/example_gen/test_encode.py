"""Rows encoded column by column are TFRecords of tf.Examples, to every reader there is."""

import apache_beam as beam
import numpy as np
import pyarrow as pa
import pytest
import tensorflow as tf
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.util import assert_that, equal_to
from tfx_bsl.coders.example_coder import ExamplesToRecordBatchDecoder

from components.example_gen import encode as encoding
from components.example_gen.crc32c import add, crc32c, tables
from components.example_gen.encode import encode

EDGES = [0, 1, -1, 127, 128, 300, 2**31, 2**53, 2**63 - 1, -(2**63)]
FLOATS = [0.0, -0.0, 1.0, -1.5, 3.4e38, 1e-45, 89.0, 0.1, 2.0**-126, 1e17]


@pytest.fixture
def table() -> pa.Table:
    return pa.table(
        {
            "number": pa.array(EDGES, pa.int64()),
            "energy": pa.array(FLOATS, pa.float32()),
            "primary": ["photon", "iron", "iron", "helium", "photon", "ß", "", "iron", "proton", "photon"],
            "array": ["a"] * 5 + ["bb"] * 5,
        }
    )


@pytest.fixture
def path(table, tmp_path) -> str:
    (tmp_path / "examples").write_bytes(encode(table))
    return str(tmp_path / "examples")


def check(rows: list[dict], table: pa.Table) -> None:
    assert rows == [
        {**row, "primary": row["primary"].encode(), "array": row["array"].encode()}
        for row in table.to_pylist()
    ]


def parsed(record: bytes) -> dict:
    example = tf.train.Example.FromString(record)
    lists = {name: getattr(f, f.WhichOneof("kind")).value for name, f in example.features.feature.items()}
    assert all(len(values) == 1 for values in lists.values())
    return {name: values[0] for name, values in lists.items()}


def test_tensorflow_reads_them(path, table):
    check([parsed(record) for record in tf.data.TFRecordDataset(path).as_numpy_iterator()], table)


def test_tensorflow_parses_them(path, table):
    kinds = {"number": tf.int64, "energy": tf.float32, "primary": tf.string, "array": tf.string}
    spec = {name: tf.io.FixedLenFeature([], kind) for name, kind in kinds.items()}
    records = tf.data.TFRecordDataset(path).batch(len(table))
    columns = tf.io.parse_example(next(iter(records)), spec)
    assert columns["number"].numpy().tolist() == EDGES
    np.testing.assert_array_equal(columns["energy"], np.array(FLOATS, np.float32))
    assert columns["primary"].numpy().tolist() == [text.encode() for text in table["primary"].to_pylist()]


def test_beam_reads_them(path, table):
    expected = list(tf.data.TFRecordDataset(path).as_numpy_iterator())
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        assert_that(pipeline | beam.io.ReadFromTFRecord(path, validate=False), equal_to(expected))


def test_the_decoder_of_tfx_reads_them(path, table):
    (records,) = tf.data.TFRecordDataset(path).batch(100).as_numpy_iterator()
    batch = ExamplesToRecordBatchDecoder().DecodeBatch(records)
    assert batch["number"].to_pylist() == [[number] for number in EDGES]
    assert batch["energy"].to_pylist() == [[row] for row in table["energy"].to_pylist()]
    assert batch["primary"].to_pylist() == [[text.encode()] for text in table["primary"].to_pylist()]


def test_the_order_of_rows_and_nothing_else_counts(table, monkeypatch):
    whole = encode(table)
    monkeypatch.setattr(encoding, "ROWS_IN_CACHE", 3)
    assert encode(table) == whole
    assert encode(pa.concat_tables([table.slice(0, 4), table.slice(4)])) == whole
    assert encode(table.slice(0, 4)) + encode(table.slice(4)) == whole


def test_no_rows_are_no_bytes(table):
    assert encode(table.slice(0, 0)) == b""


def test_numbers_alone_can_be_encoded(tmp_path):
    (tmp_path / "x").write_bytes(encode(pa.table({"a": pa.array([0.5], pa.float32())})))
    (record,) = tf.data.TFRecordDataset(str(tmp_path / "x")).as_numpy_iterator()
    assert parsed(record) == {"a": 0.5}


def test_vectors_are_lists_of_many_floats(table, tmp_path):
    values = np.random.default_rng(1).normal(size=(len(table), 2 * 5)).astype(np.float32)
    vectors = pa.FixedSizeListArray.from_arrays(pa.array(values.ravel()), values.shape[1])
    more = table.append_column("traces", vectors).append_column("zenith", table["energy"])
    (tmp_path / "x").write_bytes(encode(more.slice(2)))
    spec = {
        "traces": tf.io.FixedLenFeature([2, 5], tf.float32),
        "zenith": tf.io.FixedLenFeature([], tf.float32),
    }
    records = tf.data.TFRecordDataset(str(tmp_path / "x")).batch(len(table))
    columns = tf.io.parse_example(next(iter(records)), spec)
    np.testing.assert_array_equal(columns["traces"].numpy().reshape(-1, 10), values[2:])
    np.testing.assert_array_equal(columns["zenith"], np.array(FLOATS[2:], np.float32))


def test_long_records_can_be_encoded(tmp_path):
    table = pa.table({f"bin_{i:04}": pa.array([i, 0], pa.float32()) for i in range(1500)})
    (tmp_path / "x").write_bytes(encode(table))
    first, second = tf.data.TFRecordDataset(str(tmp_path / "x")).as_numpy_iterator()
    assert parsed(first) == {f"bin_{i:04}": i for i in range(1500)}
    assert set(parsed(second).values()) == {0}


@pytest.mark.parametrize(
    ("content", "checksum"),
    [  # RFC 3720, appendix B.4
        (bytes(32), 0x8A9136AA),
        (b"\xff" * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
        (bytes(range(31, -1, -1)), 0x113FDB5C),
        (b"123456789", 0xE3069283),
    ],
)
def test_checksums_are_castagnolis(content, checksum):
    assert crc32c(content) == checksum


def test_checksums_of_rows_are_those_of_each_row():
    octets = np.random.default_rng(0).integers(0, 256, (20, 40), dtype=np.uint8)
    blank = octets.copy()
    blank[:, 7:29] = 0
    sums = np.array([crc32c(row.tobytes()) for row in blank], np.uint32)
    add(sums, octets[:, 7:29], after=11)
    assert sums.tolist() == [crc32c(row.tobytes()) for row in octets]
    assert tables(3).shape == (3, 256)
