"""Makes errors comparable: fitted once on the eval split after the training, kept in the exported network."""

from collections.abc import Callable

import numpy as np
import sklearn.linear_model
import tensorflow as tf

from components.errors import ModelError
from components.models.autoencoders.classifiers import HeadClassifier, Network, PerClassClassifier
from components.models.examples import Array, Examples
from components.settings import Autoencoder as Settings

BATCH = 4096
FEWEST = 2  # rows of each class: a spread needs two
NARROWEST = 1e-6  # spread of the logarithms of errors


def calibrate(network: Network, held_out: Examples, settings: Settings) -> None:
    """Sets what anomaly scores are relative to, and fits how errors tell the class where they do.

    Args:
        network: a trained one.
        held_out: the eval split; no weight was trained on it.
        settings: with the false-positive rate and the class weights.

    Raises:
        ModelError: one autoencoder per class, and a class has too few rows.
    """
    if isinstance(network, HeadClassifier):
        errors = _of_rows(network.autoencoder.errors, held_out.inputs)
        network.usual.assign(_exceeded_by(errors, settings.false_positive_rate))
    else:
        _calibrate_per_class(network, held_out, settings)


def _calibrate_per_class(network: PerClassClassifier, held_out: Examples, settings: Settings) -> None:
    labels, classes = held_out.labels, len(network.autoencoders)
    _require_all(labels, classes)
    logs = _of_rows(network.log_errors, held_out.inputs)
    own = [logs[labels == number, number] for number in range(classes)]
    network.centre.assign([errors.mean() for errors in own])
    network.spread.assign([max(errors.std(), NARROWEST) for errors in own])
    errors = _of_rows(network.standardised, held_out.inputs)
    network.usual.assign(_exceeded_by(errors.min(axis=1), settings.false_positive_rate))
    weights, bias = _logistic(errors, labels, settings.class_weights)
    network.weights_of_errors.assign(weights)
    network.bias.assign(bias)


def _require_all(labels: Array, classes: int) -> None:
    counts = np.bincount(labels, minlength=classes)
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


def _exceeded_by(scores: Array, share: float) -> float:
    """The score that this share of the rows exceeds."""
    return float(np.quantile(scores, 1 - share))


def _of_rows(function: Callable[[tf.Tensor], tf.Tensor], inputs: Array) -> Array:
    """A function of rows, some thousands at a time: [rows, inputs] -> [rows, ...]."""
    compiled = tf.function(function, autograph=False, reduce_retracing=True)
    parts = [compiled(tf.constant(inputs[i : i + BATCH])).numpy() for i in range(0, len(inputs), BATCH)]
    return np.concatenate(parts)
