# ruff: noqa: N802
"""Runs that are real and quick: TFX's launcher, ML Metadata, our Pusher and manifests; small nodes."""

import io
import json
import pathlib

from rich.console import Console
from tfx.dsl.component.experimental.annotations import InputArtifact, OutputArtifact, Parameter
from tfx.dsl.component.experimental.decorators import component
from tfx.orchestration.metadata import sqlite_metadata_connection_config
from tfx.orchestration.pipeline import Pipeline
from tfx.types.standard_artifacts import ExampleAnomalies, Examples, Model, ModelBlessing, ModelEvaluation

from components.artifacts import ChampionChoice, RunReport
from components.blessing import crown, write_blessing
from components.errors import CascadaError
from components.gates import Gate, Outcome, Verdict
from components.pusher.component import Pusher
from pipeline import manifest, places, summary
from pipeline.local import LocalRunner
from pipeline.progress import Progress
from pipeline.settings import Settings, load_settings

LIMIT = 0.03
CLASSES = ["photon", "proton", "helium", "nitrogen", "iron"]


@component
def ExampleGen(examples: OutputArtifact[Examples], data: Parameter[str]):
    examples.set_int_custom_property("span", 4)
    examples.set_string_custom_property("input_fingerprint", "3f" * 32)


@component
def ExampleValidator(
    anomalies: OutputArtifact[ExampleAnomalies], examples: InputArtifact[Examples], drift: Parameter[float]
):
    outcome = Outcome.FAILED if drift > LIMIT else Outcome.PASSED
    gate = Gate("drift<=0.03", "this span", drift, LIMIT, outcome, f"log_muons drifts by {drift:g}")
    skew = Gate("skew", "", None, None, Outcome.NOT_COMPARED, "there is no serving data")
    Verdict("ExampleValidator", (gate, skew)).enforce(anomalies.uri, "Look at the data.")
    (pathlib.Path(anomalies.uri) / "index.html").write_text("<!doctype html><title>data gates</title>")


@component
def Trainer(model: OutputArtifact[Model], examples: InputArtifact[Examples], seed: Parameter[int]):
    export = pathlib.Path(model.uri) / "Format-Serving"
    export.mkdir(parents=True)
    (export / "saved_model.pb").write_text(f"seed {seed}")


@component
def Evaluator(
    evaluation: OutputArtifact[ModelEvaluation],
    blessing: OutputArtifact[ModelBlessing],
    model: InputArtifact[Model],
    accuracy: Parameter[float],
):
    write_blessing(blessing, True, model)
    pathlib.Path(evaluation.uri).mkdir(exist_ok=True)
    (pathlib.Path(evaluation.uri) / "metrics.json").write_text(json.dumps(metrics(accuracy)))
    gate = Gate("accuracy>=0.3", "", accuracy, 0.3, Outcome.PASSED, f"accuracy is {accuracy}")
    Verdict("Evaluator", (gate,)).write(evaluation.uri)


def metrics(accuracy: float) -> dict[str, object]:
    """What an evaluation says, with little in it."""
    overall = {"accuracy": accuracy, "macro_f1": accuracy - 0.01, "calibration_error": 0.02, "log_loss": 1.1}
    overall |= {f"recall_{name}": accuracy for name in CLASSES}
    interval = [accuracy - 0.02, accuracy + 0.02]
    return {
        "split": "test",
        "classes": CLASSES,
        "separations": [],
        "mass_numbers": {},
        "examples": 100,
        "groups": 100,
        "confidence": 0.95,
        "replicates": 20,
        "overall": overall,
        "intervals": dict.fromkeys(overall, interval),
        "accuracy_interval": interval,
        "confusion": [[20 if row == column else 0 for column in range(5)] for row in range(5)],
        "reliability": [],
        "reliability_by_class": {name: [] for name in CLASSES},
        "baseline": None,
        "baseline_reason": "",
        "changes": {},
        "slices": [],
        "gaps": [],
    }


@component
def Champion(
    model: OutputArtifact[Model],
    blessing: OutputArtifact[ModelBlessing],
    choice: OutputArtifact[ChampionChoice],
    trained: InputArtifact[Model],
    accuracy: Parameter[float],
):
    import shutil

    shutil.copytree(trained.uri, model.uri, dirs_exist_ok=True)
    write_blessing(blessing, True, trained)
    crown(blessing, model, "seed 1")
    candidates = [{"name": "autoencoder", "scores": {"accuracy": accuracy}}]
    winner = {"winner": "autoencoder", "sentence": "autoencoder wins", "candidates": candidates}
    pathlib.Path(choice.uri).mkdir(exist_ok=True)
    (pathlib.Path(choice.uri) / "choice.json").write_text(json.dumps(winner))


@component
def Report(report: OutputArtifact[RunReport], choice: InputArtifact[ChampionChoice]):
    page = "<!doctype html><title>report</title><p id=said>no</p>"
    page += "<script>document.getElementById('said').textContent='the report'</script>"
    pathlib.Path(report.uri).mkdir(exist_ok=True)
    (pathlib.Path(report.uri) / "report.html").write_text(page)


def settings_of(out: pathlib.Path) -> Settings:
    """The settings of a run into this folder."""
    return load_settings(out=str(out))


def run(out: pathlib.Path, run_id: str, seed: int = 1, accuracy: float = 0.5, drift: float = 0.01) -> None:
    """A whole run as `cascada run` makes it, without its terminal."""
    settings = settings_of(out)
    folder = places.run_folder(settings, run_id)
    record = manifest.describe_start(settings, run_id, ["cascada", "run"])
    manifest.write_manifest(folder, record)
    (folder / "log.txt").write_text("the log\n")
    progress = Progress(Console(file=io.StringIO()))
    try:
        LocalRunner(run_id, progress).run(_pipeline(settings, seed, accuracy, drift))
        record["status"] = "pushed"
    except CascadaError as error:
        record |= {"status": "failed", "error": str(error)}
    record |= summary.describe_end(settings, run_id, progress)
    manifest.write_manifest(folder, record)


def _pipeline(settings: Settings, seed: int, accuracy: float, drift: float) -> Pipeline:
    example_gen = ExampleGen(data="somewhere")
    examples = example_gen.outputs["examples"]
    validator = ExampleValidator(examples=examples, drift=drift)
    trainer = Trainer(examples=examples, seed=seed).with_id("AutoencoderTrainer")
    trainer.add_upstream_node(validator)
    model = trainer.outputs["model"]
    evaluator = Evaluator(model=model, accuracy=accuracy).with_id("AutoencoderEvaluator")
    champion = Champion(trained=model, accuracy=accuracy)
    champion.add_upstream_node(evaluator)
    pusher = Pusher(
        model=champion.outputs["model"],
        model_blessing=champion.outputs["blessing"],
        choice=champion.outputs["choice"],
        destination=places.models_folder(settings),
        settings='{"keep": 5}',
    )
    report = Report(choice=champion.outputs["choice"])
    return Pipeline(
        pipeline_name="cascada-wcd",
        pipeline_root=places.pipeline_root(settings),
        components=[example_gen, validator, trainer, evaluator, champion, pusher, report],
        metadata_connection_config=sqlite_metadata_connection_config(places.metadata_file(settings)),
        enable_cache=True,
    )
