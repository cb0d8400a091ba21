"""Flat tables (ROOT, Parquet, CSV, the published text form) of any dataset that has a `dataset.yaml`."""

import pathlib
from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from components.errors import SettingsError
from components.showers.checks import check
from components.showers.dataset import Dataset
from components.showers.ingest.parts import Part
from components.showers.readers.raw import BAD_SCHEMA, Raw
from components.showers.records import read_records


def convert(path: pathlib.Path, dataset: Dataset) -> Iterator[Part]:
    """The checked records of a table, typed as the pipeline types them.

    Args:
        path: a file, or a folder of them.
        dataset: its registry.

    Raises:
        SettingsError: the records of the dataset are events, not rows.
        BadFileError: a file cannot be read or lacks a column, or a class has no record.
    """
    if dataset.records != "rows":
        raise SettingsError(
            f"{dataset.name} is made of events, which a flat table cannot hold",
            fix="Use the source auger, or cascada simulate.",
        )
    for batch in read_records(path, dataset, bad_records="quarantine"):
        yield Part(batch.table, batch.bad)


def outside(table: pa.Table, dataset: Dataset) -> dict[str, int]:
    """Which rows the pipeline would refuse although they were converted faithfully: field -> how many.

    A row counts once, for the first of its fields that is outside its range.
    """
    columns = {f.name: table[f.name].combine_chunks() for f in dataset.read_features}
    records = np.arange(1, table.num_rows + 1, dtype=np.int64)
    raw = Raw("", columns, records, lambda rows: pa.nulls(len(rows), pa.string()), BAD_SCHEMA.empty_table())
    fields = check(raw, dataset, dataset.read_features, None).bad["field"]
    return {str(pair["values"]): int(pair["counts"]) for pair in fields.value_counts().to_pylist()}
