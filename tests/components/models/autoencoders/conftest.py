"""Trains small autoencoders on the showers of the whole suite, and on points made here."""

import numpy as np
import pytest

from components.models.autoencoders.training import train_autoencoder
from components.models.examples import Examples
from components.models.layout import Layout


@pytest.fixture(scope="session")
def settings(network_settings):
    """The settings of the suite with changes."""

    def change(**changes):
        return network_settings.model_copy(update=changes)

    return change


@pytest.fixture(scope="session")
def train(splits, settings):
    """Trains with changed settings; on the given splits, or on the showers of the suite."""

    own = {"layout", "checkpoints", "checked", "progress"}

    def run(data=None, seed=1, classes=5, **changes):
        learned, held_out = data or (splits["train"], splits["eval"])
        more = {name: changes.pop(name) for name in own & set(changes)}
        return train_autoencoder(
            learned,
            held_out,
            settings(**changes),
            classes=classes,
            seed=seed,
            **{"layout": Layout(learned.inputs.shape[1]), **more},
        )

    return run


@pytest.fixture(scope="session")
def without(splits):
    """The splits train and eval without a class, and the rows of that class in the split test."""

    def drop(label):
        kept = [_rows(splits[name], splits[name].labels != label) for name in ("train", "eval")]
        learned, held_out = (Examples(e.inputs, e.labels - (e.labels > label), {}) for e in kept)
        return (learned, held_out), splits["test"].inputs[splits["test"].labels == label]

    return drop


@pytest.fixture(scope="session")
def points():
    """Points in six dimensions near a line, of two classes with noise of their own: splits train and eval."""

    def make(noise, rows=1000):
        rng = np.random.default_rng(5)
        line = np.array([1, -1, 0.5, 0.5, 1, -0.5])

        def split():
            labels = np.arange(rows) % 2
            spread = np.array(noise)[labels, None] * rng.normal(size=(rows, 6))
            inputs = rng.normal(size=(rows, 1)) * line + spread
            return Examples(inputs.astype(np.float32), labels, {})

        return split(), split()

    return make


def _rows(examples, rows):
    return Examples(examples.inputs[rows], examples.labels[rows], {})
