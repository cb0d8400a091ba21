"""The values of data files as they are, out of range or missing, to tell what a schema would have to say.

A run reads records through `components.showers.records`, which refuses what the registry does not allow. Here
nothing is refused: a feature without a column is left out, and columns that the registry does not know are
handed on under their own names.
"""

import functools
import pathlib
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from components.errors import BadFileError, BadRecordError
from components.showers.columns import plain, typed
from components.showers.dataset import Dataset, Feature, Role
from components.showers.events import EVENT_SCHEMA
from components.showers.readers.events import COMPUTED
from components.showers.readers.raw import Raw
from components.showers.readers.sources import data_files, read_file
from components.showers.readers.text import header_of
from components.showers.vectors import is_list

MOST_COLUMNS = 1000
"""More columns than this that no dataset knows are no table of it."""


def read_unchecked(path: str | pathlib.Path, dataset: Dataset, *, serving: bool) -> Iterator[pa.RecordBatch]:
    """Reads a file, or the data files of a folder, in batches of unchecked columns.

    Args:
        path: the file or folder, in any format of `components.showers.records`.
        dataset: its registry, which says how values are to be read.
        serving: leave out what is not known of measured showers: label, group, sample and truth.

    Yields:
        Columns named as features: numbers, texts, or lists of numbers [rows]; null where a value is missing
        or cannot be read.

    Raises:
        BadFileError: a file is missing, empty, unreadable, or of another dataset altogether.
        BadRecordError: lines could not be parted into values.
    """
    for name, file in data_files(path).items():
        wanted = _wanted(file, dataset, serving)
        for raw in read_file(file, name, dataset, wanted):
            _require_whole(raw)
            columns = {f.name: _column(f, raw.columns[f.name], dataset, name) for f in wanted}
            columns |= _computed(columns, dataset, serving)
            yield pa.RecordBatch.from_pydict(columns)


def _wanted(file: pathlib.Path, dataset: Dataset, serving: bool) -> tuple[Feature, ...]:
    """The features that a file has, then its columns that are no features."""
    features = [f for f in dataset.read_features if not serving or f in dataset.measured]
    header = _header(file)
    if header is None:
        return tuple(features)
    events = dataset.records == "events"
    there = [f for f in features if {f.name, f.column} & set(header) or (events and f.role in COMPUTED)]
    known = {name for feature in dataset.features for name in (feature.name, feature.column)}
    strange = [c for c in header if c not in known and not (events and c in EVENT_SCHEMA.names)]
    if len(strange) > MOST_COLUMNS:
        what = f"{len(strange):,} columns that {dataset.name} does not know"
        raise BadFileError(what, where=str(file), fix="Name the dataset of the file with --dataset.")
    return (*there, *map(_stranger, strange))


def _stranger(column: str) -> Feature:
    # Not validated: other people's columns may have any name.
    return Feature.model_construct(name=column, column=None, role=Role.TRUTH, dtype="string", meaning="")


def _header(file: pathlib.Path) -> list[str] | None:
    """The names of the columns; None where they cannot be told, of which the reader says why."""
    try:
        if file.suffix == ".parquet":
            return list(pyarrow.parquet.read_schema(file).names)
        return header_of(file) if ".csv" in file.suffixes else None
    except (OSError, EOFError, UnicodeError, pa.ArrowException):
        return None


def _require_whole(raw: Raw) -> None:
    if raw.malformed.num_rows:
        first = raw.malformed.slice(0, 1).to_pylist()[0]
        what = f"{raw.malformed.num_rows} records cannot be read; the first is {first['record']}"
        fix = "A schema is of whole records: correct these, or leave them out."
        raise BadRecordError(f"{what}: {first['field']} {first['reason']}", where=raw.file, fix=fix)


def _column(feature: Feature, found: pa.Array, dataset: Dataset, file: str) -> pa.Array:
    """The values as the pipeline types them, without its ranges; as the file has them where it cannot."""
    found = plain(found)
    if feature is dataset.label:
        return _names(found, dataset)
    if feature.shape or feature not in dataset.features:
        return _as_found(found)
    try:
        column = typed(feature.model_copy(update={"range": None}), found, dataset, file)
    except BadFileError:
        return _as_found(found)
    values = column.values if isinstance(column.values, pa.Array) else pa.array(column.values)
    # The first two faults are a missing value and one that cannot be read; the others are of what it is.
    empty = functools.reduce(np.logical_or, [fault.mask for fault in column.faults[:2]])
    if empty.all() and not column.faults[0].mask.all():
        return _as_found(found)
    return pc.if_else(pa.array(empty), None, values)


def _names(found: pa.Array, dataset: Dataset) -> pa.Array:
    """Labels with the names of the classes in place of their codes, and any other text as it is."""
    texts = found.cast(pa.string())
    codes = pc.index_in(texts, pa.array(dataset.label_codes, pa.string()))
    names = pa.array(dataset.label_codes.values(), pa.string()).take(codes)
    return pc.coalesce(names, pc.if_else(pc.equal(texts, ""), None, texts))


def _as_found(found: pa.Array) -> pa.Array:
    """Numbers, texts and lists of numbers as they are; of anything else, the text that stands for it."""
    kind = found.type.value_type if is_list(found.type) else found.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_string(found.type):
        return found
    try:
        return found.cast(pa.string())
    except pa.ArrowException:
        return pa.nulls(len(found), pa.string())


def _computed(columns: dict[str, pa.Array], dataset: Dataset, serving: bool) -> dict[str, pa.Array]:
    """The features that are computed from others, where those are whole numbers."""
    chosen = [f for f in dataset.features if not serving or f in dataset.measured]
    sources = {f: columns[f.source] for f in chosen if f.source in columns}
    return {
        f.name: pc.divide(source, f.floor_divide or 1)
        for f, source in sources.items()
        if pa.types.is_integer(source.type)
    }
