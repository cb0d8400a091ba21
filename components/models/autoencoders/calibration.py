"""Makes errors comparable: fitted once on the eval split after the training, kept in the exported network."""

from collections.abc import Callable
from typing import Any

import numpy as np
import sklearn.linear_model
import tensorflow as tf

from components.errors import ModelError
from components.models.autoencoders.classifiers import Network, PerClassClassifier
from components.models.examples import Array, Examples
from components.settings import Autoencoder as Settings

BATCH = 4096
FEWEST = 2  # rows of each class: a spread needs two
NARROWEST = 1e-6  # spread of the logarithms of errors


def calibrate(network: Network, held_out: Examples, settings: Settings) -> None:
    """Sets what errors and anomaly scores are relative to, and fits how errors tell the class where they do.

    Args:
        network: a trained one.
        held_out: the eval split; no weight was trained on it.
        settings: with the false-positive rate and the class weights.

    Raises:
        ModelError: one autoencoder per class, and a class has too few rows.
    """
    classes = int(network.centre.shape[0])
    own = _own_errors(_of_rows(network.log_errors, held_out.inputs), held_out.labels, classes)
    if isinstance(network, PerClassClassifier):
        _require_all(own)
    own = [errors if len(errors) >= FEWEST else np.concatenate(own) for errors in own]
    network.centre.assign([errors.mean() for errors in own])
    network.spread.assign([max(errors.std(), NARROWEST) for errors in own])
    if isinstance(network, PerClassClassifier):
        errors = _of_rows(network.standardised, held_out.inputs)
        weights, bias = _logistic(errors, held_out.labels, settings.class_weights)
        network.weights_of_errors.assign(weights)
        network.bias.assign(bias)
    probabilities, errors = _of_rows(network.judged, held_out.inputs)
    network.anomaly.fit(errors, probabilities, settings.false_positive_rate)


def _own_errors(logs: Array, labels: Array, classes: int) -> list[Array]:
    """The logarithms of errors of the rows of each class, by its own column or the only one there is."""
    return [logs[labels == number, min(number, logs.shape[1] - 1)] for number in range(classes)]


def _require_all(own: list[Array]) -> None:
    counts = np.array([len(errors) for errors in own])
    if counts.min() < FEWEST:
        raise ModelError(
            f"the eval split has {counts.min()} rows of class number {counts.argmin()}, fewer than {FEWEST}",
            where="autoencoder.use",
            fix="Give more data or a larger split.eval, or set autoencoder.use=head.",
        )


def _logistic(errors: Array, labels: Array, class_weights: str) -> tuple[Array, Array]:
    """Weights [classes, classes] and bias [classes] of a multinomial logistic function of [rows, classes]."""
    kind = "balanced" if class_weights == "balanced" else None
    model = sklearn.linear_model.LogisticRegression(max_iter=1000, class_weight=kind)
    model.fit(errors.astype(np.float64), labels)
    if len(model.coef_) > 1:
        return model.coef_.T, model.intercept_
    # Of two classes scikit-learn gives the logit of the second.
    coefficients, intercept = model.coef_[0], model.intercept_[0]
    return np.stack([-coefficients, coefficients], axis=1) / 2, np.array([-intercept, intercept]) / 2


def _of_rows(function: Callable[[tf.Tensor], Any], inputs: Array) -> Any:
    """A function of rows, some thousands at a time: [rows, inputs] -> [rows, ...], or several of these."""
    compiled = tf.function(function, autograph=False, reduce_retracing=True)
    parts = [compiled(tf.constant(inputs[i : i + BATCH])) for i in range(0, len(inputs), BATCH)]
    return tf.nest.map_structure(lambda *tensors: tf.concat(tensors, axis=0).numpy(), *parts)
