"""Rows are cut anew, and prepared in order."""

import itertools
import threading

import pyarrow as pa
import pytest

from components.errors import BadRecordError
from components.statistics_gen.pieces import pieces_of, prepared

TABLE = pa.table({"x": range(100)})


@pytest.mark.parametrize("size", [1, 7, 30, 99, 1000])
def test_every_piece_but_the_last_has_the_size_asked_for(size):
    pieces = list(pieces_of(TABLE.to_batches(size), 30))
    assert [piece.num_rows for piece in pieces] == [30, 30, 30, 10]
    assert pa.concat_tables(pieces).equals(TABLE)


def test_a_column_that_a_batch_lacks_is_missing_there():
    (piece,) = pieces_of([pa.table({"x": [1]}), pa.table({"x": pa.nulls(1), "y": ["a"]})], 2)
    assert piece.to_pydict() == {"x": [1, None], "y": [None, "a"]}


@pytest.mark.parametrize("rows", [1, 2])
def test_a_column_that_changes_its_type_is_refused(rows):
    with pytest.raises(BadRecordError, match="column x: holds string here and int64 before"):
        list(pieces_of([pa.table({"x": [1]}), pa.table({"x": ["a"]})], rows))


def test_results_keep_the_order_of_the_pieces():
    second_is_done = threading.Event()

    def prepare(piece: int) -> int:
        if piece == 0:
            assert second_is_done.wait(60)
        second_is_done.set()
        return piece * piece

    assert list(prepared(range(10), prepare)) == [number * number for number in range(10)]


def test_few_pieces_are_held_at_a_time():
    given = itertools.count()
    results = prepared(given, lambda piece: piece, workers=2)
    assert next(results) == 0
    assert next(given) == 3
    results.close()


def test_an_error_reaches_the_caller():
    with pytest.raises(ZeroDivisionError):
        list(prepared([1, 0], lambda piece: 1 // piece))
