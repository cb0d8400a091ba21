"""The Report node writes page, summary and figures from its input artifacts."""

import dataclasses
import json
import pathlib

import pytest
from tfx.types import standard_artifacts as standard

from components.artifacts import ChampionChoice, IngestionReport, ReferenceLevel, RunReport
from components.properties import FOLDER
from components.report.component import Report
from components.report.core import page


@pytest.fixture
def inputs(first, tmp_path):
    """The artifacts of a run, and the output."""

    def at(kind, uri):
        artifact = kind()
        artifact.uri = str(uri)
        return artifact

    ingestion = at(IngestionReport, first.ingestion)
    ingestion.set_string_custom_property(FOLDER, "/nowhere")
    families = {name: at(standard.ModelEvaluation, uri) for name, uri in first.evaluations.items()}
    trained = {f"{name}_run": at(standard.ModelRun, uri) for name, uri in first.training.items()}
    return {
        "report": at(RunReport, tmp_path / "report"),
        "ingestion": ingestion,
        "anomalies": at(standard.ExampleAnomalies, first.anomalies),
        "choice": at(ChampionChoice, first.choice),
        "infra_blessing": at(standard.InfraBlessing, first.infra),
        "reference": at(ReferenceLevel, first.reference),
        "dataset": first.dataset.model_dump_json(),
        "provenance": json.dumps(first.provenance),
        **{f"{name}_model": at(standard.Model, tmp_path) for name in families},
        **families,
        **trained,
    }


def written(inputs) -> dict[str, str]:
    Report.test_call(**inputs)
    return {path.name: path.read_text() for path in pathlib.Path(inputs["report"].uri).iterdir()}


def test_it_writes_page_summary_and_figures(inputs, first):
    files = written(inputs)
    assert set(files) == {"report.html", "report.md", "kubeflow.json"}
    expected = page(dataclasses.replace(first, run=""))
    assert files["report.html"].split("<h3>Provenance")[0] == expected.split("<h3>Provenance")[0]
    assert "gradient_boosting: rounds" in files["report.html"]
    assert files["report.md"].startswith("# Shower totals at ground")
    assert json.loads(files["kubeflow.json"])["metrics"]["accuracy"] == 0.65


def test_it_reads_a_checklist_and_what_a_search_tried(inputs, tmp_path):
    item = {
        "id": "leak",
        "fear": "a leak",
        "shown_by": [{"metric": "accuracy"}],
        "control": "c",
        "sign": "physics",
    }
    trials = standard.TunerResults()
    trials.uri = str(tmp_path)
    best = {"trial": 0, "objectives": {"loss": 1.5}, "settings": {}}
    (tmp_path / "study.json").write_text(json.dumps({"trials": {"complete": 1}, "best": best}))
    more = {"checklist": json.dumps({"items": [item]}), "autoencoder_trials": trials}
    content = written({**inputs, **more})["report.html"]
    assert "Audit checklist" in content
    assert "the best is trial 0" in content
