"""Columns as TensorFlow Data Validation takes them: a list of values for every row, null where it is missing.

Its statistics see of a column how many values each row has, and which values there are, but not which row
has which. So the values of a batch are sorted here, column by column: its quantile sketch takes sorted
values four times as fast, to the same accuracy, and NumPy sorts while other threads run.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from components.errors import BadRecordError
from components.showers.vectors import is_list, whole


def as_lists(table: pa.Table) -> pa.RecordBatch:
    """The columns of a table, flat or lists of any kind, as columns of large lists, in order of their names.

    Args:
        table: numbers and strings [rows], or lists of them [rows, any]; a missing value is null.

    Returns:
        Columns with as many values in each row as before; numbers are sorted, so rows do not belong together.

    Raises:
        BadRecordError: a column is of a type that has no statistics, such as dates.
    """
    names = sorted(table.column_names)
    return pa.RecordBatch.from_arrays([_lists(name, whole(table[name])) for name in names], names)


def _lists(name: str, column: pa.Array) -> pa.Array:
    if pa.types.is_null(column.type):
        return column
    if is_list(column.type):
        lengths, values = pc.list_value_length(column), column.flatten()
    else:
        lengths, values = pc.if_else(column.is_valid(), 1, None), column.drop_null()
    inner = _lists(name, values) if is_list(values.type) else _sorted(name, values)
    offsets = np.concatenate(([0], np.cumsum(lengths.fill_null(0).to_numpy(), dtype=np.int64)))
    mask = column.is_null() if column.null_count else None
    return pa.LargeListArray.from_arrays(offsets, inner, mask=mask)


def _sorted(name: str, values: pa.Array) -> pa.Array:
    """Numbers in order, NaN last; strings as they are, without a dictionary."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        return _sorted(name, values.cast(kind.value_type))
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return values if values.null_count else pa.array(np.sort(values.to_numpy()))
    if pa.types.is_boolean(kind):
        return _sorted(name, values.cast(pa.int64()))
    if any(check(kind) for check in (pa.types.is_string, pa.types.is_binary)) or _is_large(kind):
        return values
    fix = "Give numbers or strings."
    raise BadRecordError(f"holds {kind}, of which there are no statistics", where=f"column {name}", fix=fix)


def _is_large(kind: pa.DataType) -> bool:
    return bool(pa.types.is_large_string(kind) or pa.types.is_large_binary(kind))
