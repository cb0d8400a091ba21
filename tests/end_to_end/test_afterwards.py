"""What a pushed model is for: scoring showers, being listed, traced back, and taken back."""

import csv
import subprocess
import sys

import pyarrow.parquet as pq
import pytest

from tests.end_to_end.harness import ROOT, SMALL, synthetic_showers

pytestmark = pytest.mark.end_to_end
CLASSES = ("photon", "proton", "helium", "nitrogen", "iron")


@pytest.fixture(scope="module")
def pushed(cascada):
    for words in ((), ("--set", "seed=7")):
        result = cascada.run(*words)
        assert result.returncode == 0, result.stdout + result.stderr
    return cascada


def _call(pushed, *words) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-m", "pipeline.cli", *map(str, words), "--out", str(pushed.out), *SMALL]
    return subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def unlabelled(tmp_path_factory):
    path = tmp_path_factory.mktemp("unlabelled") / "measured.csv"
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["event_id", "energy", "zenith", "particles", "muons", "electrons"])
        for row in synthetic_showers(groups=40, seed=9):
            writer.writerow([int(row[0]), *row[[6, 5, 1, 2, 3]]])
    return path


def test_unlabelled_showers_are_scored_one_row_for_each(pushed, unlabelled, tmp_path):
    result = _call(pushed, "predict", "latest", unlabelled, "-o", tmp_path / "scores.parquet")
    assert result.returncode == 0, result.stderr
    table = pq.read_table(tmp_path / "scores.parquet").to_pandas()
    assert len(table) == 200
    assert list(table.columns)[:7] == ["event_id", "label", *(f"p_{name}" for name in CLASSES)]
    assert (abs(table[[f"p_{name}" for name in CLASSES]].sum(axis=1) - 1) < 1e-5).all()
    truth = [CLASSES[number % 10] for number in table["event_id"]]
    assert (table["label"] == truth).mean() > 0.5


def test_a_model_that_is_not_there_is_refused_in_words(pushed, unlabelled, tmp_path):
    result = _call(pushed, "predict", "77", unlabelled, "-o", tmp_path / "scores.parquet")
    assert result.returncode == 1
    assert "there is no version 77" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_lineage_goes_back_to_the_fingerprint_of_the_data(pushed, tmp_path):
    result = _call(pushed, "lineage", "latest", "-o", tmp_path / "lineage.svg")
    assert result.returncode == 0, result.stderr
    fingerprint = pushed.manifest()["data"]["input_fingerprint"]
    assert fingerprint[:12] in result.stdout
    for node in ("Pusher", "Champion", "GradientBoostingTrainer", "Transform", "ExampleGen"):
        assert node in result.stdout
    assert (tmp_path / "lineage.svg").read_text().count("<text") > 10


def test_the_live_model_can_be_taken_back(pushed):
    assert _call(pushed, "models", "--check").returncode == 0
    newest = max(int(path.name) for path in (pushed.out / "models").glob("[0-9]*"))
    result = _call(pushed, "rollback", "--reason", "tested")
    assert result.returncode == 0, result.stderr
    assert max(int(path.name) for path in (pushed.out / "models").glob("[0-9]*")) == newest - 1
    assert "withdrawn" in _call(pushed, "models").stdout
