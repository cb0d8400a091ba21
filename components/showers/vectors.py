"""Columns whose values are vectors: matrices [rows, width] in NumPy, fixed size lists in Arrow."""

from typing import Any

import numpy as np
import pyarrow as pa

Array = np.ndarray[Any, Any]


def is_list(kind: pa.DataType) -> bool:
    """Whether values of this type are lists, of a fixed size or not."""
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind))


def to_arrow(values: Array) -> pa.Array:
    """Values [rows] as a plain column, or [rows, width] as one of lists of that size; nothing is copied."""
    if values.ndim == 1:
        return pa.array(values)
    return pa.FixedSizeListArray.from_arrays(pa.array(values.reshape(-1)), values.shape[1])


def to_numpy(column: pa.Array | pa.ChunkedArray) -> Array:
    """The values of a column without nulls: [rows], or [rows, width] where it holds lists of a fixed size."""
    if not pa.types.is_fixed_size_list(column.type):
        return np.asarray(column.to_numpy() if isinstance(column, pa.ChunkedArray) else _flat(column))
    values = whole(column)
    return _flat(values.flatten()).reshape(len(values), column.type.list_size)


def whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """A column in one piece."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _flat(column: pa.Array) -> Array:
    return np.asarray(column.to_numpy(zero_copy_only=False))
