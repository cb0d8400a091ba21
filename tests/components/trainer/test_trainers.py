"""What TFX's Trainer makes of our run_fns."""

import json

import numpy as np
import pyarrow.parquet as pq
import pytest
import xgboost as xgb

from components.errors import BadFileError, SettingsError
from components.models.preprocessing import Preprocessing
from components.models.scorer import load_scorer


@pytest.fixture
def training(trained):
    return json.loads((trained.record / "training.json").read_text())


def test_the_record_says_how_the_model_came_to_be(trained, training, network_settings, boosting_settings):
    assert training["family"] == trained.family
    assert training["seconds"] > 0
    steps = {"gradient_boosting": boosting_settings.rounds, "autoencoder": network_settings.epochs}
    trained_steps = training["rounds"] if "rounds" in training else training["epochs"]["head"]["trained"]
    assert trained_steps == steps[trained.family]
    assert all(len(values) == steps[trained.family] for values in training["curve"].values())
    assert training["libraries"]["xgboost"] == xgb.__version__


def test_the_recorded_accuracy_is_that_of_the_exported_model(trained, training, splits):
    scorer = load_scorer(str(trained.model))
    for split, name in (("train", "train_accuracy"), ("eval", "eval_accuracy")):
        likeliest = scorer.predict(splits[split].raw).probabilities.argmax(axis=1)
        assert np.mean(likeliest == splits[split].labels) == pytest.approx(training[name])
    assert training["eval_accuracy"] > 0.5


def test_the_booster_is_kept_and_predicts_what_is_expected_of_the_model(
    run_trainer, transform_graph, ground, tmp_path
):
    run = run_trainer("gradient_boosting", tmp_path, rounds=3)
    booster = xgb.Booster(model_file=run.model / "assets.extra" / "booster.ubj")
    expected = pq.read_table(run.model / "assets.extra" / "expected.parquet")
    raw = {feature.name: expected[feature.name].to_numpy() for feature in ground.inputs}
    inputs = Preprocessing(str(transform_graph), ground)(raw).numpy()
    wanted = np.stack([expected[f"p_{name}"].to_numpy() for name in ground.classes], axis=1)
    np.testing.assert_array_equal(booster.predict(xgb.DMatrix(inputs)), wanted)


def test_after_an_early_stop_the_exported_trees_are_those_up_to_the_best_round(run_trainer, splits, tmp_path):
    run = run_trainer("gradient_boosting", tmp_path, rounds=200, learning_rate=1.0, early_stopping_rounds=3)
    training = json.loads((run.record / "training.json").read_text())
    loss = training["curve"]["loss"]
    assert training["rounds"] == np.argmin(loss) + 1 < len(loss) < 200
    eval_split = splits["eval"]
    served = load_scorer(str(run.model)).predict(eval_split.raw).probabilities
    of_truth = served[np.arange(len(eval_split.labels)), eval_split.labels]
    assert -np.log(of_truth).mean() == pytest.approx(min(loss), rel=1e-4)


def test_the_importance_of_the_inputs_stands_beside_the_record(run_trainer, ground, tmp_path):
    files = {}
    for name in ("first", "again"):
        run = run_trainer("gradient_boosting", tmp_path / name)
        files[name] = [(run.record / f"importance.{kind}").read_bytes() for kind in ("json", "svg")]
    assert files["first"] == files["again"]
    found = json.loads(files["first"][0])
    assert {entry["name"] for entry in found["inputs"]} == {one.name for one in ground.model_inputs}
    assert found["inputs"][0]["log_loss_rise"]["mean"] > 0.1
    assert b"log10_muons" in files["first"][1]


def test_a_constraint_on_an_unknown_input_stops_the_training(run_trainer, tmp_path):
    with pytest.raises(SettingsError, match="no model input muonz"):
        run_trainer("gradient_boosting", tmp_path, monotone={"muonz": 1})
    assert not (tmp_path / "model" / "Format-Serving").exists()


def test_expected_predictions_are_of_the_eval_split(trained, splits):
    expected = pq.read_table(trained.model / "assets.extra" / "expected.parquet")
    assert expected.num_rows == min(256, len(splits["eval"].labels))
    for name, column in splits["eval"].raw.items():
        np.testing.assert_array_equal(expected[name].to_numpy(), column[:256])


@pytest.mark.parametrize("family", ["gradient_boosting", "autoencoder"])
def test_without_examples_there_is_no_model(family, run_trainer, tmp_path):
    (tmp_path / "nothing" / "Split-train").mkdir(parents=True)
    (tmp_path / "nothing" / "Split-eval").mkdir()
    with pytest.raises(BadFileError, match="no such files"):
        run_trainer(family, tmp_path, examples=tmp_path / "nothing")
    assert not (tmp_path / "model" / "Format-Serving").exists()
