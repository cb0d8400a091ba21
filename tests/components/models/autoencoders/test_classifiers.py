"""Both uses of autoencoders: what they decide, and what they call an anomaly."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from components.errors import ModelError
from components.models.examples import Examples

PER_CLASS = {"use": "per_class", "kind": "plain", "hidden": [16], "code": 3, "epochs": 20}
ON_LINES = {"use": "per_class", "kind": "plain", "hidden": [], "code": 1, "epochs": 12, "batch_size": 16}
USES = {"head": {"use": "head"}, "per_class": ON_LINES}
NOISY, QUIET = 0, 1


@pytest.fixture(scope="module")
def per_class(train):
    return train(**PER_CLASS)


@pytest.fixture(scope="module")
def lines(points):
    return points(noise=(0.6, 0.06))


@pytest.fixture(scope="module")
def on_lines(train, lines):
    return train(lines, classes=2, **ON_LINES)


def auc(above, below):
    return roc_auc_score([1] * len(above) + [0] * len(below), np.concatenate([above, below]))


def test_one_autoencoder_per_class_tells_the_class_by_its_errors(per_class, splits):
    outputs = per_class.predict(splits["test"].inputs)
    assert np.mean(outputs["probabilities"].argmax(axis=1) == splits["test"].labels) > 0.6
    np.testing.assert_allclose(outputs["probabilities"].sum(axis=1), 1, rtol=1e-5)
    assert set(per_class.epochs) == {f"class_{number}" for number in range(5)}


def test_each_autoencoder_saw_its_own_class_alone(per_class, splits):
    errors = per_class.network.log_errors(splits["test"].inputs).numpy()
    for label in range(5):
        own = splits["test"].labels == label
        assert errors[own, label].mean() < errors[~own, label].mean()


def test_raw_errors_can_tell_the_wrong_way_round(on_lines, lines):
    held_out = lines[1]
    of_noisy = on_lines.network.log_errors(held_out.inputs).numpy()[:, NOISY]
    quiet = held_out.labels == QUIET
    assert auc(of_noisy[quiet], of_noisy[~quiet]) < 0.1  # the other class is the better rebuilt one
    guessed = on_lines.network.log_errors(held_out.inputs).numpy().argmin(axis=1)
    assert np.mean(guessed == held_out.labels) < 0.7


def test_calibrated_errors_tell_the_right_way_round(on_lines, lines):
    probabilities = on_lines.predict(lines[1].inputs)["probabilities"]
    assert np.mean(probabilities.argmax(axis=1) == lines[1].labels) > 0.97


def test_standardised_errors_of_its_own_class_have_mean_0_and_deviation_1(per_class, splits):
    errors = per_class.network.standardised(splits["eval"].inputs).numpy()
    own = errors[np.arange(len(errors)), splits["eval"].labels]
    for label in range(5):
        assert own[splits["eval"].labels == label].mean() == pytest.approx(0, abs=1e-4)
        assert own[splits["eval"].labels == label].std() == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(("split", "number"), [("train", 0), ("eval", 1)])
def test_each_class_needs_examples(train, lines, split, number):
    one = Examples(lines[number].inputs, np.zeros_like(lines[number].labels), {})
    data = [one if place == number else whole for place, whole in enumerate(lines)]
    with pytest.raises(ModelError, match=f"the {split} split has no example of class number 1"):
        train(data, classes=2, **ON_LINES)


@pytest.mark.parametrize("use", USES)
def test_the_anomaly_score_is_above_1_for_the_chosen_share_of_the_eval_split(train, lines, use):
    trained = train(lines, classes=2, **USES[use] | {"epochs": 1, "false_positive_rate": 0.2})
    assert np.mean(trained.predict(lines[1].inputs)["anomaly_score"] > 1) == pytest.approx(0.2, abs=0.002)


@pytest.mark.parametrize(
    "changes", [{}, {"kind": "variational"}, {"use": "per_class", "kind": "plain"}], ids=str
)
def test_an_unseen_primary_is_an_anomaly(train, without, splits, changes):
    data, unseen = without(0)
    trained = train(data, classes=4, code=3, epochs=10, **changes)
    known = trained.predict(splits["test"].inputs[splits["test"].labels != 0])["anomaly_score"]
    odd = trained.predict(unseen)["anomaly_score"]
    assert auc(odd, known) > 0.7
    assert np.mean(odd > 1) > 2 * np.mean(known > 1)


def test_a_head_measures_errors_by_what_is_usual_for_the_class(train, lines):
    trained = train(lines, classes=2, epochs=1)
    probabilities, errors = trained.network.judged(lines[1].inputs)
    of_both = trained.network.standardised(lines[1].inputs).numpy()
    assert (of_both[:, QUIET] > of_both[:, NOISY]).mean() > 0.9  # the same error is odder of a quiet class
    np.testing.assert_allclose(errors, (probabilities.numpy() * of_both).sum(axis=1), atol=1e-5)


def test_one_per_class_takes_the_smallest_of_the_calibrated_errors(per_class, splits):
    smallest = per_class.network.standardised(splits["test"].inputs).numpy().min(axis=1)
    np.testing.assert_allclose(per_class.network.judged(splits["test"].inputs)[1], smallest, atol=1e-5)


@pytest.mark.parametrize("use", USES)
def test_what_is_served_is_not_random(train, lines, use):
    trained = train(lines, classes=2, **USES[use] | {"kind": "variational", "epochs": 1})
    first, again = (trained.predict(lines[1].inputs) for _ in range(2))
    for name in first:
        np.testing.assert_array_equal(first[name], again[name])
