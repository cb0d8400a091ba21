"""The autoencoder and its training."""

import keras
import numpy as np
import pytest

from components.errors import ModelError
from components.models.autoencoder import Autoencoder
from components.models.autoencoder_training import train_autoencoder
from components.models.one_cycle import FIRST, LAST, RISE, OneCycle


@pytest.fixture(scope="module")
def train(splits, network_settings):
    def run(seed=1, progress=None, **changes):
        settings = network_settings.model_copy(update=changes)
        return train_autoencoder(
            splits["train"], splits["eval"], settings, classes=5, seed=seed, progress=progress
        )

    return run


@pytest.fixture(scope="module")
def trained_once(train):
    return train(epochs=12)


def weights(trained):
    return [weight.numpy() for weight in trained.network.weights]


def same(first, second):
    return all(np.array_equal(a, b) for a, b in zip(weights(first), weights(second), strict=True))


def test_it_learns_to_tell_and_to_rebuild(trained_once, splits):
    outputs = trained_once.predict(splits["test"].inputs)
    assert np.mean(outputs["probabilities"].argmax(axis=1) == splits["test"].labels) > 0.7
    assert outputs["anomaly_score"].mean() < 0.2
    assert trained_once.curve["training_loss"][-1] < trained_once.curve["training_loss"][0] / 3
    assert all(len(values) == 12 for values in trained_once.curve.values())


def test_a_shower_unlike_all_others_has_a_high_anomaly_score(trained_once, splits):
    usual = trained_once.predict(splits["test"].inputs)["anomaly_score"]
    odd = trained_once.predict(np.flip(splits["test"].inputs, axis=1).copy() * 3)["anomaly_score"]
    assert np.median(odd) > 20 * np.median(usual)


def test_the_anomaly_score_is_the_mean_squared_error_of_the_rebuilt_inputs(trained_once, splits):
    inputs = splits["test"].inputs[:50]
    network = trained_once.network
    rebuilt = network.decoder(network.encoder(inputs)).numpy()
    expected = np.mean((rebuilt - inputs) ** 2, axis=1)
    np.testing.assert_allclose(trained_once.predict(inputs)["anomaly_score"], expected, rtol=1e-5)


def test_the_decoder_mirrors_the_encoder(network_settings):
    settings = network_settings.model_copy(update={"hidden": [24, 12], "code": 3, "head": []})
    network = Autoencoder(10, 5, settings, seed=1)
    shapes = [[tuple(w.shape) for w in part.weights[::2]] for part in (network.encoder, network.decoder)]
    assert shapes == [[(10, 24), (24, 12), (12, 3)], [(3, 12), (12, 24), (24, 10)]]
    assert [tuple(w.shape) for w in network.head.weights] == [(3, 5), (5,)]


@pytest.mark.parametrize("activation", ["selu", "relu", "silu"])
def test_every_activation_trains(train, activation):
    assert np.isfinite(train(epochs=1, activation=activation).curve["loss"]).all()


def test_the_same_seed_gives_the_same_weights_and_another_does_not(train):
    first = train()
    keras.utils.set_random_seed(99)
    np.random.default_rng(3)
    assert same(first, train())
    assert not same(first, train(seed=2))


def test_a_training_that_diverges_is_stopped_with_a_reason(train, splits, network_settings):
    splits["train"].inputs[0, 0], kept = np.nan, splits["train"].inputs[0, 0]
    try:
        with pytest.raises(ModelError, match=r"diverged in epoch 1\n.*learning_rate"):
            train(batch_size=len(splits["train"].labels))
    finally:
        splits["train"].inputs[0, 0] = kept


def test_progress_is_told_after_every_epoch(train):
    told = []
    train(epochs=2, progress=lambda done, total, metrics: told.append((done, total, sorted(metrics))))
    assert told == [(n, 2, ["accuracy", "loss", "training_loss"]) for n in (1, 2)]


def test_the_batch_is_never_larger_than_the_data(train):
    assert len(train(epochs=2, batch_size=1_000_000).curve["loss"]) == 2


def test_the_learning_rate_rises_to_its_peak_and_falls_to_almost_nothing():
    rate = OneCycle(peak=0.1, steps=1000)
    values = np.array([float(rate(step)) for step in range(1001)])
    assert values[0] == pytest.approx(0.1 * FIRST)
    assert values[-1] == pytest.approx(0.1 * LAST, rel=1e-3)
    assert values.argmax() == RISE * 1000
    assert values.max() == pytest.approx(0.1)
    assert (np.diff(values[:250]) > 0).all()
    assert (np.diff(values[251:]) < 0).all()


def test_the_schedule_is_made_again_from_its_config():
    rate = OneCycle(peak=0.1, steps=10)
    again = keras.optimizers.schedules.deserialize(keras.optimizers.schedules.serialize(rate))
    assert float(again(4)) == float(rate(4))
