"""Schema skew: serving data whose features have another type, presence or shape than the schema says."""

from collections.abc import Iterator

from tensorflow_metadata.proto.v0 import anomalies_pb2, schema_pb2, statistics_pb2

from components.example_validator.conformity import anomalies_of
from components.findings import Finding, Kind
from components.gates import Outcome
from components.showers.dataset import Dataset

SERVING = "SERVING"
Type = anomalies_pb2.AnomalyInfo.Type
ASPECTS = {
    "another type": ("UNEXPECTED_DATA_TYPE", "ENUM_TYPE_FLOAT_NOT_STRING", "ENUM_TYPE_INT_NOT_STRING"),
    "missing values": ("FEATURE_TYPE_LOW_FRACTION_PRESENT", "FEATURE_TYPE_LOW_NUMBER_PRESENT"),
    "no values": ("SCHEMA_MISSING_COLUMN", "FEATURE_TYPE_NOT_PRESENT", "FEATURE_TYPE_NO_VALUES"),
    "another shape": ("INVALID_FEATURE_SHAPE", "FEATURE_TYPE_LOW_NUMBER_VALUES", "VALUE_NESTEDNESS_MISMATCH"),
    "values that are no numbers": ("FLOAT_TYPE_HAS_NAN", "FLOAT_TYPE_HAS_INF"),
    "values outside its range": (
        *("FLOAT_TYPE_SMALL_FLOAT", "FLOAT_TYPE_BIG_FLOAT", "INT_TYPE_SMALL_INT", "INT_TYPE_BIG_INT"),
    ),
    "unknown values": ("ENUM_TYPE_UNEXPECTED_STRING_VALUES",),
    "no place in the schema": ("SCHEMA_NEW_COLUMN",),
}
WORDS = {Type.Value(name): words for words, names in ASPECTS.items() for name in names}
"""Type of an anomaly -> what the feature has; the types that one of our schemas can give."""


def schema_skew(
    statistics: statistics_pb2.DatasetFeatureStatisticsList,
    schema: schema_pb2.Schema,
    dataset: Dataset,
    environment: str = SERVING,
    *,
    split: str = "serving",
) -> tuple[Finding, ...]:
    """Holds the statistics of serving data against the schema; one failed finding a feature, or one passed.

    What TFDV's `validate_statistics` finds in that environment. A feature of the schema that serving data
    need not have, such as the label, may all the same be there.

    Args:
        statistics: of the serving data.
        schema: with an environment for serving, which the label is not in.
        dataset: says what a feature is for.
        environment: of the schema.
        split: what the serving data is called.
    """
    if environment not in schema.default_environment:
        reason = f"not compared with the schema, which has no environment {environment}"
        return (_finding(split, "", Outcome.NOT_COMPARED, reason),)
    anomalies = anomalies_of(statistics, schema, environment)
    known = {feature.name for feature in schema.feature}
    skews = tuple(
        _finding(split, name, Outcome.FAILED, _words(name, info, dataset))
        for name, info in sorted(anomalies.anomaly_info.items())
        if not (name in known and _is_only_new(info))
    )
    whole = tuple(_whole(split, anomalies))
    agrees = f"agrees with the schema of {environment.lower()} data in {len(dataset.inputs)} inputs"
    return (*whole, *skews) or (_finding(split, "", Outcome.PASSED, agrees),)


def _is_only_new(info: anomalies_pb2.AnomalyInfo) -> bool:
    return all(reason.type == Type.SCHEMA_NEW_COLUMN for reason in info.reason)


def _words(name: str, info: anomalies_pb2.AnomalyInfo, dataset: Dataset) -> str:
    aspects = dict.fromkeys(WORDS.get(reason.type, reason.short_description) for reason in info.reason)
    role = next((f"the {one.role} " for one in dataset.features if one.name == name), "")
    return f"{role}{name} has {' and '.join(aspects)}: {info.description}"


def _whole(split: str, anomalies: anomalies_pb2.Anomalies) -> Iterator[Finding]:
    if anomalies.HasField("dataset_anomaly_info"):
        yield _finding(split, "", Outcome.FAILED, anomalies.dataset_anomaly_info.description)


def _finding(split: str, feature: str, outcome: Outcome, sentence: str) -> Finding:
    said = f"{split}: {sentence}"
    return Finding(Kind.SCHEMA_SKEW, split, feature, "the schema", "", None, None, outcome, said)
