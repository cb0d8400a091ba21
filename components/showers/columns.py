"""Columns as files have them, turned into typed columns, with what is wrong with each bad value.

Nothing here looks at one value at a time: a check is a mask over a column.
"""

import dataclasses
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from components.errors import BadFileError
from components.showers.dataset import Dataset, Feature
from components.showers.vectors import is_list, to_arrow

NUMBER = r"(?i)^[+-]?((\d+\.?\d*|\.\d+)(e[+-]?\d+)?|nan|inf|infinity)$"
WHOLE_NUMBER = r"^-?\d{1,18}$"
LARGEST_EXACT = 2.0**53
KIND = {"float": "a number", "int": "a whole number", "string": "a text"}

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Values = np.ndarray[Any, Any]


@dataclasses.dataclass(frozen=True)
class Fault:
    """Bad values of a column: where [rows], and what is wrong, in words that follow the value found."""

    mask: Mask
    reason: str


@dataclasses.dataclass(frozen=True)
class Column:
    """A typed column.

    Attributes:
        values: float32, int64, strings or lists of one size [rows]; meaningless where there is a fault.
        faults: what makes records bad, the plainest reason first.
        flagged: values that are outside their range or undefined and only counted [rows]; None where that
            is an error.
    """

    values: Values | pa.Array
    faults: tuple[Fault, ...]
    flagged: Mask | None = None


def typed(feature: Feature, found: pa.Array, dataset: Dataset, file: str) -> Column:
    """Types and checks one column.

    Args:
        feature: what the column holds.
        found: the values of the file [rows]: text, any type of number, or lists of numbers for a vector.
        dataset: the registry, for the classes.
        file: for messages.

    Raises:
        BadFileError: the column is of a type that cannot hold the feature.
    """
    found = plain(found)
    if feature is dataset.label:
        return _label(feature, found, dataset, file)
    if feature.shape:
        return _vectors(feature, found, file)
    if feature.dtype == "string":
        return Column(pc.fill_null(_texts(feature, found, file), ""), (_missing(feature, found),))
    return _numbers(feature, found, file)


def plain(found: pa.Array) -> pa.Array:
    """The values themselves where they are held as a dictionary with places in it."""
    return found.dictionary_decode() if pa.types.is_dictionary(found.type) else found


def _numbers(feature: Feature, found: pa.Array, file: str) -> Column:
    values, readable = (_whole_numbers if feature.dtype == "int" else _floats)(feature, found, file)
    undefined = np.zeros(len(values), dtype=bool)
    if feature.undefined is not None:
        undefined = np.isnan(values) & readable & _mask(found.is_valid())
        values = np.where(undefined, np.float32(feature.undefined), values)
    faults = [
        _missing(feature, found),
        Fault(~readable, f"is not {KIND[feature.dtype]}"),
        Fault(~np.isfinite(values), "is not finite"),
    ]
    outside = _outside(feature, values)
    if feature.out_of_range == "flag":
        return Column(values, tuple(faults), outside | undefined)
    faults.append(Fault(outside, f"is outside {range_of(feature)}"))
    return Column(values, tuple(faults), undefined if feature.undefined is not None else None)


def _vectors(feature: Feature, found: pa.Array, file: str) -> Column:
    """Lists of as many numbers as the shape has; one bad number makes the record bad."""
    if not is_list(found.type) or not _is_number(found.type.value_type):
        raise _wrong_type(feature, found, file)
    complete = _mask(pc.equal(pc.list_value_length(found), feature.width))
    values = _matrix(found, complete, feature.width)
    outside = np.asarray(_outside(feature, values).any(axis=1))
    faults = (
        Fault(_mask(found.is_null()), f"was found where {_kind(feature)} were expected"),
        Fault(~complete, f"is not {_kind(feature)}"),
        Fault(np.asarray(~np.isfinite(values).all(axis=1)), "holds a number that is not finite"),
    )
    if feature.out_of_range == "flag":
        return Column(to_arrow(values), faults, outside)
    beyond = Fault(outside, f"holds a number outside {range_of(feature)}")
    return Column(to_arrow(values), (*faults, beyond))


def _matrix(lists: pa.Array, complete: Mask, width: int) -> Values:
    """Lists of numbers as float32 [rows, width]; 0 where a list is not `complete` [rows]."""
    whole = lists if complete.all() else lists.filter(pa.array(complete))
    numbers = whole.flatten().cast(pa.float32()).to_numpy(zero_copy_only=False).reshape(-1, width)
    if len(numbers) == len(lists):
        return np.asarray(numbers)
    values = np.zeros((len(lists), width), np.float32)
    values[complete] = numbers
    return values


