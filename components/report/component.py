"""The Report node."""

import json
from typing import Any

from tfx.dsl.component.experimental.annotations import InputArtifact, OutputArtifact, Parameter
from tfx.dsl.component.experimental.decorators import component
from tfx.types import standard_artifacts

from components.artifacts import ChampionChoice, IngestionReport, ReferenceLevel, RunReport
from components.files import write_text
from components.models.manifest import EXPORT
from components.properties import FOLDER
from components.provenance import facts
from components.report.core import kubeflow_metrics, markdown, page
from components.report.sources import Sources
from components.showers.dataset import Dataset

PAGE_FILE, SUMMARY_FILE, DASHBOARD_FILE = "report.html", "report.md", "kubeflow.json"


@component
def Report(  # noqa: N802
    report: OutputArtifact[RunReport],  # type: ignore[valid-type]
    ingestion: InputArtifact[IngestionReport],  # type: ignore[valid-type]
    anomalies: InputArtifact[standard_artifacts.ExampleAnomalies],  # type: ignore[valid-type]
    gradient_boosting: InputArtifact[standard_artifacts.ModelEvaluation],  # type: ignore[valid-type]
    autoencoder: InputArtifact[standard_artifacts.ModelEvaluation],  # type: ignore[valid-type]
    choice: InputArtifact[ChampionChoice],  # type: ignore[valid-type]
    infra_blessing: InputArtifact[standard_artifacts.InfraBlessing],  # type: ignore[valid-type]
    gradient_boosting_model: InputArtifact[standard_artifacts.Model],  # type: ignore[valid-type]
    autoencoder_model: InputArtifact[standard_artifacts.Model],  # type: ignore[valid-type]
    gradient_boosting_run: InputArtifact[standard_artifacts.ModelRun],  # type: ignore[valid-type]
    autoencoder_run: InputArtifact[standard_artifacts.ModelRun],  # type: ignore[valid-type]
    dataset: Parameter[str],  # type: ignore[valid-type]
    reference: InputArtifact[ReferenceLevel] = None,  # type: ignore[valid-type,assignment]
    gradient_boosting_trials: InputArtifact[standard_artifacts.TunerResults] = None,  # type: ignore[valid-type,assignment]
    autoencoder_trials: InputArtifact[standard_artifacts.TunerResults] = None,  # type: ignore[valid-type,assignment]
    checklist: Parameter[str] = "",  # type: ignore[valid-type]
    provenance: Parameter[str] = "{}",  # type: ignore[valid-type]
    code: Parameter[str] = "",  # type: ignore[valid-type]
) -> None:
    """Writes the page of a run.

    Args:
        report: gets `report.html`, `report.md` and `kubeflow.json`.
        ingestion: what ExampleGen read; its property `folder` is where the raw files of the span are.
        anomalies: what the data gates found.
        gradient_boosting, autoencoder: the review of each family.
        choice: the Champion's choice.
        infra_blessing: the verdict of the InfraValidator.
        gradient_boosting_model, autoencoder_model: the models.
        gradient_boosting_run, autoencoder_run: how they were trained.
        reference: the level that can be reached.
        dataset: the dataset, as JSON.
        gradient_boosting_trials, autoencoder_trials: what a search for settings tried, if there was one.
        checklist: the audit checklist, as JSON; empty for none.
        provenance: what the run was made by, as JSON.
        code: fingerprint of the source.
    """
    trials = {"gradient_boosting": gradient_boosting_trials, "autoencoder": autoencoder_trials}
    sources = Sources(
        dataset=Dataset.model_validate_json(dataset),
        ingestion=ingestion.uri,
        anomalies=anomalies.uri,
        reference=reference.uri if reference is not None else None,
        choice=choice.uri,
        infra=infra_blessing.uri,
        evaluations=_uris(gradient_boosting, autoencoder),
        models=_uris(gradient_boosting_model, autoencoder_model, f"/{EXPORT}"),
        training=_uris(gradient_boosting_run, autoencoder_run),
        trials={family: artifact.uri for family, artifact in trials.items() if artifact is not None},
        events=ingestion.get_string_custom_property(FOLDER) or None,
        checklist=_checklist(checklist),
        provenance=json.loads(provenance) | facts(),
    )
    write_text(f"{report.uri}/{PAGE_FILE}", page(sources))
    write_text(f"{report.uri}/{SUMMARY_FILE}", markdown(sources))
    write_text(f"{report.uri}/{DASHBOARD_FILE}", json.dumps(kubeflow_metrics(sources), indent=1) + "\n")


def _uris(gradient_boosting: Any, autoencoder: Any, below: str = "") -> dict[str, str]:
    return {
        "gradient_boosting": gradient_boosting.uri + below,
        "autoencoder": autoencoder.uri + below,
    }


def _checklist(content: str) -> Any:
    if not content:
        return None
    from components.audit import Checklist

    return Checklist.model_validate_json(content)
