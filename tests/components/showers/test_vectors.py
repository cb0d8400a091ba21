"""Columns of vectors: read from lists of any kind, checked number by number, and kept as matrices."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from components.errors import BadFileError, BadRecordError
from components.showers.dataset import Dataset, load_dataset
from components.showers.records import read_records
from components.showers.vectors import is_list, to_arrow, to_numpy
from tests.components.showers.tables import shower_table

GROUND = load_dataset("ground")
WIDTH = 6
BAD = 7


def dataset(**changes) -> Dataset:
    vector = {"name": "traces", "role": "input", "shape": (2, 3), "range": (0, 1), "meaning": "made up"}
    content = GROUND.model_dump(by_alias=True)
    return Dataset.model_validate({**content, "features": [*content["features"], vector | changes]})


TABLE = shower_table(groups=4)
VALUES = np.random.default_rng(1).random((TABLE.num_rows, WIDTH))


def lists(change=None, kind: pa.DataType | None = None) -> pa.Array:
    """The vectors as an Arrow column, the bad row of them changed."""
    rows = VALUES.tolist()
    rows[BAD] = change(rows[BAD]) if change else rows[BAD]
    return pa.array(rows, kind or pa.list_(pa.float64()))


def read(folder, vectors: pa.Array, described: Dataset | None = None, **options):
    pq.write_table(TABLE.append_column("traces", vectors), folder / "showers.parquet")
    (batch,) = read_records(folder, described or dataset(), **options)
    return batch


@pytest.mark.parametrize("shape", [(5,), (5, 3), (0,), (0, 3)])
def test_matrices_become_columns_and_matrices_again(shape):
    values = np.arange(np.prod(shape), dtype=np.float32).reshape(shape)
    column = to_arrow(values)
    assert len(column) == shape[0]
    assert is_list(column.type) == (len(shape) == 2)
    assert to_numpy(column).dtype == np.float32
    np.testing.assert_array_equal(to_numpy(column), values)
    np.testing.assert_array_equal(to_numpy(pa.chunked_array([column] * 2)), np.concatenate([values] * 2))


def test_a_part_of_a_column_is_a_part_of_the_matrix():
    values = np.arange(12, dtype=np.float32).reshape(4, 3)
    np.testing.assert_array_equal(to_numpy(to_arrow(values).slice(1, 2)), values[1:3])
    np.testing.assert_array_equal(to_numpy(to_arrow(values).take(pa.array([3, 0]))), values[[3, 0]])


@pytest.mark.parametrize(
    "kind",
    [
        pa.list_(pa.float32()),
        pa.large_list(pa.float64()),
        pa.list_(pa.float32(), WIDTH),
        pa.list_(pa.float64()),
    ],
)
def test_lists_of_any_kind_are_read(tmp_path, kind):
    batch = read(tmp_path, lists(kind=kind))
    assert batch.table["traces"].type == pa.list_(pa.float32(), WIDTH)
    np.testing.assert_array_equal(to_numpy(batch.table["traces"]), VALUES.astype(np.float32))
    assert batch.bad.num_rows == 0


SPOILED = {
    "missing": (lambda _: None, "nothing was found where 6 numbers were expected"),
    "too short": (lambda row: row[1:], "the list is not 6 numbers"),
    "too long": (lambda row: [*row, 0.5], "the list is not 6 numbers"),
    "empty": (lambda _: [], "the list is not 6 numbers"),
    "a number missing": (lambda row: [None, *row[1:]], "the list holds a number that is not finite"),
    "not a number": (lambda row: [*row[1:], np.nan], "the list holds a number that is not finite"),
    "infinite": (lambda row: [*row[1:], np.inf], "the list holds a number that is not finite"),
    "too high": (lambda row: [*row[1:], 1.5], "the list holds a number outside 0 to 1"),
    "too low": (lambda row: [-0.5, *row[1:]], "the list holds a number outside 0 to 1"),
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_record_with_a_bad_vector_is_set_aside_with_its_reason(tmp_path, name):
    change, reason = SPOILED[name]
    batch = read(tmp_path, lists(change), bad_records="quarantine")
    (bad,) = batch.bad.to_pylist()
    assert (bad["record"], bad["field"], bad["reason"]) == (BAD + 1, "traces", reason)
    assert "MUTotal=" in bad["text"]
    assert "traces" not in bad["text"]
    expected = np.delete(VALUES, BAD, axis=0).astype(np.float32)
    np.testing.assert_array_equal(to_numpy(batch.table["traces"]), expected)


def test_a_bad_vector_stops_where_bad_records_do(tmp_path):
    with pytest.raises(BadRecordError, match="record 8, traces: the list is not 6 numbers"):
        read(tmp_path, lists(lambda row: row[1:]))


def test_a_range_that_flags_counts_vectors_and_keeps_them(tmp_path):
    batch = read(tmp_path, lists(lambda row: [2.0, -1.0, *row[2:]]), dataset(out_of_range="flag"))
    assert batch.flagged["traces"] == 1
    assert to_numpy(batch.table["traces"])[BAD, 0] == 2


@pytest.mark.parametrize(
    "column",
    [
        pa.array(VALUES[:, 0]),
        pa.array(["0 1 2 3 4 5"] * len(VALUES)),
        pa.array([[["a"]]] * len(VALUES)),
        pa.array([["a"] * WIDTH] * len(VALUES)),
    ],
)
def test_a_column_of_another_type_is_named(tmp_path, column):
    with pytest.raises(BadFileError, match=r"column traces is of type .*, expected 6 numbers"):
        read(tmp_path, column)


def test_a_vector_is_needed_to_predict(tmp_path):
    batch = read(tmp_path, lists(), labelled=False)
    assert batch.table.column_names[-1] == "traces"
    pq.write_table(TABLE, tmp_path / "showers.parquet")
    with pytest.raises(BadFileError, match="no column traces"):
        list(read_records(tmp_path, dataset(), labelled=False))
