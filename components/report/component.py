"""The Report node."""

import json

from tfx.dsl.component.experimental.annotations import InputArtifact, OutputArtifact, Parameter
from tfx.dsl.component.experimental.decorators import component
from tfx.dsl.io import fileio
from tfx.types import standard_artifacts

from components.artifacts import ChampionChoice, IngestionReport, RunReport
from components.files import read_text, write_text
from components.gates import VERDICT_FILE, Verdict
from components.report.core import page
from components.showers.dataset import Dataset


@component
def Report(  # noqa: N802
    report: OutputArtifact[RunReport],  # type: ignore[valid-type]
    ingestion: InputArtifact[IngestionReport],  # type: ignore[valid-type]
    gradient_boosting: InputArtifact[standard_artifacts.ModelEvaluation],  # type: ignore[valid-type]
    autoencoder: InputArtifact[standard_artifacts.ModelEvaluation],  # type: ignore[valid-type]
    choice: InputArtifact[ChampionChoice],  # type: ignore[valid-type]
    infra_blessing: InputArtifact[standard_artifacts.InfraBlessing],  # type: ignore[valid-type]
    dataset: Parameter[str],  # type: ignore[valid-type]
    code: Parameter[str] = "",  # type: ignore[valid-type]
) -> None:
    """Writes the page of a run.

    Args:
        report: gets `report.html`.
        ingestion: what ExampleGen read.
        gradient_boosting: the review of that family.
        autoencoder: the review of that family.
        choice: the Champion's choice.
        infra_blessing: the verdict of the InfraValidator.
        dataset: the dataset, as JSON.
        code: fingerprint of the source.
    """
    described = Dataset.model_validate_json(dataset)
    evaluations = {"gradient_boosting": gradient_boosting.uri, "autoencoder": autoencoder.uri}
    probes = {family: f"{uri}/probes.json" for family, uri in evaluations.items()}
    judged = [*evaluations.values(), choice.uri, infra_blessing.uri]
    content = page(
        described.title,
        list(described.classes),
        json.loads(read_text(f"{choice.uri}/choice.json")),
        {family: json.loads(read_text(f"{uri}/metrics.json")) for family, uri in evaluations.items()},
        [Verdict.from_json(read_text(f"{uri}/{VERDICT_FILE}")) for uri in judged],
        json.loads(read_text(f"{ingestion.uri}/report.json")),
        {family: json.loads(read_text(path)) for family, path in probes.items() if fileio.exists(path)},
    )
    write_text(f"{report.uri}/report.html", content)
