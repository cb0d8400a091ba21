"""A check before the real training: what cannot learn a few dozen examples by heart learns nothing from many.

It costs a second; a training that was set up wrongly can cost hours.
"""

import keras
import numpy as np
import tensorflow as tf

from components.errors import ModelError
from components.models.autoencoders.fitting import epoch_of
from components.models.autoencoders.objectives import Objective
from components.models.examples import Examples
from components.settings import Autoencoder as Settings

ROWS, STEPS, RATE = 32, 200, 0.01
LEARNT = 0.8  # of the first loss, at most, must be left


def require_learnable(objective: Objective, train: Examples, settings: Settings, seed: int) -> None:
    """Trains on a few dozen examples, drawn again and again.

    Args:
        objective: of a network that is thrown away afterwards.
        train: the training split; its examples are taken evenly from all classes.
        settings: of the training; the rate and the number of steps are the check's own.
        seed: of everything random.

    Raises:
        ModelError: the loss that is watched hardly fell.
    """
    few = _few(train)
    inputs, labels = tf.constant(few.inputs), tf.constant(few.labels.astype("int32"))
    before = float(objective.measured(inputs, labels)[objective.watched])
    optimizer = keras.optimizers.Adam(RATE, global_clipnorm=1.0)
    optimizer.build(objective.variables)
    repeated = Examples(np.tile(few.inputs, (STEPS, 1)), np.tile(few.labels, STEPS), {})
    whole = settings.model_copy(update={"batch_size": len(few.labels)})
    epoch_of(objective, optimizer, repeated, whole, seed)(tf.constant(0))
    after = float(objective.measured(inputs, labels)[objective.watched])
    if not after < LEARNT * before:
        raise ModelError(
            f"it cannot even learn {len(few.labels)} examples by heart: their {objective.watched} went from "
            f"{before:.4g} to {after:.4g} in {STEPS} steps",
            where="autoencoder",
            fix="One of code, hidden, noise, beta and orthogonality leaves too little to learn with.",
        )


def _few(train: Examples) -> Examples:
    """Some rows of every class, always the same."""
    classes = np.unique(train.labels)
    each = -(-ROWS // len(classes))
    rows = np.concatenate([np.flatnonzero(train.labels == label)[:each] for label in classes])
    return Examples(train.inputs[rows], train.labels[rows], {})
