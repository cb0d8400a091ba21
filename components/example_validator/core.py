"""Compares the statistics of examples with what they should be, and turns every difference into a gate.

What is compared is a list of checks: the schema now; skew and drift are further functions of the same shape.
"""

import dataclasses
from collections.abc import Callable, Iterable, Sequence

import tensorflow_data_validation as tfdv
from tensorflow_metadata.proto.v0 import anomalies_pb2, schema_pb2, statistics_pb2

from components.gates import Gate, Outcome, Verdict

NODE = "ExampleValidator"
FIX = "Correct the data, or, if it is right, dataset.yaml and schema.pbtxt."


@dataclasses.dataclass(frozen=True)
class Subject:
    """One split and what there is to judge it by.

    Attributes:
        split: its name.
        statistics: its statistics.
        schema: what every split must agree with.
        anomalies: where TensorFlow Data Validation finds that it does not.
    """

    split: str
    statistics: statistics_pb2.DatasetFeatureStatisticsList
    schema: schema_pb2.Schema
    anomalies: anomalies_pb2.Anomalies


Check = Callable[[Subject], Sequence[Gate]]


def subject_of(
    split: str, statistics: statistics_pb2.DatasetFeatureStatisticsList, schema: schema_pb2.Schema
) -> Subject:
    """A split, its statistics validated against the schema."""
    return Subject(split, statistics, schema, tfdv.validate_statistics(statistics, schema))


def review(subjects: Iterable[Subject], checks: Iterable[Check]) -> Verdict:
    """The verdict of all checks on all splits."""
    checks = tuple(checks)
    return Verdict(NODE, tuple(gate for subject in subjects for check in checks for gate in check(subject)))


def agrees_with_schema(subject: Subject) -> tuple[Gate, ...]:
    """One gate for the split, and one more for every feature that does not agree."""
    found = _descriptions(subject.anomalies)
    said = f"disagrees with the schema ({len(found)})" if found else "agrees with the schema"
    return (
        _gate(subject, "", len(found), said),
        *(_gate(subject, f":{feature}", 1, f"{feature}: {what}") for feature, what in found.items()),
    )


def _gate(subject: Subject, suffix: str, anomalies: int, sentence: str) -> Gate:
    return Gate(
        name=f"schema:{subject.split}{suffix}",
        compared=f"statistics of {subject.split} with the schema",
        measured=anomalies,
        threshold=0,
        outcome=Outcome.FAILED if anomalies else Outcome.PASSED,
        sentence=f"{subject.split}: {sentence}",
    )


def _descriptions(anomalies: anomalies_pb2.Anomalies) -> dict[str, str]:
    """What is wrong with each feature and with the split as a whole, in the words of the library."""
    found = {name: info.description for name, info in sorted(anomalies.anomaly_info.items())}
    if anomalies.HasField("dataset_anomaly_info"):
        found["the split"] = anomalies.dataset_anomaly_info.description
    return found
