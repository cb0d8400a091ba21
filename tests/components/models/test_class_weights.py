"""Rare classes weigh as much as common ones."""

import numpy as np

from components.models.class_weights import balanced

LABELS = np.array([0, 0, 0, 0, 0, 0, 1, 1, 3])


def test_all_classes_weigh_the_same_and_rows_one_on_average():
    weights = balanced(LABELS, 4)
    of_classes = weights * np.bincount(LABELS, minlength=4)
    np.testing.assert_allclose(of_classes, [3, 3, 0, 3])
    assert weights[LABELS].mean() == 1


def test_a_class_that_does_not_occur_weighs_nothing():
    assert balanced(LABELS, 4)[2] == 0
