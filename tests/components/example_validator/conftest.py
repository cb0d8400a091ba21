import pyarrow as pa
import pytest
from google.protobuf import text_format
from tensorflow_metadata.proto.v0 import schema_pb2

from components.showers.dataset import SCHEMAS
from components.showers.records import read_records
from tests.components.showers.tables import GROUND, shower_table, write


@pytest.fixture(scope="session")
def schema() -> schema_pb2.Schema:
    return text_format.Parse((SCHEMAS / "ground/schema.pbtxt").read_text(), schema_pb2.Schema())


@pytest.fixture
def checked(tmp_path) -> pa.Table:
    """100 good showers, as ExampleGen gets them."""
    (batch,) = read_records(write(shower_table(), tmp_path / "showers.parquet"), GROUND)
    return batch.table
