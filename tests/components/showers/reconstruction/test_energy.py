"""From the signal at 1000 m to the energy."""

import numpy as np
import pytest

from components.showers.reconstruction.energy import attenuation, energy_of, s38_at, s38_of


def test_at_38_degrees_the_signal_is_the_reference():
    assert s38_of(np.array([50.0]), np.array([38.0])) == pytest.approx(50)


def test_signals_of_inclined_showers_fall_with_the_zenith_angle_and_never_vanish():
    found = attenuation(np.linspace(30, 89, 60))
    assert (np.diff(found) < 0).all()
    assert (found > 0).all()


def test_10_eev_are_about_48_vem_at_38_degrees():
    assert energy_of(np.array([47.7])) == pytest.approx(10, rel=0.01)


def test_the_inverse_gives_back_the_signal():
    s38 = np.array([1.0, 20.0, 500.0])
    np.testing.assert_allclose(s38_at(energy_of(s38)), s38)
