"""The metrics, against scikit-learn, and with weights against showers that are written down so often."""

import json

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, f1_score, roc_auc_score

from components.champion.candidates import Showers
from components.champion.metrics import metric_named
from components.errors import SettingsError

CLASSES = ("photon", "proton", "helium", "iron")
PLAN = json.dumps(
    {"separations": [{"name": "light_iron", "signal": ["iron"], "background": ["proton", "helium"]}]}
)
NAMES = ("accuracy", "macro_f1", "auc_light_iron")


def made(rows=600, seed=0):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 4, rows)
    logits = rng.normal(size=(rows, 4)).round(1) + 1.5 * np.eye(4)[labels]
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    group = np.sort(rng.integers(0, 50, rows))
    return Showers(np.arange(rows), np.unique(group, return_inverse=True)[1], labels, CLASSES), probabilities


def by_sklearn(name, labels, probabilities):
    if name == "auc_light_iron":
        rows = labels > 0
        score = np.log(probabilities[:, 3]) - np.log(probabilities[:, 1] + probabilities[:, 2])
        return roc_auc_score(labels[rows] == 3, score[rows].round(9))
    guess = probabilities.argmax(axis=1)
    macro = {"accuracy": accuracy_score, "macro_f1": lambda *both: f1_score(*both, average="macro")}
    return macro[name](labels, guess)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_what_scikit_learn_makes_of_it(name):
    showers, probabilities = made()
    found = metric_named(name, PLAN)(showers, probabilities)(np.ones((1, showers.groups), int))
    assert found == pytest.approx([by_sklearn(name, showers.labels, probabilities)], abs=1e-4)


@pytest.mark.parametrize("name", NAMES)
def test_a_weight_is_how_often_a_group_is_there(name):
    showers, probabilities = made()
    weights = np.random.default_rng(1).multinomial(showers.groups, [1 / showers.groups] * showers.groups, 3)
    found = metric_named(name, PLAN)(showers, probabilities)(weights)
    for row, value in zip(weights, found, strict=True):
        often = np.repeat(np.arange(len(showers.ids)), row[showers.group])
        expected = by_sklearn(name, showers.labels[often], probabilities[often])
        assert value == pytest.approx(expected, abs=1e-4)


def test_equal_scores_count_half():
    showers = Showers(np.arange(4), np.arange(4), np.array([1, 1, 3, 3]), CLASSES)
    same = np.full((4, 4), 0.25)
    assert metric_named("auc_light_iron", PLAN)(showers, same)(np.ones((1, 4), int)) == pytest.approx([0.5])


def test_without_one_side_there_is_nothing_to_measure():
    showers = Showers(np.arange(4), np.arange(4), np.array([1, 1, 0, 0]), CLASSES)
    found = metric_named("auc_light_iron", PLAN)(showers, np.full((4, 4), 0.25))(np.ones((1, 4), int))
    assert np.isnan(found).all()


def test_an_unknown_metric_is_refused_with_the_known_ones():
    with pytest.raises(SettingsError, match="no metric auc_proton_iron") as error:
        metric_named("auc_proton_iron", PLAN)
    assert error.value.fix == "Known here: accuracy, macro_f1, auc_light_iron."
