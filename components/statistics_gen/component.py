"""The TFX shell of StatisticsGen."""

from tfx.dsl.component.experimental.annotations import InputArtifact, OutputArtifact, Parameter
from tfx.dsl.component.experimental.decorators import component
from tfx.types import artifact_utils
from tfx.types.standard_artifacts import Examples, ExampleStatistics

from components.files import write_bytes
from components.statistics_gen.core import statistics_of

STATISTICS_FILE = "FeatureStats.pb"


@component
def StatisticsGen(  # noqa: N802
    examples: InputArtifact[Examples],  # type: ignore[valid-type]
    statistics: OutputArtifact[ExampleStatistics],  # type: ignore[valid-type]
    code: Parameter[str] = "",  # type: ignore[valid-type]
) -> None:
    """Computes the statistics of every split, laid out as TFX's own StatisticsGen does.

    Args:
        examples: what to describe.
        statistics: gets `Split-<name>/FeatureStats.pb`.
        code: a fingerprint of the code, part of the cache key only.

    Raises:
        BadFileError: a split holds no examples, or damaged ones.
    """
    for split in artifact_utils.decode_split_names(examples.split_names):
        found = statistics_of(artifact_utils.get_split_uri([examples], split))
        path = f"{statistics.uri}/Split-{split}/{STATISTICS_FILE}"
        write_bytes(path, found.SerializeToString(deterministic=True))
    statistics.split_names = examples.split_names
    statistics.span = examples.span
