"""Made-up shower tables in every format that is read."""

import gzip
import pathlib

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from components.showers.dataset import Dataset, load_dataset
from tests.end_to_end.harness import synthetic_showers

GROUND = load_dataset("ground")


def shower_table(groups: int = 20, seed: int = 0, dataset: Dataset = GROUND) -> pa.Table:
    """Five showers a group, with the columns of the ground dataset; ids and labels are whole numbers."""
    rows = synthetic_showers(groups, seed)
    kinds = {"float": "float64", "int": "int64", "string": "int64"}
    return pa.table(
        {f.column: rows[:, place].astype(kinds[f.dtype]) for place, f in enumerate(dataset.read_features)}
    )


def write(table: pa.Table, path: pathlib.Path) -> pathlib.Path:
    """Writes a table in the format that the suffix names."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".parquet":
        pyarrow.parquet.write_table(table, path)
        return path
    text = _text(table) if ".txt" in path.name or ".dat" in path.name else _csv(table)
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


def _text(table: pa.Table) -> bytes:
    rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
    return "".join("   ".join(map(str, row)) + "\n" for row in rows).encode()


def _csv(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pyarrow.csv.write_csv(table, sink)
    return sink.getvalue().to_pybytes()


def replace(table: pa.Table, column: str, values: pa.Array) -> pa.Table:
    """The table with another column of that name."""
    return table.set_column(table.schema.get_field_index(column), column, values)
