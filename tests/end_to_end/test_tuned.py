"""A run that searches hyperparameters trains with what was found, and does not search again for less."""

import json

import pytest

pytestmark = pytest.mark.end_to_end

SPACE = (
    "{max_depth: {type: int, low: 2, high: 6}, learning_rate: {type: float, low: 0.05, high: 0.5, log: true}}"
)
SEARCH = (
    *("--set", "tuner.gradient_boosting.trials=6"),
    *("--set", f"tuner.gradient_boosting.space={SPACE}"),
)


@pytest.fixture(scope="module")
def first_run(cascada):
    result = cascada.run(*SEARCH)
    assert result.returncode == 0, result.stdout + result.stderr
    return result


def _training(cascada):
    newest = max(cascada.out.glob("pipeline/GradientBoostingTrainer/model_run/*"), key=lambda p: int(p.name))
    return json.loads((newest / "training.json").read_text())


def test_the_trainer_takes_what_the_tuner_found(cascada, first_run):
    (summary,) = cascada.out.glob("pipeline/GradientBoostingTuner/tuner_results/*/study.json")
    found = json.loads(summary.read_text())["best"]["settings"]
    assert set(found) == {"max_depth", "learning_rate"}
    assert _training(cascada)["settings"].items() >= found.items()
    assert "gradient boosting: 6 of 6 trials" in first_run.stdout
    assert cascada.states()["GradientBoostingTuner"] == "ran"
    assert "AutoencoderTuner" not in cascada.states()


def test_another_seed_of_training_searches_nothing(cascada, first_run):
    result = cascada.run(*SEARCH, "--set", "seed=3")
    assert result.returncode == 0, result.stdout + result.stderr
    states = cascada.states()
    assert states["GradientBoostingTuner"] == "cached"
    assert states["GradientBoostingTrainer"] == "ran"
