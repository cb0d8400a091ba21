"""The logarithm of the mass number from probabilities."""

import math

import numpy as np
import pytest

from components.evaluator.asked import Asked
from components.evaluator.mass import estimated_ln_a
from components.evaluator.metrics import figures_of

IRON = math.log(56)
ASKED = Asked(ln_a=(None, 0.0, IRON))


def of_mass(labels, p, asked=ASKED):
    found = figures_of(np.array(labels), np.array(p), [str(k) for k in range(len(p[0]))], asked)
    return {name: value for name, value in found.items() if name.startswith("ln_a")}


def test_photons_have_no_part_in_the_estimate():
    p = np.array([[0.5, 0.25, 0.25], [0.0, 0.9, 0.1], [1.0, 0.0, 0.0]], dtype=np.float32)
    assert estimated_ln_a(p, ASKED) == pytest.approx([IRON / 2, 0.1 * IRON, IRON / 2])


def test_the_bias_is_estimated_less_true_over_nuclei():
    p = np.array([[0.9, 0.1, 0.0], [0.0, 0.5, 0.5], [0.0, 0.25, 0.75]])
    found = of_mass([0, 1, 2], p)
    errors = np.array([0.5 * IRON, -0.25 * IRON])
    assert found["ln_a_examples"] == 2
    assert found["ln_a_bias"] == pytest.approx(errors.mean())
    assert found["ln_a_error"] == pytest.approx(errors.std(ddof=1) / math.sqrt(2))


def test_without_nuclei_there_is_no_bias():
    found = of_mass([0], [[0.2, 0.4, 0.4]])
    assert found == {"ln_a_examples": 0.0}


def test_what_is_not_asked_for_is_not_measured():
    assert of_mass([0], [[0.2, 0.8]], Asked()) == {}
