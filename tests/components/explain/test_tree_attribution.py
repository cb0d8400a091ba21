"""Shapley values of a gradient boosting that TFX's Trainer made."""

import shutil

import numpy as np
import pytest

from components.errors import ModelError
from components.explain.tree_attribution import shapley_values
from components.models.scorer import load_scorer


@pytest.fixture(scope="module")
def boosted(trained_as):
    return trained_as("gradient_boosting").model


def softmax(margins):
    powers = np.exp(margins - margins.max())
    return powers / powers.sum()


def test_with_the_base_they_add_up_to_the_margins_behind_the_served_probabilities(boosted, splits):
    served = load_scorer(str(boosted)).predict(splits["test"].raw).probabilities
    for row in range(40):
        found = shapley_values(str(boosted), splits["test"].inputs[row])
        np.testing.assert_allclose(softmax(found.margins), served[row], atol=1e-4)
        assert found.gap < 1e-4


def test_the_base_is_the_same_for_every_shower_and_the_contributions_are_not(boosted, splits):
    first, second = (shapley_values(str(boosted), splits["test"].inputs[row]) for row in (0, 1))
    np.testing.assert_array_equal(first.base, second.base)
    assert np.abs(first.contributions - second.contributions).max() > 0.1


def test_an_input_that_no_tree_looks_at_adds_nothing(run_trainer, splits, ground, tmp_path):
    groups = [["log10_muons", "log10_energy"]]
    lean = run_trainer("gradient_boosting", tmp_path, interactions=groups, rounds=1, max_depth=1)
    found = shapley_values(str(lean.model), splits["test"].inputs[0]).contributions
    used = np.abs(found).max(axis=0) > 0
    assert 1 <= used.sum() < len(ground.model_inputs)


def test_a_model_that_was_pushed_without_its_booster_has_to_be_trained_again(boosted, splits, tmp_path):
    old = shutil.copytree(boosted, tmp_path / "old")
    (old / "assets.extra" / "booster.ubj").unlink()
    with pytest.raises(ModelError, match=r"has no assets.extra/booster.ubj\n  -> Train and push it again"):
        shapley_values(str(old), splits["test"].inputs[0])


def test_a_damaged_booster_is_refused(boosted, splits, tmp_path):
    bad = shutil.copytree(boosted, tmp_path / "bad")
    (bad / "assets.extra" / "booster.ubj").write_bytes(b"{L\x00 no booster")
    with pytest.raises(ModelError, match=r"booster.ubj is damaged"):
        shapley_values(str(bad), splits["test"].inputs[0])
