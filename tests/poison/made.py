"""Sound data to spoil, and the usual ways to spoil it."""

import pathlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from components.showers.dataset import load_dataset
from tests.components.showers.features.made_events import made_events
from tests.components.showers.tables import shower_table

WCD = load_dataset("wcd")
ROWS, EVENTS, MANY_EVENTS = 1000, 60, 300


def showers() -> pa.Table:
    """Rows of the dataset ground."""
    return shower_table(groups=ROWS // 5)


def events(count: int = EVENTS) -> pa.Table:
    """Events of the dataset wcd; only some hundred have every class in every split."""
    truth = {
        "sample": ["nominal"] * count,
        "primary": [WCD.classes[place // 2 % len(WCD.classes)] for place in range(count)],
        "hadronic_model": ["EPOS-LHC"] * count,
        "true_energy": np.full(count, 10.0),
        "xmax": np.full(count, 750.0),
        "muon_scale": np.ones(count),
    }
    return made_events(count, seed=2).table(truth)


def with_cell(table: pa.Table, column: str, value: object, row: int = 41) -> pa.Table:
    """The table with one cell changed, in the type of its column where that can hold the value."""
    cells = table[column].to_pylist()
    cells[row] = value
    return with_column(table, column, pa.array(cells, table.schema.field(column).type))


def with_column(table: pa.Table, column: str, values: pa.Array) -> pa.Table:
    """The table with another column of that name."""
    return table.set_column(table.schema.get_field_index(column), column, values)


def parquet(table: pa.Table, path: pathlib.Path, **how: object) -> pathlib.Path:
    """A Parquet file whose pages have checksums."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pyarrow.parquet.write_table(table, path, write_page_checksum=True, **how)
    return path


def truncated(path: pathlib.Path, share: float) -> pathlib.Path:
    """The file with only the beginning left; a negative share is so many bytes from the end."""
    content = path.read_bytes()
    path.write_bytes(content[: int(share) if share < 0 else int(len(content) * share)])
    return path


def flipped(path: pathlib.Path, share: float) -> pathlib.Path:
    """The file with one bit the other way; a negative share is so many bytes from the end."""
    content = bytearray(path.read_bytes())
    content[int(share) if share < 0 else int(len(content) * share)] ^= 0x10
    path.write_bytes(content)
    return path
