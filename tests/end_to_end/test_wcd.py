"""Without data: showers are simulated, and everything is done with them that a user wants done."""

import json
import pathlib
import subprocess
import sys

import pyarrow.parquet as pq
import pytest

from tests.end_to_end.harness import ROOT, Command

pytestmark = pytest.mark.end_to_end
FEW = ("--set", "simulation.events=2500", "--set", "simulation.probes=150")


def cascada_(*words: object) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-m", "pipeline.cli", *map(str, words)]
    return subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=600)


@pytest.fixture(scope="module")
def cascada(tmp_path_factory) -> Command:
    return Command(tmp_path_factory.mktemp("wcd") / "out", data=None, dataset="wcd")


@pytest.fixture(scope="module")
def ran(cascada) -> subprocess.CompletedProcess[str]:
    result = cascada.run(*FEW)
    assert result.returncode == 0, result.stdout + result.stderr
    return result


def artifact(cascada: Command, node: str, channel: str, file: str) -> pathlib.Path:
    return max(
        (cascada.out / "pipeline" / node / channel).glob(f"*/{file}"), key=lambda path: path.parent.name
    )


def test_a_model_is_pushed_and_the_data_is_called_synthetic(cascada, ran):
    assert "synthetic data: 3,400 simulated events of 7 samples" in ran.stdout
    assert "saved_model.pb" in cascada.pushed(1)
    assert "Synthetic data" in artifact(cascada, "Report", "report", "report.html").read_text()


def test_probes_are_held_back_and_reviewed(cascada, ran):
    counts = json.loads(artifact(cascada, "ExampleGen", "ingestion", "report.json").read_text())["splits"]
    assert set(counts) == {"train", "eval", "test", "probe"}
    assert "silicon" in counts["probe"]
    assert "silicon" not in counts["train"]
    probes = json.loads(
        artifact(cascada, "GradientBoostingEvaluator", "evaluation", "probes.json").read_text()
    )
    assert {"ageing", "muon-scale", "QGSJetII-04", "unseen"} <= {one["sample"] for one in probes["samples"]}


def test_the_same_run_again_simulates_and_computes_nothing(cascada, ran):
    before = {path: path.stat().st_mtime_ns for path in cascada.out.glob("simulated/*/span-1/*.parquet")}
    assert cascada.run(*FEW).returncode == 0
    assert before == {path: path.stat().st_mtime_ns for path in before}
    assert set(cascada.states().values()) == {"cached", "resolved"}


def test_unlabelled_events_are_scored(cascada, ran, tmp_path):
    (source,) = cascada.out.glob("simulated/*/span-1/nominal.parquet")
    table = pq.read_table(source).slice(0, 300)
    measured = tmp_path / "measured.parquet"
    pq.write_table(table.drop_columns(["primary", "sample", "xmax", "true_energy"]), measured)
    model, scored = cascada.out / "models/1", tmp_path / "scores.parquet"
    result = cascada_("predict", model, measured, "-o", scored)
    assert result.returncode == 0, result.stdout + result.stderr
    assert pq.read_table(scored)["event_id"].equals(table["event_id"])


def test_a_coarser_question_is_a_setting(cascada, ran):
    result = cascada.run(*FEW, "--set", "dataset.task=mass_groups")
    assert result.returncode == 0, result.stdout + result.stderr
    manifest = json.loads((cascada.out / "models/2/manifest.json").read_text())
    assert manifest["dataset"] == "wcd"
    metrics = json.loads(
        artifact(cascada, "GradientBoostingEvaluator", "evaluation", "metrics.json").read_text()
    )
    assert "recall_heavy" in metrics["overall"]
