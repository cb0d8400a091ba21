"""The manifest of a run holds what a repetition needs."""

import json

from pipeline import manifest
from pipeline.settings import load_settings


def test_it_is_whole_before_the_first_node_runs(tmp_path):
    record = manifest.describe_start(
        load_settings(words=["split.seed=3", "seed=4"]), "now", ["cascada", "run"]
    )
    path = manifest.write_manifest(tmp_path / "runs" / "now", record)
    read = json.loads(path.read_text())
    training = dict.fromkeys(("python", "numpy", "tensorflow", "xgboost"), 4)
    assert read["seeds"] == training | {"optuna": 1, "split": 3, "data_gates": 1, "simulation": 1}
    assert read["settings"]["gradient_boosting"]["rounds"] == load_settings().gradient_boosting.rounds
    assert len(read["lock_sha256"]) == 64
    assert read["packages"]["xgboost"] == "3.2.0"
    assert read["hardware"]["cores"] >= 1


def test_a_settings_file_made_of_it_gives_the_same_settings(tmp_path):
    settings = load_settings(words=["gradient_boosting.rounds=7"])
    (tmp_path / "again.yaml").write_text(json.dumps(settings.model_dump()))
    assert load_settings([str(tmp_path / "again.yaml")]) == settings


def test_the_code_has_a_fingerprint_even_without_git():
    assert len(manifest.code()["fingerprint"]) == 16
