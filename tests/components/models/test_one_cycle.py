"""The one-cycle schedule of the learning rate."""

import keras
import numpy as np
import pytest

from components.models.one_cycle import FIRST, LAST, RISE, OneCycle


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
