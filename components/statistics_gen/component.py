"""The TFX shell of StatisticsGen."""

from apache_beam import Pipeline
from tfx.dsl.component.experimental.annotations import (
    BeamComponentParameter,
    InputArtifact,
    OutputArtifact,
    Parameter,
)
from tfx.dsl.component.experimental.decorators import component
from tfx.types import artifact_utils
from tfx.types.standard_artifacts import Examples, ExampleStatistics

from components import settings as sections
from components.files import write_bytes
from components.statistics_gen.core import statistics_of

STATISTICS_FILE = "FeatureStats.pb"


@component(use_beam=True)
def StatisticsGen(  # noqa: N802
    examples: InputArtifact[Examples],  # type: ignore[valid-type]
    statistics: OutputArtifact[ExampleStatistics],  # type: ignore[valid-type]
    settings: Parameter[str] = '{"beam_above": null}',  # type: ignore[valid-type]
    code: Parameter[str] = "",  # type: ignore[valid-type]
    beam_pipeline: BeamComponentParameter[Pipeline] = None,  # type: ignore[valid-type]
) -> None:
    """Computes the statistics of every split, laid out as TFX's own StatisticsGen does.

    Args:
        examples: what to describe.
        statistics: gets `Split-<name>/FeatureStats.pb`.
        settings: as JSON: with more examples than `beam_above` in all splits together they are described on
            Beam; 0 always does so, null never.
        code: a fingerprint of the code, part of the cache key only.
        beam_pipeline: where that is.

    Raises:
        BadFileError: a split holds no examples, or damaged ones.
    """
    beam_above = sections.StatisticsGen.model_validate_json(settings).beam_above
    files = {
        artifact_utils.get_split_uri([examples], split): f"{statistics.uri}/Split-{split}/{STATISTICS_FILE}"
        for split in artifact_utils.decode_split_names(examples.split_names)
    }
    if not _on_beam(files, beam_above, beam_pipeline):
        for folder, file in files.items():
            write_bytes(file, statistics_of(folder).SerializeToString(deterministic=True))
    statistics.split_names = examples.split_names
    statistics.span = examples.span


def _on_beam(files: dict[str, str], above: int | None, pipeline: Pipeline) -> bool:
    """Describes them on Beam where there are so many examples; what that imports is not needed otherwise."""
    if above is None:
        return False
    from components.statistics_gen.beam_run import is_above, statistics_on_beam

    if not is_above(files, above):
        return False
    statistics_on_beam(pipeline, files)
    return True
