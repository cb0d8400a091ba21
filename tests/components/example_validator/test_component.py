"""The shell writes what TFX's own node writes, and stops where that one goes on."""

import pytest
from tensorflow_metadata.proto.v0 import anomalies_pb2
from tfx.types.standard_artifacts import ExampleAnomalies, ExampleStatistics, Schema

from components.errors import GateError
from components.example_gen.encode import encode
from components.example_validator.component import ExampleValidator
from components.gates import Verdict
from components.showers.dataset import SCHEMAS
from components.statistics_gen.core import statistics_of
from tests.components.showers.tables import replace


@pytest.fixture
def validate(tmp_path):
    """Validates a table as the split `train`; returns the anomalies artifact."""

    def validated(table) -> ExampleAnomalies:
        for folder in ("examples", "statistics/Split-train", "schema"):
            (tmp_path / folder).mkdir(parents=True)
        (tmp_path / "examples/examples-00000-of-00001").write_bytes(encode(table))
        found = statistics_of(str(tmp_path / "examples")).SerializeToString()
        (tmp_path / "statistics/Split-train/FeatureStats.pb").write_bytes(found)
        (tmp_path / "schema/schema.pbtxt").write_text((SCHEMAS / "ground/schema.pbtxt").read_text())
        statistics, schema, anomalies = ExampleStatistics(), Schema(), ExampleAnomalies()
        statistics.uri, statistics.split_names = str(tmp_path / "statistics"), '["train"]'
        schema.uri, anomalies.uri = str(tmp_path / "schema"), str(tmp_path / "validator/anomalies/1")
        ExampleValidator.test_call(statistics=statistics, schema=schema, anomalies=anomalies)
        return anomalies

    return validated


def written(folder) -> anomalies_pb2.Anomalies:
    content = (folder / "validator/anomalies/1/Split-train/SchemaDiff.pb").read_bytes()
    return anomalies_pb2.Anomalies.FromString(content)


def test_good_data_leave_no_anomalies_and_a_verdict(validate, checked, tmp_path):
    anomalies = validate(checked)
    assert anomalies.splits == ["train"]
    assert not written(tmp_path).anomaly_info
    verdict = Verdict.from_json((tmp_path / "validator/anomalies/1/verdict.json").read_text())
    assert verdict.node == "ExampleValidator"
    assert verdict.passed


def test_bad_data_stop_the_run_and_leave_the_anomalies(validate, checked, tmp_path):
    with pytest.raises(GateError, match="train: energy: "):
        validate(replace(checked, "energy", checked["muons"]))
    assert list(written(tmp_path).anomaly_info) == ["energy"]
