"""Which inputs a model lives on."""

import numpy as np
import pytest
import xgboost as xgb

from components.models.examples import Examples
from components.models.importance import importance_of, permutation_importance, to_json
from components.models.importance_plot import importance_plot
from components.settings import Importance

NAMES = ("weak", "idle", "strong", "unseen")


@pytest.fixture(scope="module")
def held_out():
    """The label depends on the third input and a little on the first; the second is noise."""
    rng = np.random.default_rng(5)
    inputs = rng.normal(size=(3000, 4)).astype(np.float32)
    labels = (2 * inputs[:, 2] + 0.5 * inputs[:, 0] + 0.3 * rng.normal(size=3000) > 0).astype(np.int64)
    inputs[:, 3] = 1
    return Examples(inputs, labels, {})


@pytest.fixture(scope="module")
def booster(held_out):
    known = {"objective": "multi:softprob", "num_class": 2, "max_depth": 3, "seed": 1, "nthread": 1}
    return xgb.train(known, xgb.DMatrix(held_out.inputs, held_out.labels), 15)


@pytest.fixture(scope="module")
def predict(booster):
    return lambda inputs: booster.predict(xgb.DMatrix(inputs))


@pytest.fixture
def measure(booster, predict, held_out):
    def run(rows=1000, repeats=4, seed=1):
        settings = Importance(rows=rows, repeats=repeats)
        return importance_of(booster, predict, held_out, NAMES, settings, seed)

    return run


def test_inputs_come_by_name_and_the_most_important_first(measure):
    found = measure()
    names = [entry["name"] for entry in found["inputs"]]
    assert names[:2] == ["strong", "weak"]
    assert sorted(names) == sorted(NAMES)
    assert found["rows"] == 1000


def test_without_the_input_that_decides_the_model_guesses(measure):
    strong = measure()["inputs"][0]
    assert strong["accuracy_fall"]["mean"] == pytest.approx(0.42, abs=0.08)
    assert strong["accuracy_fall"]["spread"] < 0.03
    assert strong["gain"] > 0.7


def test_an_input_that_no_split_uses_matters_nothing(measure):
    unseen = next(entry for entry in measure()["inputs"] if entry["name"] == "unseen")
    assert unseen["gain"] == 0
    assert unseen["accuracy_fall"] == unseen["log_loss_rise"] == {"mean": 0, "spread": 0}


def test_gains_are_shares(measure):
    assert sum(entry["gain"] for entry in measure()["inputs"]) == pytest.approx(1)


def test_a_repeat_is_what_shuffling_that_column_by_hand_gives(predict, held_out):
    found = permutation_importance(predict, held_out, 4, Importance(rows=3000, repeats=2), [2], seed=7)[2]
    rng = np.random.default_rng(7)
    whole = np.mean(predict(held_out.inputs).argmax(axis=1) == held_out.labels)
    for fall in found.accuracy:
        shuffled = held_out.inputs.copy()
        shuffled[:, 2] = shuffled[rng.permutation(3000), 2]
        assert fall == pytest.approx(whole - np.mean(predict(shuffled).argmax(axis=1) == held_out.labels))


def test_never_more_rows_than_asked_for_are_predicted(predict, held_out):
    seen = []

    def counting(inputs):
        seen.append(len(inputs))
        return predict(inputs)

    permutation_importance(counting, held_out, 4, Importance(rows=100, repeats=3), [0, 2], seed=1)
    assert seen == [100, 300, 300]


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(measure):
    assert to_json(measure()) == to_json(measure())
    assert to_json(measure(seed=2)) != to_json(measure())


def test_the_picture_names_the_inputs_and_is_always_the_same(measure):
    drawn = importance_plot(measure())
    assert drawn == importance_plot(measure())
    assert drawn.startswith("<svg")
    for name in NAMES:
        assert name in drawn
