"""Whether data is what the schema says, by TensorFlow Data Validation."""

from collections.abc import Iterator
from typing import TypeAlias

from tensorflow_data_validation.api.validation_api import validate_statistics
from tensorflow_metadata.proto.v0 import anomalies_pb2, schema_pb2, statistics_pb2

from components.findings import Estimate, Finding, Kind
from components.gates import Outcome

REFERENCE, MEASURE = "the schema", ""
Statistics: TypeAlias = statistics_pb2.DatasetFeatureStatisticsList


def anomalies_of(
    statistics: Statistics, schema: schema_pb2.Schema, environment: str
) -> anomalies_pb2.Anomalies:
    """Where a split disagrees with the schema.

    Args:
        statistics: of the split.
        schema: what every split must agree with.
        environment: TRAINING or SERVING; a schema that knows no environments is taken as a whole.
    """
    known = environment in schema.default_environment
    return validate_statistics(statistics, schema, environment=environment if known else None)


def conformity(split: str, anomalies: anomalies_pb2.Anomalies) -> tuple[Finding, ...]:
    """One finding for the split, and one more for every feature that disagrees."""
    found = dict(_descriptions(anomalies))
    said = f"disagrees with the schema ({len(found)})" if found else "agrees with the schema"
    return (
        _finding(split, "", len(found), said),
        *(_finding(split, feature, 1, f"{feature}: {what}") for feature, what in found.items()),
    )


def _finding(split: str, feature: str, anomalies: int, sentence: str) -> Finding:
    count = Estimate(anomalies, anomalies, anomalies, None)
    outcome = Outcome.FAILED if anomalies else Outcome.PASSED
    return Finding(Kind.SCHEMA, split, feature, REFERENCE, MEASURE, count, 0, outcome, f"{split}: {sentence}")


def _descriptions(anomalies: anomalies_pb2.Anomalies) -> Iterator[tuple[str, str]]:
    """What is wrong with each feature and with the split as a whole, in the words of the library."""
    for name, info in sorted(anomalies.anomaly_info.items()):
        yield name, info.description
    if anomalies.HasField("dataset_anomaly_info"):
        yield "the split", anomalies.dataset_anomaly_info.description
