"""Trains towards an objective: each epoch is one call of one compiled graph over data that stays in memory.

Order and noise are functions of the seed and the epoch, so the same settings, data and seed give the same
weights, and a training that was killed goes on where it was.
"""

import math
from collections.abc import Callable
from typing import Any, cast

import keras
import tensorflow as tf

from components.errors import ModelError
from components.models.autoencoders.checkpoints import Checkpoint
from components.models.autoencoders.history import History
from components.models.autoencoders.objectives import Objective
from components.models.examples import Examples
from components.models.one_cycle import OneCycle
from components.settings import Autoencoder as Settings

CLIP = 1.0  # the longest gradient, over all weights: a high peak of the learning rate does not diverge
WATCHED = 65_536  # rows of the eval split that the learning curve is of, at most

Tell = Callable[[int, dict[str, float]], None]
"""Told after each epoch: how many are done, and the metrics of the last."""


def fit(
    objective: Objective,
    train: Examples,
    held_out: Examples,
    settings: Settings,
    *,
    epochs: int,
    seed: int,
    checkpoint: Checkpoint,
    tell: Tell,
) -> History:
    """Trains the variables of an objective, with early stopping where the settings have a patience.

    Args:
        objective: what is to become smaller.
        train: what it learns from.
        held_out: the eval split, for the learning curve and early stopping.
        settings: of the training; its number of epochs is not looked at.
        epochs: the most there will be.
        seed: of order and noise.
        checkpoint: goes on from there, and keeps the state there.
        tell: told after each epoch.

    Raises:
        ModelError: the training diverged.
    """
    optimizer = optimizer_of(objective, settings, epochs * _steps(train, settings)[0])
    run_epoch, measure = epoch_of(objective, optimizer, train, settings, seed), _measure(objective, held_out)
    history = History(objective.watched, settings.patience, [*objective.variables, *optimizer.variables])
    history.restore(checkpoint.load())
    while not history.finished(epochs):
        values = {"training_loss": run_epoch(tf.constant(history.epochs)), **measure()}
        metrics = {name: float(value) for name, value in values.items()}
        _require_finite(metrics, history.epochs)
        history.add(metrics, [variable.numpy() for variable in objective.variables])
        checkpoint.save(history.arrays, last=history.finished(epochs))
        tell(history.epochs, metrics)
    history.use_best(objective.variables)
    return history


def _steps(train: Examples, settings: Settings) -> tuple[int, int]:
    """How many steps an epoch has, and how many rows a step."""
    batch = min(settings.batch_size, len(train.labels))
    return len(train.labels) // batch, batch


def optimizer_of(objective: Objective, settings: Settings, steps: int) -> Any:
    """Adam; its variables belong to the devices of the strategy in force."""
    peak = settings.learning_rate
    rate = OneCycle(peak, steps) if settings.schedule == "one_cycle" else peak
    optimizer = keras.optimizers.Adam(rate, global_clipnorm=CLIP)
    optimizer.build(objective.variables)
    return optimizer


def _require_finite(metrics: dict[str, float], epoch: int) -> None:
    if not all(map(math.isfinite, metrics.values())):
        raise ModelError(
            f"the training diverged in epoch {epoch + 1}",
            where="autoencoder",
            fix="Lower autoencoder.learning_rate.",
        )


def epoch_of(
    objective: Objective, optimizer: Any, train: Examples, settings: Settings, seed: int
) -> Callable[[tf.Tensor], tf.Tensor]:
    """A compiled function: number of the epoch -> mean loss.

    With several devices each takes its share of every batch; rows that are left over wait for another epoch.
    """
    rows, (steps, batch) = len(train.labels), _steps(train, settings)
    inputs, labels = tf.constant(train.inputs), tf.constant(train.labels.astype("int32"))
    strategy = tf.distribute.get_strategy()
    replicas = strategy.num_replicas_in_sync
    share = max(batch // replicas, 1)

    def step(chosen: tf.Tensor, key: tf.Tensor) -> tf.Tensor:
        number = tf.distribute.get_replica_context().replica_id_in_sync_group
        mine = chosen[number * share : (number + 1) * share]
        with tf.GradientTape() as tape:
            loss = objective.loss(tf.gather(inputs, mine), tf.gather(labels, mine), key + number) / replicas
        optimizer.apply(tape.gradient(loss, objective.variables))
        return loss

    @tf.function(autograph=False, input_signature=[tf.TensorSpec([], tf.int32)])
    def run(epoch: tf.Tensor) -> tf.Tensor:
        order = tf.random.experimental.stateless_shuffle(tf.range(rows), seed=[seed, epoch])
        chosen = tf.reshape(order[: steps * batch], [steps, batch])
        keys = tf.random.experimental.stateless_split([seed, epoch], steps)

        def add(i: tf.Tensor, total: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
            losses = strategy.run(step, args=(chosen[i], keys[i]))
            return i + 1, total + strategy.reduce("SUM", losses, axis=None)

        return tf.while_loop(lambda i, _: i < steps, add, (0, 0.0))[1] / steps

    return cast(Callable[[tf.Tensor], tf.Tensor], run)


def _measure(objective: Objective, held_out: Examples) -> Callable[[], dict[str, tf.Tensor]]:
    """A compiled function: the metrics on the eval split."""
    inputs = tf.constant(held_out.inputs[:WATCHED])
    labels = tf.constant(held_out.labels[:WATCHED].astype("int32"))

    @tf.function(autograph=False)
    def measure() -> dict[str, tf.Tensor]:
        return objective.measured(inputs, labels)

    return cast(Callable[[], dict[str, tf.Tensor]], measure)
