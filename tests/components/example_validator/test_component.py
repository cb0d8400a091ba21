"""The shell writes what TFX's own node writes, and stops where that one goes on."""

import pytest
from tensorflow_metadata.proto.v0 import anomalies_pb2
from tfx.types.standard_artifacts import ExampleAnomalies, Examples, ExampleStatistics, Schema

from components.artifacts import DataProfile
from components.errors import GateError
from components.example_gen.encode import encode
from components.example_validator.component import ExampleValidator
from components.example_validator.profile import Profile
from components.gates import Verdict
from components.showers.dataset import SCHEMAS
from components.statistics_gen.core import statistics_of
from tests.components.showers.tables import GROUND, replace


@pytest.fixture
def validate(tmp_path, validator_settings):
    """Validates a table as the split `train`; returns the artifacts of the anomalies and the profile."""

    def validated(table):
        for folder in ("examples/Split-train", "statistics/Split-train", "schema"):
            (tmp_path / folder).mkdir(parents=True)
        (tmp_path / "examples/Split-train/examples").write_bytes(encode(table))
        found = statistics_of(str(tmp_path / "examples/Split-train")).SerializeToString()
        (tmp_path / "statistics/Split-train/FeatureStats.pb").write_bytes(found)
        (tmp_path / "schema/schema.pbtxt").write_text((SCHEMAS / "ground/schema.pbtxt").read_text())
        examples, statistics, schema = Examples(), ExampleStatistics(), Schema()
        for artifact, name in ((examples, "examples"), (statistics, "statistics"), (schema, "schema")):
            artifact.uri = str(tmp_path / name)
        examples.split_names = statistics.split_names = '["train"]'
        examples.set_string_custom_property("input_fingerprint", "0123456789abcdef")
        anomalies, profile = ExampleAnomalies(), DataProfile()
        anomalies.uri, profile.uri = (
            str(tmp_path / f"validator/{name}/1") for name in ("anomalies", "profile")
        )
        ExampleValidator.test_call(
            examples=examples,
            statistics=statistics,
            schema=schema,
            anomalies=anomalies,
            profile=profile,
            dataset=GROUND.model_dump_json(),
            settings=validator_settings().model_dump_json(),
        )
        return anomalies, profile

    return validated


def written(folder) -> anomalies_pb2.Anomalies:
    content = (folder / "validator/anomalies/1/Split-train/SchemaDiff.pb").read_bytes()
    return anomalies_pb2.Anomalies.FromString(content)


def test_good_data_leave_no_anomalies_and_a_verdict(validate, checked, tmp_path):
    anomalies, profile = validate(checked)
    assert anomalies.splits == ["train"]
    assert not written(tmp_path).anomaly_info
    verdict = Verdict.from_json((tmp_path / "validator/anomalies/1/verdict.json").read_text())
    assert verdict.node == "ExampleValidator"
    assert verdict.passed
    assert {path.name for path in (tmp_path / "validator/anomalies/1").iterdir()} >= {
        *("findings.json", "index.html", "verdict.json")
    }
    assert Profile.read(f"{profile.uri}/profile.parquet").splits["train"]["muons"].counts.sum() == len(
        checked
    )
    assert profile.get_string_custom_property("data") == "span 0 (01234567)"
    assert profile.get_string_custom_property("examples") == str(tmp_path / "examples")


def test_bad_data_stop_the_run_and_leave_the_anomalies(validate, checked, tmp_path):
    with pytest.raises(GateError, match="train: energy: "):
        validate(replace(checked, "energy", checked["muons"]))
    assert list(written(tmp_path).anomaly_info) == ["energy"]
