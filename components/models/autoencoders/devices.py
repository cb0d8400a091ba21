"""Uses the GPUs of a machine where it has some: all of them, and bfloat16 where the settings want it.

Only tried on processors, with two of them standing in for GPUs: no machine with a GPU was at hand.
"""

import contextlib
from collections.abc import Iterator

import keras
import tensorflow as tf

from components.settings import Autoencoder as Settings


def strategy() -> tf.distribute.Strategy:
    """Shares every step out among the GPUs if there are several; else as TensorFlow does by itself."""
    if len(tf.config.list_logical_devices("GPU")) > 1:
        return tf.distribute.MirroredStrategy()
    return tf.distribute.get_strategy()


@contextlib.contextmanager
def placed(settings: Settings) -> Iterator[None]:
    """Networks that are made and trained inside are on these devices, in this precision."""
    before = keras.config.dtype_policy()
    mixed = settings.mixed_precision and tf.config.list_logical_devices("GPU")
    keras.config.set_dtype_policy("mixed_bfloat16" if mixed else "float32")
    try:
        with strategy().scope():
            yield
    finally:
        keras.config.set_dtype_policy(before)
