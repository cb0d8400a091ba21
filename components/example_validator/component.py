"""The TFX shell of ExampleValidator: TFX's inputs and outputs and more, and it stops the run."""

import dataclasses
import functools

from tensorflow_metadata.proto.v0.statistics_pb2 import DatasetFeatureStatisticsList
from tfx.dsl.component.experimental.annotations import InputArtifact, OutputArtifact, Parameter
from tfx.dsl.component.experimental.decorators import component
from tfx.types import artifact_utils
from tfx.types.standard_artifacts import (
    ExampleAnomalies,
    Examples,
    ExampleStatistics,
    Model,
    ModelBlessing,
    Schema,
)
from tfx.utils import io_utils
from tfx.utils.path_utils import serving_model_path

from components import settings as sections
from components.artifacts import DataProfile
from components.blessing import evaluation_of
from components.example_validator.core import review
from components.example_validator.data import Against, Data, Review
from components.example_validator.page import page
from components.example_validator.profile import PROFILE_FILE, Profile
from components.example_validator.serving import serving_data
from components.example_validator.shifts.recorded import read_recorded
from components.example_validator.written import enforce, facts
from components.examples import read_examples
from components.files import read_bytes, write_bytes
from components.properties import (
    INPUT_FINGERPRINT,
    PROFILE_DATA,
    PROFILE_DATASET,
    PROFILE_EXAMPLES,
    PROFILE_FINGERPRINT,
)
from components.showers.dataset import Dataset

STATISTICS_FILE, ANOMALIES_FILE = "FeatureStats.pb", "SchemaDiff.pb"


@component
def ExampleValidator(  # noqa: N802
    examples: InputArtifact[Examples],  # type: ignore[valid-type]
    statistics: InputArtifact[ExampleStatistics],  # type: ignore[valid-type]
    schema: InputArtifact[Schema],  # type: ignore[valid-type]
    anomalies: OutputArtifact[ExampleAnomalies],  # type: ignore[valid-type]
    profile: OutputArtifact[DataProfile],  # type: ignore[valid-type]
    dataset: Parameter[str],  # type: ignore[valid-type]
    settings: Parameter[str],  # type: ignore[valid-type]
    baseline: InputArtifact[DataProfile] = None,  # type: ignore[valid-type]
    baseline_examples: InputArtifact[Examples] = None,  # type: ignore[valid-type]
    champion: InputArtifact[Model] = None,  # type: ignore[valid-type]
    champion_blessing: InputArtifact[ModelBlessing] = None,  # type: ignore[valid-type]
    serving_fingerprint: Parameter[str] = "",  # type: ignore[valid-type]
    code: Parameter[str] = "",  # type: ignore[valid-type]
) -> None:
    """Holds the examples against the schema, the last span that passed, serving data and the last champion.

    Args:
        examples: what is judged.
        statistics: of them.
        schema: what they must agree with; has the limits of single features.
        anomalies: gets `Split-<name>/SchemaDiff.pb`, as TFX's own node writes it, `verdict.json`,
            `findings.json` and `index.html`.
        profile: gets `profile.parquet`, what later spans are compared with.
        dataset: the dataset, as JSON.
        settings: the section of the settings, as JSON.
        baseline, baseline_examples: the profile of the last span that passed, and the span.
        champion, champion_blessing: the last champion, with where it was evaluated.
        serving_fingerprint: of the serving data that the settings name, part of the cache key only.
        code: a fingerprint of the code, part of the cache key only.

    Raises:
        GateError: a gate failed; names split and feature, how far it is off, and what from.
        DataError: the serving data cannot be read.
    """
    described = Dataset.model_validate_json(dataset)
    options = sections.ExampleValidator.model_validate_json(settings)
    against = Against(
        name=baseline.get_string_custom_property(PROFILE_DATA) if baseline else "baseline",
        profile=Profile.read(f"{baseline.uri}/{PROFILE_FILE}") if baseline else None,
        raw=_source(baseline_examples) if baseline_examples else None,
        serving=serving_data(options.serving, described) if options.serving else None,
        champion=serving_model_path(champion.uri) if champion else None,
        recorded=read_recorded(evaluation_of(champion_blessing) if champion_blessing else ""),
    )
    found = review(
        _data(examples, statistics),
        against,
        io_utils.SchemaReader().read(io_utils.get_only_uri_in_dir(schema.uri)),
        described,
        options,
    )
    _write(found, anomalies, profile, examples)
    profile.set_string_custom_property(PROFILE_DATASET, described.name)
    title = f"{described.title}, {name_of(examples)}"
    enforce(found, anomalies.uri, page(found.findings, title, facts(against, options)))


def _data(examples: Examples, statistics: ExampleStatistics) -> Data:
    splits = artifact_utils.decode_split_names(examples.split_names)
    folders = {split: artifact_utils.get_split_uri([statistics], split) for split in splits}
    found = {split: _statistics(f"{uri}/{STATISTICS_FILE}") for split, uri in folders.items()}
    return dataclasses.replace(_source(examples), statistics=found)


def _statistics(path: str) -> DatasetFeatureStatisticsList:
    """As TensorFlow Data Validation reads them, which is imported for more than this."""
    return DatasetFeatureStatisticsList.FromString(read_bytes(path))


def _source(examples: Examples) -> Data:
    """Examples alone, whose statistics are not asked for."""
    splits = artifact_utils.decode_split_names(examples.split_names)
    folders = {split: artifact_utils.get_split_uri([examples], split) for split in splits}
    sources = {split: functools.partial(read_examples, folder) for split, folder in folders.items()}
    return Data(name_of(examples), sources, {})


def name_of(examples: Examples) -> str:
    """What a person calls these examples: the span, and the beginning of the fingerprint of its files."""
    fingerprint = examples.get_string_custom_property(INPUT_FINGERPRINT)
    return f"span {examples.span or 0}" + (f" ({fingerprint[:8]})" if fingerprint else "")


def _write(found: Review, anomalies: ExampleAnomalies, profile: DataProfile, examples: Examples) -> None:
    for split, of_split in found.anomalies.items():
        content = of_split.SerializeToString(deterministic=True)
        write_bytes(f"{anomalies.uri}/Split-{split}/{ANOMALIES_FILE}", content)
    anomalies.split_names, anomalies.span = examples.split_names, examples.span
    found.profile.write(f"{profile.uri}/{PROFILE_FILE}")
    profile.set_string_custom_property(PROFILE_DATA, name_of(examples))
    profile.set_string_custom_property(PROFILE_EXAMPLES, examples.uri)
    fingerprint = examples.get_string_custom_property(INPUT_FINGERPRINT)
    profile.set_string_custom_property(PROFILE_FINGERPRINT, fingerprint)
