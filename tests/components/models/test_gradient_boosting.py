"""Training XGBoost."""

import os

import numpy as np
import pytest
import xgboost as xgb

from components.errors import MachineError
from components.models import gradient_boosting
from components.models.examples import Examples
from components.models.gradient_boosting import choose_device, train_gradient_boosting


@pytest.fixture
def train(splits, boosting_settings):
    def run(**changes):
        options = {name: changes.pop(name) for name in ("seed", "progress") if name in changes}
        settings = boosting_settings.model_copy(update=changes)
        return train_gradient_boosting(
            splits["train"], splits["eval"], settings, classes=5, **{"seed": 1, **options}
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


def test_two_classes_are_enough(splits, boosting_settings):
    def two(split):
        return Examples(split.inputs, (split.labels > 2).astype(np.int64), split.raw)

    boosted = train_gradient_boosting(
        two(splits["train"]), two(splits["eval"]), boosting_settings, classes=2, seed=1
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
