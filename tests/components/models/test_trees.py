"""A booster in TensorFlow is the booster in XGBoost, row for row."""

import numpy as np
import pytest
import tensorflow as tf
import xgboost as xgb

from components.errors import ModelError
from components.models.forest import read_forest
from components.models.leaf_masks import BITS, leaf_masks
from components.models.trees import ROWS_AT_ONCE, Trees

FEATURES = 6


def table(rows, seed, missing=0.1):
    rng = np.random.default_rng(seed)
    inputs = rng.normal(size=(rows, FEATURES)).astype(np.float32).round(2)
    inputs[:, 1] = rng.integers(0, 4, rows)
    inputs[rng.random(inputs.shape) < missing] = np.nan
    return inputs


def labels(inputs, classes):
    known = np.nan_to_num(inputs)
    return (np.abs(known[:, 0] * 3 + known[:, 1] ** 2 - known[:, 2] * known[:, 3]) % classes).astype(int)


def booster(rounds=10, classes=5, rows=2000, seed=0, missing=0.1, **parameters):
    inputs = table(rows, seed, missing)
    wanted = {"objective": "multi:softprob", "num_class": classes, "tree_method": "hist", "nthread": 2}
    data = xgb.DMatrix(inputs, labels(inputs, classes))
    return xgb.train({**wanted, "max_depth": 6, "seed": seed, **parameters}, data, rounds)


def compare(trained, inputs):
    trees = Trees(leaf_masks(read_forest(trained)))
    margins = tf.function(trees.margins)(tf.constant(inputs)).numpy()
    np.testing.assert_array_equal(margins, trained.predict(xgb.DMatrix(inputs), output_margin=True))
    probabilities = trees(tf.constant(inputs))["probabilities"].numpy()
    np.testing.assert_allclose(probabilities, trained.predict(xgb.DMatrix(inputs)), atol=1e-6)


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"classes": 2},
        {"classes": 3, "max_depth": 1},
        {"max_depth": 9, "min_child_weight": 0, "rounds": 4},
        {"max_depth": 0, "max_leaves": 150, "grow_policy": "lossguide", "rounds": 3},
        {"num_parallel_tree": 3, "subsample": 0.5, "rounds": 4},
        {"tree_method": "approx"},
        {"tree_method": "exact"},
        {"base_score": 0.3},
        {"missing": 0.0},
        {"reg_alpha": 1e6, "rounds": 2},
    ],
    ids=str,
)
def test_margins_are_xgboosts_to_the_last_bit(parameters):
    compare(booster(**parameters), table(3000, seed=1))


def test_values_on_a_threshold_go_where_xgboost_sends_them():
    trained = booster()
    masks = leaf_masks(read_forest(trained))
    rng = np.random.default_rng(2)
    columns = [rng.choice(known, 2000) for known in masks.thresholds]
    below = [np.nextafter(column, np.float32(-np.inf)) for column in columns]
    for chosen in (columns, below):
        compare(trained, np.stack(chosen, axis=1).astype(np.float32))


def test_rows_of_nothing_but_missing_and_extreme_values():
    extremes = np.array([np.nan, 3.4e38, -3.4e38, 0.0, -0.0, 1e-45], np.float32)
    compare(booster(), np.repeat(extremes[:, None], FEATURES, axis=1))


def test_a_feature_that_no_tree_uses():
    inputs = table(1000, seed=3)
    inputs[:, 5] = 1
    parameters = {"objective": "multi:softprob", "num_class": 3, "max_depth": 2}
    compare(xgb.train(parameters, xgb.DMatrix(inputs, labels(inputs, 3)), 3), table(500, seed=4))


@pytest.mark.parametrize("rows", [0, 1, ROWS_AT_ONCE, ROWS_AT_ONCE + 1])
def test_any_number_of_rows(rows):
    inputs = table(ROWS_AT_ONCE + 1, seed=5)
    trees = Trees(leaf_masks(read_forest(booster())))
    margins = tf.function(trees.margins, input_signature=[tf.TensorSpec([None, FEATURES], tf.float32)])
    np.testing.assert_array_equal(margins(inputs[:rows]), margins(inputs)[:rows])


def test_an_early_stop_and_a_slice():
    inputs = table(400, seed=6)
    noise = np.random.default_rng(6).integers(0, 3, 400)
    learned, watched = xgb.DMatrix(inputs[:200], noise[:200]), xgb.DMatrix(inputs[200:], noise[200:])
    parameters = {"objective": "multi:softprob", "num_class": 3}
    stop = xgb.callback.EarlyStopping(5, save_best=True)
    stopped = xgb.train(
        parameters, learned, 100, evals=[(watched, "eval")], callbacks=[stop], verbose_eval=False
    )
    assert stopped.num_boosted_rounds() == stopped.best_iteration + 1 < 100
    compare(stopped, inputs)
    compare(booster()[2:7], inputs)


def test_a_booster_read_back_from_a_file(tmp_path):
    booster().save_model(tmp_path / "booster.ubj")
    compare(xgb.Booster(model_file=tmp_path / "booster.ubj"), table(500, seed=7))


def test_a_tree_with_more_leaves_than_a_word_has_bits_takes_several_words():
    forest = read_forest(booster(max_depth=9, min_child_weight=0, rounds=1))
    leaves = np.bincount(forest.tree[forest.is_leaf])
    assert leaves.max() > 2 * BITS
    assert len(leaf_masks(forest).classes) == np.ceil(leaves / BITS).sum()


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ({"booster": "dart", "rate_drop": 0.5}, "dart"),
        ({"booster": "gblinear"}, "gblinear"),
        ({"objective": "multi:softmax"}, "multi:softmax"),
        ({"multi_strategy": "multi_output_tree"}, "several values"),
        ({"rounds": 0}, "without trees"),
    ],
)
def test_what_is_not_supported_is_refused_by_name(parameters, named):
    with pytest.raises(ModelError, match=f"{named}.*not supported"):
        read_forest(booster(**{"rounds": 2, "missing": 0, **parameters}))


def test_splits_on_categories_are_refused():
    inputs = table(500, seed=8, missing=0)
    data = xgb.DMatrix(inputs, labels(inputs, 3), feature_types=["q", "c", *"qqqq"], enable_categorical=True)
    parameters = {"objective": "multi:softprob", "num_class": 3, "max_cat_to_onehot": 1}
    with pytest.raises(ModelError, match="categories"):
        read_forest(xgb.train(parameters, data, 5))


def test_columns_behind_the_features_are_not_looked_at():
    inputs = table(50, seed=3)
    trees = Trees(leaf_masks(read_forest(booster(rounds=3))))
    wide = np.concatenate([inputs, np.full((50, 4), np.nan, np.float32)], axis=1)
    np.testing.assert_array_equal(trees.margins(tf.constant(wide)), trees.margins(tf.constant(inputs)))


def test_a_forest_whose_tables_would_be_too_large_is_refused_with_what_to_lower(monkeypatch):
    forest = read_forest(booster(rounds=4))
    needed = leaf_masks(forest).masks.nbytes
    monkeypatch.setattr("components.models.leaf_masks.MOST_BYTES", needed)
    leaf_masks(forest)
    monkeypatch.setattr("components.models.leaf_masks.MOST_BYTES", needed - 1)
    with pytest.raises(ModelError, match="20 trees with") as error:
        leaf_masks(forest)
    assert "max_depth" in error.value.fix
