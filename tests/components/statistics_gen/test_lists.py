"""Columns of any shape become lists with the same values a row, and the same values in all."""

import datetime

import numpy as np
import pyarrow as pa
import pytest

from components.errors import BadRecordError
from components.statistics_gen.lists import as_lists

FLOATS = pa.float64()


def listed(column: pa.Array) -> list:
    return as_lists(pa.table({"x": column})).column(0).to_pylist()


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (pa.array([3.0, 1.0, 2.0]), [[1], [2], [3]]),
        (pa.array([3.0, None, 2.0]), [[2], None, [3]]),
        (pa.array(["b", None, "a"]), [["b"], None, ["a"]]),
        (pa.array(["b", None, "a"]).dictionary_encode(), [["b"], None, ["a"]]),
        (pa.array([True, None, False]), [[0], None, [1]]),
        (pa.array([[3.0, 1.0], [0.0, 2.0]], pa.list_(FLOATS, 2)), [[0, 1], [2, 3]]),
        (pa.array([[3.0, 1.0], None, [0.0, 2.0]], pa.list_(FLOATS, 2)), [[0, 1], None, [2, 3]]),
        (pa.array([[3.0], [], None, [1.0, 2.0]]), [[1], [], None, [2, 3]]),
        (pa.array([[[3.0], [1.0, 2.0]], None, [[]]]), [[[1], [2, 3]], None, [[]]]),
        (pa.nulls(2), [None, None]),
    ],
)
def test_each_row_keeps_its_number_of_values(column, expected):
    assert listed(column) == expected


@pytest.mark.parametrize("start", [1, 2, 3])
@pytest.mark.parametrize("kind", [pa.list_(FLOATS, 2), pa.list_(FLOATS), pa.large_list(FLOATS)])
def test_a_slice_is_read_where_it_lies(kind, start):
    rows = [[3.0, 4.0], None, [1.0, 2.0], [5.0, 6.0]]
    assert listed(pa.array(rows, kind).slice(start)) == rows[start:]


def test_numbers_that_are_none_come_last():
    (first,), (last,) = listed(pa.array([np.nan, 1.0]))
    assert first == 1
    assert np.isnan(last)


def test_columns_stand_in_order_of_their_names():
    assert as_lists(pa.table({"b": [1], "a": [2]})).schema.names == ["a", "b"]


@pytest.mark.parametrize("value", [datetime.date(2026, 1, 1), {"a": 1}])
def test_what_has_no_statistics_is_refused(value):
    with pytest.raises(BadRecordError, match="column x: holds"):
        listed(pa.array([value]))
