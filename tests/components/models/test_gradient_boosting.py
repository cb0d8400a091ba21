"""Training XGBoost."""

import json
import os

import numpy as np
import pytest
import xgboost as xgb

from components.errors import MachineError, SettingsError
from components.models import gradient_boosting
from components.models.examples import Examples
from components.models.gradient_boosting import choose_device, train_gradient_boosting


@pytest.fixture
def names(ground):
    return [derived.name for derived in ground.model_inputs]


@pytest.fixture
def train(splits, boosting_settings, names):
    def run(**changes):
        options = {name: changes.pop(name) for name in ("seed", "progress", "data") if name in changes}
        settings = boosting_settings.model_copy(update=changes)
        data = options.pop("data", splits)
        return train_gradient_boosting(
            data["train"], data["eval"], settings, inputs=names, classes=5, **{"seed": 1, **options}
        )

    return run


def raw(boosted):
    return bytes(boosted.booster.save_raw("ubj"))


def test_it_learns(train, splits):
    boosted = train()
    probabilities = boosted.predict(splits["test"].inputs)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
    assert np.mean(probabilities.argmax(axis=1) == splits["test"].labels) > 0.7
    assert boosted.curve["loss"][-1] < boosted.curve["loss"][0]
    assert len(boosted.curve["accuracy"]) == boosted.booster.num_boosted_rounds() == 12


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(train):
    assert raw(train()) == raw(train())
    assert raw(train(seed=2)) != raw(train())


def test_the_number_of_threads_changes_nothing(train, monkeypatch):
    many = raw(train())
    monkeypatch.setattr(gradient_boosting.os, "sched_getaffinity", lambda _: {0})
    assert raw(train()) == many


def test_an_early_stop_keeps_the_rounds_up_to_the_best(train, splits):
    boosted = train(rounds=200, early_stopping_rounds=3, learning_rate=1.0)
    loss = boosted.curve["loss"]
    assert boosted.booster.num_boosted_rounds() == np.argmin(loss) + 1 < len(loss) < 200


def test_progress_is_told_after_every_round(train):
    told = []
    train(rounds=3, progress=lambda done, total, metrics: told.append((done, total, sorted(metrics))))
    assert told == [(n, 3, ["accuracy", "loss"]) for n in (1, 2, 3)]


def test_columns_behind_the_scalar_inputs_are_not_looked_at(train, splits):
    def wider(split):
        noise = np.random.default_rng(0).normal(size=(len(split.labels), 7)).astype(np.float32)
        return Examples(np.concatenate([split.inputs, noise], axis=1), split.labels, split.raw)

    wide = {name: wider(split) for name, split in splits.items()}
    boosted = train(data=wide)
    assert raw(boosted) == raw(train())
    np.testing.assert_array_equal(
        boosted.predict(wide["test"].inputs), boosted.predict(splits["test"].inputs)
    )


def along(split, names, name, steps=40):
    """Rows in which one input runs from its least to its greatest value, everything else as it was."""
    column = names.index(name)
    values = np.linspace(*np.quantile(split.inputs[:, column], [0, 1]), steps, dtype=np.float32)
    rows = np.repeat(split.inputs[:50, None], steps, axis=1)
    rows[:, :, column] = values
    return rows.reshape(-1, split.inputs.shape[1])


def margins(boosted, inputs, steps=40):
    found = boosted.booster.predict(xgb.DMatrix(inputs), output_margin=True)
    return found.reshape(-1, steps, found.shape[1])


@pytest.mark.parametrize("sign", [1, -1])
def test_a_monotone_input_moves_the_margin_of_every_class_one_way(train, splits, names, sign):
    inputs = along(splits["test"], names, "log10_muons")
    free = np.diff(margins(train(), inputs), axis=1)
    assert free.min() < 0 < free.max()
    held = np.diff(margins(train(monotone={"log10_muons": sign}), inputs), axis=1) * sign
    assert held.min() >= -1e-6
    assert held.max() > 0.1


def paths(boosted):
    """The set of inputs on each path from a root to a leaf."""
    found = set()

    def walk(node, above):
        if "leaf" in node:
            found.add(frozenset(above))
        for child in node.get("children", []):
            walk(child, above | {int(node["split"].removeprefix("f"))})

    for tree in boosted.booster.get_dump(dump_format="json"):
        walk(json.loads(tree), frozenset())
    return found


def test_inputs_share_a_path_only_where_an_interaction_holds_both(train, names):
    groups = [[names[1], names[7]], [names[7], names[3]]]
    allowed = [{1, 7}, {7, 3}, *({number} for number in range(len(names)))]
    assert not all(any(path <= group for group in allowed) for path in paths(train()))
    held = paths(train(interactions=groups))
    assert all(any(path <= group for group in allowed) for path in held)
    assert {1, 7} in held


@pytest.mark.parametrize(
    ("setting", "value"), [("monotone", {"log10_gluons": 1}), ("interactions", [["log10_gluons"]])]
)
def test_a_constraint_on_an_unknown_input_is_refused_with_the_known_ones(train, names, setting, value):
    with pytest.raises(SettingsError, match="no model input log10_gluons") as error:
        train(**{setting: value})
    assert error.value.where == f"gradient_boosting.{setting}"
    assert all(name in error.value.fix for name in names)


def test_groups_that_overlap_are_trained_on_the_cpu_for_a_gpu_would_join_them(train, names, monkeypatch):
    monkeypatch.setattr(gradient_boosting, "_has_gpu", lambda: True)
    overlapping = [names[:2], names[1:3]]
    assert train(interactions=overlapping, device="auto", rounds=1).device == "cpu"
    with pytest.raises(SettingsError, match=f"{names[1]} in more than one group"):
        train(interactions=overlapping, device="cuda")


def rare_iron(splits):
    def fewer(split, name):
        every = 50 if name == "train" else 1
        iron = np.cumsum(split.labels == 4)
        kept = (split.labels != 4) | (iron % every == 0)
        return Examples(split.inputs[kept], split.labels[kept], {})

    return {name: fewer(split, name) for name, split in splits.items()}


def test_balanced_classes_find_more_of_a_rare_one(train, splits):
    rare = rare_iron(splits)
    plain, balanced = (train(data=rare, class_weights=how) for how in ("none", "balanced"))
    iron = rare["test"].labels == 4
    recalls = [np.mean(b.predict(rare["test"].inputs)[iron].argmax(axis=1) == 4) for b in (plain, balanced)]
    assert recalls[1] > recalls[0] + 0.1


def test_two_classes_are_enough(splits, boosting_settings, names):
    def two(split):
        return Examples(split.inputs, (split.labels > 2).astype(np.int64), split.raw)

    boosted = train_gradient_boosting(
        two(splits["train"]), two(splits["eval"]), boosting_settings, inputs=names, classes=2, seed=1
    )
    assert boosted.predict(splits["test"].inputs).shape[1] == 2


@pytest.mark.skipif(os.path.exists("/dev/nvidiactl"), reason="this machine has a GPU")
def test_without_a_gpu_auto_is_the_cpu_and_cuda_is_refused():
    assert choose_device("auto") == choose_device("cpu") == "cpu"
    with pytest.raises(MachineError, match="no GPU"):
        choose_device("cuda")


@pytest.mark.skipif(not os.path.exists("/dev/nvidiactl"), reason="this machine has no GPU")
def test_with_a_gpu_auto_uses_it(train):
    assert choose_device("auto") == "cuda"
    assert train(device="auto").device == "cuda"
    assert isinstance(train(device="auto").booster, xgb.Booster)
