"""Training a head on the code, with the reconstruction as a second loss."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from components.errors import ModelError
from components.models.examples import Examples
from components.models.layout import Block, Layout


@pytest.fixture(scope="module")
def trained_once(train):
    return train(epochs=12)


def weights(trained):
    return [weight.numpy() for weight in trained.network.weights]


def same(first, second):
    return all(np.array_equal(a, b) for a, b in zip(weights(first), weights(second), strict=True))


def rare(examples, label, keep):
    """The examples with one class thinned out."""
    rows = np.flatnonzero(examples.labels == label)
    kept = np.setdiff1d(np.arange(len(examples.labels)), rows[keep:])
    return Examples(examples.inputs[kept], examples.labels[kept], {})


def test_it_learns_to_tell_and_to_rebuild(trained_once, splits):
    outputs = trained_once.predict(splits["test"].inputs)
    assert np.mean(outputs["probabilities"].argmax(axis=1) == splits["test"].labels) > 0.7
    assert trained_once.curve["reconstruction"][-1] < 0.2
    assert trained_once.curve["training_loss"][-1] < trained_once.curve["training_loss"][0] / 3
    assert all(len(values) == 12 for values in trained_once.curve.values())


def test_the_number_of_parameters_counts_what_is_trained(trained_once):
    assert trained_once.parameters == sum(w.numpy().size for w in trained_once.network.trainable_weights)


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "plain", "activation": "selu", "code_activation": "selu", "schedule": "constant"},
        {"kind": "sparse", "hidden": [], "code": 20, "tied": True},
        {"kind": "variational", "activation": "relu"},
        {"corruption": "dropout", "noise": 0.1, "code_activation": "relu"},
        {"hidden": [32, 16, 8], "code": 4, "unit_norm": True, "orthogonality": 0.01},
    ],
    ids=str,
)
def test_every_kind_and_option_learns(train, changes):
    curve = train(epochs=6, **changes).curve
    assert curve["accuracy"][-1] > 0.5
    assert curve["reconstruction"][-1] < curve["reconstruction"][0]


def test_the_same_seed_gives_the_same_weights_and_another_does_not(train):
    first = train(kind="variational", epochs=2)
    keras.utils.set_random_seed(99)
    np.random.default_rng(3)
    assert same(first, train(kind="variational", epochs=2))
    assert not same(first, train(kind="variational", epochs=2, seed=2))


def test_traces_are_learned_from(splits, train):
    layout = Layout(10, (Block("traces", 10, (2, 16)), Block("stations", 42, (2, 4))))
    rows = len(splits["train"].labels)
    labels = np.arange(rows) % 2
    traces = np.zeros((rows, 2, 16), np.float32)
    traces[np.arange(rows), :, 3 + 6 * labels] = 1
    parts = [splits["train"].inputs, traces.reshape(rows, -1), np.ones((rows, 8), np.float32)]
    data = (Examples(np.concatenate(parts, axis=1), labels, {}),) * 2
    more = {"classes": 2, "layout": layout, "trace_units": 8, "epochs": 12}
    assert train(data, **more).curve["accuracy"][-1] > 0.95
    assert train(data, **more, trace_filters=None).curve["accuracy"][-1] < 0.7


def test_the_training_stops_when_the_eval_split_gains_no_more_and_keeps_the_best(train, splits):
    few = Examples(splits["train"].inputs[:100], splits["train"].labels[:100], {})
    stopped = train((few, splits["eval"]), epochs=300, patience=8, schedule="constant", kind="plain")
    loss, epochs = stopped.curve["loss"], stopped.epochs["head"]
    assert epochs == {"trained": len(loss), "kept": int(np.argmin(loss)) + 1}
    assert epochs["trained"] == epochs["kept"] + 8 < 300
    predicted = stopped.predict(splits["eval"].inputs)["probabilities"]
    of_truth = predicted[np.arange(len(predicted)), splits["eval"].labels]
    assert -np.log(of_truth).mean() == pytest.approx(min(loss), rel=1e-4)


def test_pretraining_rebuilds_before_the_head_joins(train):
    curve = train(pretraining_epochs=6, epochs=2).curve
    assert len(curve["pretraining_reconstruction"]) == 6
    assert curve["reconstruction"][0] < 0.5 * curve["pretraining_reconstruction"][0]
    assert "pretraining_accuracy" not in curve


def test_class_weights_find_more_of_a_rare_class(train, splits):
    data = (rare(splits["train"], 2, 20), splits["eval"])
    found = {}
    for kind in ("none", "balanced"):
        predicted = train(data, epochs=6, class_weights=kind).predict(splits["test"].inputs)["probabilities"]
        found[kind] = np.mean(predicted.argmax(axis=1)[splits["test"].labels == 2] == 2)
    assert found["balanced"] > found["none"] + 0.2


def test_a_training_that_diverges_is_stopped_with_a_reason(train, splits):
    inputs = splits["train"].inputs.copy()
    inputs[0, 0] = np.nan
    data = (Examples(inputs, splits["train"].labels, {}), splits["eval"])
    with pytest.raises(ModelError, match=r"diverged in epoch 1\n.*learning_rate"):
        train(data, batch_size=len(inputs))


def test_a_few_examples_must_be_learned_by_heart_first_which_changes_nothing(train):
    assert same(train(epochs=1), train(epochs=1, checked=True))
    with pytest.raises(ModelError, match="cannot even learn 35 examples by heart"):
        train(checked=True, kind="sparse", code=1, rho=0.001, beta=1e4, reconstruction_weight=1e3)


def test_progress_is_told_after_every_epoch_of_every_phase(train):
    told = []
    train(pretraining_epochs=1, epochs=2, progress=lambda *words: told.append(words))
    assert [words[:2] for words in told] == [(1, 3), (2, 3), (3, 3)]
    names = [set(words[2]) for words in told]
    assert names[0] == {"reconstruction", "training_loss"}
    assert names[1] == names[2] == names[0] | {"accuracy", "loss"}


def test_a_strategy_for_several_devices_changes_nothing_but_the_order_of_sums(train, monkeypatch):
    usual = train(epochs=2, unit_norm=True)
    mirrored = tf.distribute.MirroredStrategy(["CPU:0"])
    monkeypatch.setattr("components.models.autoencoders.devices.strategy", lambda: mirrored)
    shared = train(epochs=2, unit_norm=True)
    for one, other in zip(weights(usual), weights(shared), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-4)


def test_the_batch_is_never_larger_than_the_data(train):
    assert len(train(epochs=1, batch_size=1_000_000).curve["loss"]) == 1
