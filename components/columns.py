"""Columns of batches in any of three shapes: single values, lists of one size, lists of any size.

Tables of records hold single values and, for vectors, lists of one size; tf.Examples hold lists of any size,
in which a missing value is a null or an empty list, and a feature that a whole batch lacks is no column.
"""

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from components.showers.dataset import Dataset
from components.showers.vectors import is_list, whole

Array = np.ndarray[Any, Any]
Batch: TypeAlias = pa.RecordBatch | pa.Table
Batches: TypeAlias = Iterable[Batch]

BLOCKS = 64
"""Parts that counts are kept in, so that whole groups can be resampled."""

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FACTORS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
SHIFTS = (np.uint64(30), np.uint64(27), np.uint64(31))


def column_of(batch: Batch, name: str) -> pa.Array:
    """A column in one piece [rows]; nulls where the batch has none of that name, or more than one."""
    place = batch.schema.get_field_index(name)
    return pa.nulls(batch.num_rows) if place < 0 else whole(batch.column(place))


def flat(column: pa.Array) -> tuple[pa.Array, Array]:
    """All values that are there, those of lists one after another, and which row each is of.

    Args:
        column: of any shape [rows].

    Returns:
        Values without nulls [values] and rows [values]; a row that misses its value does not occur.
    """
    if is_list(column.type):
        rows, column = np.asarray(pc.list_parent_indices(column)), pc.list_flatten(column)
    else:
        rows = np.arange(len(column))
    if not column.null_count:
        return column, rows
    there = column.is_valid()
    return column.filter(there), rows[there.to_numpy(zero_copy_only=False)]


def flat_numbers(column: pa.Array) -> tuple[Array, Array]:
    """The same as float64 [values], rows [values]; a column that is not of numbers has none."""
    values, rows = flat(column)
    if not is_number(values.type):
        return np.empty(0), np.empty(0, np.int64)
    return values.to_numpy(zero_copy_only=False).astype(np.float64, copy=False), rows


def flat_texts(column: pa.Array) -> tuple[pa.Array, Array]:
    """The same as binary Arrow values [values], rows [values]; a column that is not of texts has none."""
    values, rows = flat(column)
    if not is_text(values.type):
        return pa.array([], pa.large_binary()), np.empty(0, np.int64)
    return values.cast(pa.large_binary()), rows


def numbers(column: pa.Array) -> Array:
    """One number of each row as float64 [rows], the first where there are more; NaN where it misses."""
    return _first(*flat_numbers(column), len(column))


def texts(column: pa.Array) -> pa.Array:
    """One text of each row [rows], the first where there are more; null where it misses.

    What is no UTF-8 is null too.
    """
    values, rows = flat_texts(column)
    first = _places(rows, len(column))
    taken = values.take(pa.array(first, mask=first < 0))
    try:
        return taken.cast(pa.string())
    except pa.ArrowInvalid:
        return pa.array([_decoded(value) for value in taken.to_pylist()], pa.string())


def whole_numbers(column: pa.Array) -> pa.Array:
    """One whole number of each row as int64 [rows], exact; null where it misses or is of another type."""
    values, rows = flat(column)
    if not pa.types.is_integer(values.type):
        return pa.nulls(len(column), pa.int64())
    first = _places(rows, len(column))
    return values.cast(pa.int64(), safe=False).take(pa.array(first, mask=first < 0))


def is_number(kind: pa.DataType) -> bool:
    """Whether values of this type are numbers."""
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def is_text(kind: pa.DataType) -> bool:
    """Whether values of this type are texts, decoded or not."""
    return bool(
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
    )


def blocks_of(batch: Batch, dataset: Dataset) -> Array:
    """The block, 0 to BLOCKS - 1, of each row [rows]: a hash of its group, so that no group is in two.

    The group is computed where it is one of a feature that the batch has. Rows without a group are told apart
    by their ids, and where there are none either by their places, as if they were independent.
    """
    return np.asarray(hashes(_groups(batch, dataset)) % np.uint64(BLOCKS)).astype(np.int64)


def hashes(keys: Array) -> Array:
    """64-bit hashes [rows] of whole numbers [rows]: the finaliser of SplitMix64, which is one to one.

    Steele, Lea, Flood, OOPSLA 2014, doi 10.1145/2714064.2660195.
    """
    mixed = keys.astype(np.uint64) + GOLDEN
    for shift, factor in zip(SHIFTS, FACTORS, strict=False):
        mixed = (mixed ^ (mixed >> shift)) * factor
    return np.asarray(mixed ^ (mixed >> SHIFTS[2]))


def _groups(batch: Batch, dataset: Dataset) -> Array:
    places = pa.array(np.arange(batch.num_rows))
    found = places
    for keys in _keys(batch, dataset):
        found = pc.coalesce(keys, found)
    return np.asarray(found.to_numpy(zero_copy_only=False))


def _keys(batch: Batch, dataset: Dataset) -> Iterator[pa.Array]:
    """What tells groups apart [rows], the best last."""
    group = dataset.group
    yield whole_numbers(column_of(batch, dataset.id.name))
    if group.source is not None:
        source = whole_numbers(column_of(batch, group.source))
        yield pc.divide(source, group.floor_divide or 1)
    yield whole_numbers(column_of(batch, group.name))


def _first(values: Array, rows: Array, length: int) -> Array:
    places = _places(rows, length)
    found = np.full(length, np.nan)
    found[places >= 0] = values[places[places >= 0]]
    return found


def _places(rows: Array, length: int) -> Array:
    """Where the first value of each row stands [length], -1 for none, among values of these rising rows."""
    places = np.full(length, -1, np.int64)
    first = np.flatnonzero(np.diff(rows, prepend=-1))
    places[rows[first]] = first
    return places


def _decoded(value: bytes | None) -> str | None:
    try:
        return None if value is None else value.decode()
    except UnicodeDecodeError:
        return None
