"""Trains one variant and gives what is needed to measure it, whichever family it is of."""

import dataclasses
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from components.models.examples import Examples
from components.models.layout import Layout
from components.settings import Autoencoder, GradientBoosting
from components.showers.dataset import Dataset

Array = np.ndarray[Any, Any]
Outputs = dict[str, Array]


@dataclasses.dataclass(frozen=True)
class Trained:
    """A trained variant.

    Attributes:
        predict: inputs [rows, width] -> `probabilities` [rows, classes], and `anomaly_score` [rows] where the
            family has one.
        answer: the same for a few rows at once, as fast as it goes in process.
        parameters: how many numbers were learned.
        seconds: of training.
    """

    predict: Callable[[Array], Outputs]
    answer: Callable[[Array], object]
    parameters: int
    seconds: float


def train_boosting(
    train: Examples, held_out: Examples, dataset: Dataset, classes: int, changes: dict[str, Any], seed: int
) -> Trained:
    """XGBoost; it has no anomaly score. Its parameters are splits and leaves."""
    from components.models.forest import read_forest
    from components.models.gradient_boosting import train_gradient_boosting
    from components.models.leaf_masks import leaf_masks
    from components.models.trees import Trees

    names = [derived.name for derived in dataset.model_inputs]
    settings = GradientBoosting.model_validate(changes)
    boosted = train_gradient_boosting(train, held_out, settings, inputs=names, classes=classes, seed=seed)
    served = _compiled(Trees(leaf_masks(read_forest(boosted.booster))))
    nodes = len(boosted.booster.trees_to_dataframe())
    return Trained(lambda x: {"probabilities": boosted.predict(x)}, served, nodes, boosted.seconds)


def train_network(
    train: Examples, held_out: Examples, dataset: Dataset, classes: int, changes: dict[str, Any], seed: int
) -> Trained:
    """An autoencoder of any kind and use."""
    from components.models.autoencoders.training import train_autoencoder

    settings = Autoencoder.model_validate(changes)
    started = time.perf_counter()
    trained = train_autoencoder(
        train, held_out, settings, layout=Layout.of(dataset), classes=classes, seed=seed
    )
    seconds = time.perf_counter() - started
    return Trained(trained.predict, _compiled(trained.network), trained.parameters, seconds)


def _compiled(network: Any) -> Callable[[Array], object]:
    """One graph for any number of rows, as a server would run it."""
    import tensorflow as tf

    run = tf.function(network, autograph=False, reduce_retracing=True)

    def answer(rows: Array) -> object:
        return {name: tensor.numpy() for name, tensor in run(tf.constant(rows)).items()}

    return answer


TRAINERS = {"gradient_boosting": train_boosting, "autoencoder": train_network}
