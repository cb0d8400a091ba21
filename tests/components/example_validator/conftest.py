import pyarrow as pa
import pytest
from google.protobuf import text_format
from tensorflow_metadata.proto.v0 import schema_pb2

from components.settings import ExampleValidator
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


@pytest.fixture(scope="session")
def validator_settings():
    """The settings of the node, with changes; every test states what it depends on."""

    def make(**changes) -> ExampleValidator:
        limits = {"chebyshev": 0.08, "jensen_shannon": None}
        given = {
            "drift": limits,
            "skew": limits,
            "minimum_examples": 200,
            "significance": 0.01,
            "draws": 1000,
            "covariate_auc": 0.6,
            "concept_fall": 0.03,
            "label_shift": 0.05,
            "seed": 1,
            "serving": None,
            "allow": {},
        }
        return ExampleValidator.model_validate(given | changes)

    return make
