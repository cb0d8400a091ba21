"""The reader of ROOT files, through uproot (the extra `root`)."""

import functools
import pathlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from components.errors import BadFileError
from components.showers.dataset import Dataset, Feature
from components.showers.readers.parquet import texts_of
from components.showers.readers.raw import BAD_SCHEMA, ROWS, Raw, locate_columns

TABLES = ("TTree", "TNtuple", "TNtupleD", "TChain", "ROOT::RNTuple", "ROOT::Experimental::RNTuple")
"""Classes of ROOT that hold columns."""


def read_root(path: pathlib.Path, name: str, dataset: Dataset, wanted: tuple[Feature, ...]) -> Iterator[Raw]:
    """Reads the wanted branches of the one table of a file, or of the one named as the dataset, in batches.

    Args:
        path: the file.
        name: what to call it in messages.
        dataset: its registry; its name chooses among several tables.
        wanted: the features to read.

    Raises:
        BadFileError: uproot is not installed, the file is damaged or has no table or several, or a wanted
            feature has no branch or one that does not hold one value in each row.
    """
    try:
        yield from _read(path, name, dataset, wanted)
    except (BadFileError, pa.ArrowException):
        raise
    except Exception as error:  # uproot has a dozen words for a file that is none, or is cut short
        raise BadFileError(
            f"cannot be read as ROOT: {error}".splitlines()[0],
            where=str(path),
            fix="Is the file complete, and is its suffix right? Fetch or write it again.",
        ) from None


def _read(path: pathlib.Path, name: str, dataset: Dataset, wanted: tuple[Feature, ...]) -> Iterator[Raw]:
    awkward, uproot = _libraries(path)
    first = 1
    with uproot.open(path) as file:
        table = file[_table(file.classnames(cycle=False), dataset, path)]
        columns = locate_columns(table.keys(recursive=False), wanted, str(path))
        chosen = set(columns.values())
        for batch in table.iterate(filter_name=chosen.__contains__, step_size=ROWS, library="ak"):
            values = {c: awkward.to_arrow(batch[c], extensionarray=False) for c in columns.values()}
            for column, found in values.items():
                _require_flat(column, found.type, path)
            rows = pa.RecordBatch.from_arrays(list(values.values()), list(values))
            yield Raw(
                file=name,
                columns={feature: values[column] for feature, column in columns.items()},
                records=np.arange(first, first + len(batch), dtype=np.int64),
                texts=functools.partial(texts_of, rows),
                malformed=BAD_SCHEMA.empty_table(),
            )
            first += len(batch)


def _libraries(path: pathlib.Path) -> tuple[Any, Any]:
    try:
        import awkward
        import uproot
    except ImportError:
        raise BadFileError(
            "reading ROOT files needs uproot, which is not installed",
            where=str(path),
            fix="pip install 'cascada[root]'",
        ) from None
    return awkward, uproot


def _table(classes: dict[str, str], dataset: Dataset, path: pathlib.Path) -> str:
    tables = [name for name, kind in classes.items() if kind in TABLES]
    if len(tables) == 1:
        return tables[0]
    if dataset.name in tables:
        return dataset.name
    found = f"several tables: {', '.join(tables)}" if tables else "no table (TTree or RNTuple)"
    fix = f"Write one table, or call one of them {dataset.name}."
    raise BadFileError(f"holds {found}", where=str(path), fix=fix)


def _require_flat(column: str, kind: pa.DataType, path: pathlib.Path) -> None:
    if pa.types.is_nested(kind):
        raise BadFileError(
            f"branch {column} does not hold one value in each row but {kind}",
            where=str(path),
            fix="Write a flat table: a number or a text in each row.",
        )
