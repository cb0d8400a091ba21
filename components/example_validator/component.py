"""The TFX shell of ExampleValidator: the same outputs as TFX's own, and it stops the run."""

import tensorflow_data_validation as tfdv
from tfx.dsl.component.experimental.annotations import InputArtifact, OutputArtifact, Parameter
from tfx.dsl.component.experimental.decorators import component
from tfx.types import artifact_utils
from tfx.types.standard_artifacts import ExampleAnomalies, ExampleStatistics, Schema
from tfx.utils import io_utils

from components.example_validator.core import FIX, agrees_with_schema, review, subject_of
from components.files import write_bytes

STATISTICS_FILE, ANOMALIES_FILE = "FeatureStats.pb", "SchemaDiff.pb"


@component
def ExampleValidator(  # noqa: N802
    statistics: InputArtifact[ExampleStatistics],  # type: ignore[valid-type]
    schema: InputArtifact[Schema],  # type: ignore[valid-type]
    anomalies: OutputArtifact[ExampleAnomalies],  # type: ignore[valid-type]
    code: Parameter[str] = "",  # type: ignore[valid-type]
) -> None:
    """Holds the statistics of every split against the schema; any anomaly stops the run.

    Args:
        statistics: of the examples.
        schema: what they must agree with.
        anomalies: gets `Split-<name>/SchemaDiff.pb`, as TFX's own node writes it, and `verdict.json`.
        code: a fingerprint of the code, part of the cache key only.

    Raises:
        GateError: there is an anomaly; names split, feature and what is wrong.
    """
    expected = io_utils.SchemaReader().read(io_utils.get_only_uri_in_dir(schema.uri))
    subjects = []
    for split in artifact_utils.decode_split_names(statistics.split_names):
        folder = artifact_utils.get_split_uri([statistics], split)
        subject = subject_of(split, tfdv.load_stats_binary(f"{folder}/{STATISTICS_FILE}"), expected)
        content = subject.anomalies.SerializeToString(deterministic=True)
        write_bytes(f"{anomalies.uri}/Split-{split}/{ANOMALIES_FILE}", content)
        subjects.append(subject)
    anomalies.split_names = statistics.split_names
    anomalies.span = statistics.span
    review(subjects, [agrees_with_schema]).enforce(anomalies.uri, FIX)
