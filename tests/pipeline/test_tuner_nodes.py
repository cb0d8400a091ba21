"""The Tuners stand in the graph where there is something to search, and only there."""

import pytest

from components.errors import SettingsError
from pipeline.dag import create_pipeline
from pipeline.settings import load_settings


@pytest.fixture
def nodes(tmp_path):
    def make(*words):
        (tmp_path / "data").mkdir(exist_ok=True)
        settings = load_settings(words=words, data=str(tmp_path / "data"), out=str(tmp_path))
        return {node.id: node for node in create_pipeline(settings).components}

    return make


def test_a_family_with_trials_is_tuned_before_it_is_trained(nodes):
    made = nodes("tuner.autoencoder.trials=8", "tuner.gradient_boosting.trials=0")
    assert made["AutoencoderTuner"] in made["AutoencoderTrainer"].upstream_nodes
    assert "GradientBoostingTuner" not in made
    assert "hyperparameters" not in made["GradientBoostingTrainer"].inputs


def test_the_seed_of_training_is_no_input_of_a_search(nodes):
    words = ("tuner.gradient_boosting.trials=8", "tuner.autoencoder.trials=0")
    first, second = (nodes(*words, f"seed={seed}")["GradientBoostingTuner"] for seed in (1, 2))
    assert first.exec_properties == second.exec_properties


def test_a_url_stays_out_of_the_graph(nodes, monkeypatch):
    monkeypatch.setenv("STUDIES", "mysql+pymysql://me:secret@localhost/studies")
    tuner = nodes("tuner.gradient_boosting.trials=8", "tuner.storage=STUDIES")["GradientBoostingTuner"]
    assert tuner.exec_properties["storage"] == "$STUDIES"
    assert "secret" not in str(tuner.exec_properties)


def test_a_wrong_space_is_refused_before_anything_runs(nodes):
    with pytest.raises(SettingsError, match="no setting depth"):
        nodes("tuner.gradient_boosting.trials=8", "tuner.gradient_boosting.space={depth: 3}")
