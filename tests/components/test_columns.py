"""Flat tables, lists of one size and tf.Examples give the same values, and groups stay in one block."""

import numpy as np
import pyarrow as pa
import pytest

from components.columns import (
    BLOCKS,
    GOLDEN,
    blocks_of,
    column_of,
    flat_numbers,
    hashes,
    numbers,
    texts,
    whole_numbers,
)
from components.example_gen.encode import encode
from components.examples import read_examples
from tests.components.showers.tables import GROUND

NAN = float("nan")
FLAT = pa.array([1.5, None, NAN, 4.0], pa.float32())
FIXED = pa.array([[1.5], None, [NAN], [4.0]], pa.list_(pa.float32(), 1))
VARIABLE = pa.array([[1.5], None, [NAN], [4.0]], pa.list_(pa.float32()))
EMPTY = pa.array([[1.5], [], [NAN], [4.0]], pa.large_list(pa.float32()))
SHAPES = pytest.mark.parametrize("column", [FLAT, FIXED, VARIABLE, EMPTY])


@SHAPES
def test_numbers_of_every_shape(column):
    values, rows = flat_numbers(column)
    assert values.dtype == np.float64
    np.testing.assert_array_equal(values, [1.5, NAN, 4])
    assert rows.tolist() == [0, 2, 3]
    np.testing.assert_array_equal(numbers(column), [1.5, NAN, NAN, 4])


@SHAPES
def test_a_slice_has_the_rows_of_the_slice(column):
    values, rows = flat_numbers(column.slice(1))
    np.testing.assert_array_equal(values, [NAN, 4])
    assert rows.tolist() == [1, 2]


@pytest.mark.parametrize("kind", [pa.list_(pa.float32(), 2), pa.list_(pa.float32())])
def test_vectors_are_flattened(kind):
    values, rows = flat_numbers(pa.array([[1, 2], None, [3, None]], kind))
    assert (values.tolist(), rows.tolist()) == ([1, 2, 3], [0, 0, 2])


@pytest.mark.parametrize("column", [pa.nulls(3), pa.array([[], None], pa.list_(pa.null())), pa.array(["a"])])
def test_what_holds_no_numbers_has_none(column):
    values, rows = flat_numbers(column)
    assert (len(values), len(rows)) == (0, 0)
    assert np.isnan(numbers(column)).all()


@pytest.mark.parametrize(
    "column", [pa.array(["a", None, "ñ"]), pa.array([[b"a"], [], ["ñ".encode()]], pa.list_(pa.binary()))]
)
def test_texts_are_decoded(column):
    assert texts(column).to_pylist() == ["a", None, "ñ"]


def test_a_text_that_is_no_text_is_missing():
    assert texts(pa.array([b"a", b"\xff"])).to_pylist() == ["a", None]
    assert texts(pa.array([1, 2])).to_pylist() == [None, None]


def test_whole_numbers_are_exact():
    large = 2**63 - 1
    assert whole_numbers(pa.array([[large], [], [5, 6]])).to_pylist() == [large, None, 5]
    assert whole_numbers(pa.array([1.0])).to_pylist() == [None]


def test_a_column_that_is_not_there_is_missing_in_every_row():
    assert column_of(pa.table({"a": [1, 2]}), "b").null_count == 2


def test_the_hash_is_splitmix64():
    first_outputs = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]
    states = np.arange(3, dtype=np.uint64) * GOLDEN
    assert hashes(states).tolist() == first_outputs


def table(groups: int = 1000) -> pa.Table:
    """Five showers a group."""
    ids = 10 * np.repeat(np.arange(groups), 5) + np.tile(np.arange(5), groups)
    return pa.table({"event_id": ids, "shower_group": ids // 10, "energy": np.ones(len(ids), np.float32)})


def test_a_group_is_in_one_block_and_blocks_are_even():
    blocks = blocks_of(table(), GROUND)
    of_group = blocks.reshape(-1, 5)
    assert (of_group == of_group[:, :1]).all()
    counts = np.bincount(blocks, minlength=BLOCKS)
    assert len(counts) == BLOCKS
    assert counts.max() < 3 * counts.mean()


def test_the_group_is_computed_of_ids_where_only_they_are_known():
    whole = table()
    np.testing.assert_array_equal(
        blocks_of(whole.drop_columns(["shower_group"]), GROUND), blocks_of(whole, GROUND)
    )


def test_rows_without_group_and_id_are_independent():
    blocks = blocks_of(table().select(["energy"]), GROUND)
    assert len(np.unique(blocks)) == BLOCKS


def test_examples_have_the_blocks_of_the_table(tmp_path):
    (tmp_path / "examples").write_bytes(encode(table()))
    (batch,) = read_examples(str(tmp_path))
    np.testing.assert_array_equal(blocks_of(batch, GROUND), blocks_of(table(), GROUND))
