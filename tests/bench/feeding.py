"""How much of a training step is the feeding of its inputs."""

import time
from collections.abc import Callable
from typing import Any, cast

import tensorflow as tf

from components.models.autoencoders.classifiers import HeadClassifier
from components.models.autoencoders.fitting import epoch_of, optimizer_of
from components.models.autoencoders.phases import phases_of
from components.models.examples import Examples
from components.models.layout import Layout
from components.settings import Autoencoder
from components.showers.dataset import load_dataset
from pipeline.settings import load_settings
from pipeline.zoo.data import read_table, split_table
from tests.bench.published import PUBLISHED

EPOCHS = 5


def share() -> dict[str, float]:
    """Seconds of an epoch of the default autoencoder on the published showers, and those of its feeding."""
    settings, dataset = load_settings(dataset__name="ground"), load_dataset("ground")
    zoo = split_table(read_table(PUBLISHED, dataset), dataset, settings.split)
    train, held_out = (zoo.examples(split, dataset.classes) for split in ("train", "eval"))
    network = HeadClassifier(Layout.of(dataset), len(dataset.classes), settings.autoencoder, settings.seed)
    objective = phases_of(network, train, held_out, settings.autoencoder)[-1].objective
    optimizer = optimizer_of(objective, settings.autoencoder, 1000)
    whole = _seconds(epoch_of(objective, optimizer, train, settings.autoencoder, settings.seed))
    feeding = _seconds(_feeding(train, settings.autoencoder))
    return {"epoch_seconds": whole, "feeding_seconds": feeding, "share": feeding / whole}


def _feeding(train: Examples, settings: Autoencoder) -> Callable[[tf.Tensor], tf.Tensor]:
    """What an epoch does before it computes: shuffle, and gather every batch."""
    rows, batch = len(train.labels), settings.batch_size
    inputs, labels = tf.constant(train.inputs), tf.constant(train.labels.astype("int32"))

    @tf.function(autograph=False, input_signature=[tf.TensorSpec([], tf.int32)])
    def run(epoch: tf.Tensor) -> tf.Tensor:
        order = tf.random.experimental.stateless_shuffle(tf.range(rows), seed=[1, epoch])
        chosen = tf.reshape(order[: rows // batch * batch], [-1, batch])

        def add(i: tf.Tensor, total: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
            fed = tf.gather(inputs, chosen[i]), tf.gather(labels, chosen[i])
            return i + 1, total + fed[0][0, 0] + tf.cast(fed[1][0], tf.float32)

        return tf.while_loop(lambda i, _: i < rows // batch, add, (0, 0.0))[1]

    return cast(Callable[[tf.Tensor], Any], run)


def _seconds(run: Callable[[tf.Tensor], Any]) -> float:
    """The fastest of some epochs, after one that compiles."""
    found = []
    for epoch in range(EPOCHS + 1):
        started = time.perf_counter()
        run(tf.constant(epoch)).numpy()
        found.append(time.perf_counter() - started)
    return min(found[1:])