def _kind(feature: Feature) -> str:
    return f"{feature.width} numbers" if feature.shape else KIND[feature.dtype]


def _missing(feature: Feature, found: pa.Array) -> Fault:
    missing = found.is_null()
    if _is_text(found):
        missing = pc.or_(missing, pc.fill_null(pc.equal(found, ""), True))
    return Fault(_mask(missing), f"was found where {KIND[feature.dtype]} was expected")


def _floats(feature: Feature, found: pa.Array, file: str) -> tuple[Values, Mask]:
    """float32 values and which are readable, both [rows]."""
    readable = np.ones(len(found), dtype=bool)
    if _is_text(found):
        try:
            numbers = pc.cast(found, pa.float64())
        except pa.ArrowInvalid:
            readable = _mask(pc.match_substring_regex(found, NUMBER))
            numbers = pc.cast(pc.if_else(pa.array(readable), found, "nan"), pa.float64())
    else:
        numbers = pc.cast(_require_number(feature, found, file), pa.float64())
    with np.errstate(over="ignore"):
        return numbers.to_numpy(zero_copy_only=False).astype(np.float32), readable


def _whole_numbers(feature: Feature, found: pa.Array, file: str) -> tuple[Values, Mask]:
    """int64 values and which are readable, both [rows]; numbers with a fraction are not."""
    if _is_text(found):
        readable = _mask(pc.match_substring_regex(found, WHOLE_NUMBER))
        found = pc.cast(pc.if_else(pa.array(readable), found, "0"), pa.int64())
        return found.to_numpy(zero_copy_only=False), readable
    if pa.types.is_signed_integer(_require_number(feature, found, file).type):
        filled = pc.cast(pc.fill_null(found, 0), pa.int64())
        return filled.to_numpy(zero_copy_only=False), np.ones(len(found), dtype=bool)
    numbers = pc.cast(found, pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    readable = (np.floor(numbers) == numbers) & (np.abs(numbers) <= LARGEST_EXACT)
    return np.where(readable, numbers, 0).astype(np.int64), readable


def _outside(feature: Feature, values: Values) -> Mask:
    """Which values [rows] are outside the range, which is compared in the precision of the pipeline."""
    if feature.range is None:
        return np.zeros(len(values), dtype=bool)
    low, high = feature.range if feature.dtype == "int" else np.asarray(feature.range, np.float32)
    return np.asarray((values < low) | (values > high))


def range_of(feature: Feature) -> str:
    """The range of a feature with its unit, in words."""
    low, high = feature.range or (-np.inf, np.inf)
    return f"{low:g} to {high:g} {feature.unit if feature.unit != '1' else ''}".rstrip()


def _label(feature: Feature, found: pa.Array, dataset: Dataset, file: str) -> Column:
    """Class names, from names or codes."""
    if pa.types.is_floating(found.type):
        values, readable = _whole_numbers(feature, found, file)
        found = pc.if_else(pa.array(readable), pa.array(values), None)
    texts = _texts(feature, found, file)
    names = {**dataset.label_codes, **{name: name for name in (*dataset.classes, *dataset.unseen)}}
    index = pc.index_in(texts, pa.array(names))
    known = ", ".join(f"{code} ({name})" for code, name in dataset.label_codes.items())
    reason = f"is no known class; known are {', '.join(dataset.classes)}{f', or {known}' if known else ''}"
    values = pc.fill_null(pa.array(names.values()).take(index), "")
    return Column(values, (_missing(feature, found), Fault(_mask(index.is_null()), reason)))


def _texts(feature: Feature, found: pa.Array, file: str) -> pa.Array:
    if not _is_text(found) and not pa.types.is_integer(found.type):
        raise _wrong_type(feature, found, file)
    return pc.cast(found, pa.string())


def _require_number(feature: Feature, found: pa.Array, file: str) -> pa.Array:
    if _is_number(found.type):
        return found
    raise _wrong_type(feature, found, file)


def _wrong_type(feature: Feature, found: pa.Array, file: str) -> BadFileError:
    return BadFileError(
        f"column {feature.name} is of type {found.type}, expected {_kind(feature)}",
        where=file,
        fix="Write the column with that type.",
    )


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _is_text(found: pa.Array) -> bool:
    return bool(pa.types.is_string(found.type) or pa.types.is_large_string(found.type))


def _mask(found: pa.Array) -> Mask:
    """An Arrow array of booleans as a mask [rows]; null is false."""
    mask: Mask = pc.fill_null(found, False).to_numpy(zero_copy_only=False)
    return mask
