"""Files as they are: read and checked once, and told from what a person calls them."""

import resource

import numpy as np
import pyarrow as pa
import pytest

from components.errors import BadFileError, MachineError
from components.example_validator.serving import file_data, kept, serving_data
from tests.components.showers.tables import GROUND, shower_table, write

TABLES = [pa.table({"energy": [1.0, 2.0]}), pa.table({"energy": [3.0]})]


def energies(source):
    return [value for batch in source() for value in batch["energy"].to_pylist()]


def test_tables_can_be_read_again_and_side_by_side():
    source = kept(iter(TABLES))
    assert energies(source) == energies(source) == [1.0, 2.0, 3.0]
    first, second = iter(source()), iter(source())
    assert next(first)["energy"].to_pylist() == next(second)["energy"].to_pylist() == [1.0, 2.0]


def test_no_table_is_no_batch():
    assert list(kept(iter([]))()) == []


@pytest.fixture
def small_files():
    """No file of this process may become larger than 1000 bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_without_space_there_is_one_message(small_files):
    table = pa.table({"energy": np.arange(1e5)})
    with pytest.raises(MachineError, match="cannot be written"):
        kept(iter([table]))


def test_serving_data_is_one_split_without_labels(tmp_path):
    table = shower_table().drop_columns(["label"])
    found = serving_data(str(write(table, tmp_path / "july/showers.parquet").parent), GROUND)
    assert (found.name, found.environment) == ("july", "SERVING")
    assert found.statistics["serving"].datasets[0].num_examples == len(table)
    assert {name for batch in found.splits["serving"]() for name in batch.schema.names} == {
        feature.name for feature in GROUND.measured
    }


def test_what_cannot_be_read_is_named(tmp_path):
    with pytest.raises(BadFileError, match="nowhere"):
        file_data(str(tmp_path / "nowhere"), GROUND, labelled=True)
