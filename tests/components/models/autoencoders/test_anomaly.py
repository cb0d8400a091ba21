"""The anomaly score: rows that lie outside of what is known, and rows that lie between the classes."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from components.models.autoencoders.anomaly import LAST, AnomalyScore, Surprise

SHARE = 0.05
ROWS = 4000


@pytest.fixture
def rng():
    return np.random.default_rng(3)


@pytest.fixture
def surprise(rng):
    layer = Surprise("surprise")
    layer.fit(rng.exponential(2.0, 50_000))
    return layer


def two_classes(place, rng, rows=ROWS):
    """Errors and probabilities of rows at a place on a line, where classes lie at -1 and 1, 0.7 wide."""
    logit = 4 * (place + 0.7 * rng.normal(size=rows))
    upper = 1 / (1 + np.exp(-logit))
    return rng.normal(size=rows).astype("float32"), np.stack([1 - upper, upper], axis=1).astype("float32")


def known(rng):
    below, above = two_classes(-1.0, rng), two_classes(1.0, rng)
    return tuple(np.concatenate(pair) for pair in zip(below, above, strict=True))


@pytest.fixture
def score(rng):
    layer = AnomalyScore()
    layer.fit(*known(rng), SHARE)
    return layer


def auc(odd, usual):
    return roc_auc_score([1] * len(odd) + [0] * len(usual), np.concatenate([odd, usual]))


@pytest.mark.parametrize("share", [0.5, 0.1, 0.01, 0.0001])
def test_a_surprise_is_minus_the_logarithm_of_the_share_above(surprise, share):
    value = np.float32(-2.0 * np.log(share))  # which this share of an exponential distribution exceeds
    assert float(surprise(np.array([value]))[0]) == pytest.approx(-np.log(share), rel=0.06)


def test_a_surprise_rises_with_the_value_and_has_no_end(surprise):
    values = np.linspace(-1, 100, 1000, dtype=np.float32)
    found = surprise(values).numpy()
    assert found[0] == 0
    assert (np.diff(found) >= -1e-5).all()
    assert found[-1] > 10 * -np.log(1 - LAST)


def test_a_constant_has_a_surprise_too():
    layer = Surprise("surprise")
    layer.fit(np.ones(100))
    assert np.isfinite(layer(np.array([0.0, 1.0, 2.0], np.float32)).numpy()).all()


def test_the_chosen_share_of_known_rows_is_above_1(score, rng):
    assert np.mean(score(*known(rng)).numpy() > 1) == pytest.approx(SHARE, abs=0.01)


def test_rows_that_are_rebuilt_badly_are_strange_however_sure_the_class_is(score, rng):
    errors, probabilities = known(rng)
    odd = score(errors + 4, probabilities).numpy()
    assert auc(odd, score(errors, probabilities).numpy()) > 0.95
    assert np.mean(odd > 1) > 0.9


def test_rows_between_the_classes_are_strange_however_well_they_are_rebuilt(score, rng):
    errors, probabilities = two_classes(0.3, rng)
    usual = score(*known(rng)).numpy()
    assert auc(score(errors, probabilities).numpy(), usual) > 0.55
    assert auc(errors, known(rng)[0]) == pytest.approx(0.5, abs=0.03)  # the error alone says nothing
