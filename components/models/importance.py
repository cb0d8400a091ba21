"""Which inputs a gradient boosting lives on: by what its splits gained, and by what it loses without them."""

import dataclasses
import json
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from components.models.examples import Array, Examples
from components.settings import Importance

LEAST = 1e-15
"""A probability is at least this, so that its logarithm is finite."""

Predict = Callable[[Array], Array]
"""Inputs [rows, model inputs] -> probabilities [rows, classes]."""


@dataclasses.dataclass(frozen=True)
class Shuffled:
    """What shuffling one input does, in each repeat [repeats].

    Attributes:
        accuracy: how much the accuracy falls.
        log_loss: how much the mean -ln p of the true class rises.
    """

    accuracy: Array
    log_loss: Array


def permutation_importance(
    predict: Predict, held_out: Examples, inputs: int, settings: Importance, used: Sequence[int], seed: int
) -> dict[int, Shuffled]:
    """Shuffles one input after another and predicts again (Breiman 2001, doi 10.1023/A:1010933404324).

    All repeats of an input are one table, so memory is bounded by rows times repeats.

    Args:
        predict: of the model.
        held_out: showers it was not trained on; of more than `settings.rows` so many are drawn.
        inputs: how many model inputs there are.
        settings: rows and repeats.
        used: the inputs that the model looks at; shuffling others would change nothing.
        seed: of drawing and shuffling.

    Returns:
        For each of `used`, what its shuffling does.
    """
    rng = np.random.default_rng(seed)
    rows, repeats = _rows(len(held_out.labels), settings.rows, rng), settings.repeats
    table, labels = held_out.inputs[rows, :inputs], held_out.labels[rows]
    orders = np.concatenate([rng.permutation(len(rows)) for _ in range(repeats)])
    accuracy, log_loss = _quality(predict(table), labels, 1)
    found = {}
    for number in used:
        shuffled = np.tile(table, (repeats, 1))
        shuffled[:, number] = table[orders, number]
        worse = _quality(predict(shuffled), np.tile(labels, repeats), repeats)
        found[number] = Shuffled(accuracy - worse[0], worse[1] - log_loss)
    return found


def _rows(count: int, most: int, rng: np.random.Generator) -> Array:
    return np.arange(count) if count <= most else np.sort(rng.choice(count, most, replace=False))


def _quality(probabilities: Array, labels: Array, repeats: int) -> tuple[Array, Array]:
    """Accuracy and log loss of each repeat [repeats]."""
    right = probabilities.argmax(axis=1) == labels
    of_truth = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    loss = -np.log(np.maximum(of_truth, LEAST))
    accuracy, log_loss = (values.reshape(repeats, -1).mean(axis=1) for values in (right, loss))
    return accuracy, log_loss


def gains(booster: Any, inputs: int) -> Array:
    """What the splits on each input gained in all, as a share of all gains, float64 [model inputs]."""
    found = booster.get_score(importance_type="total_gain")
    gained = np.array([found.get(f"f{number}", 0.0) for number in range(inputs)])
    shares: Array = gained / max(gained.sum(), LEAST)
    return shares


def importance_of(
    booster: Any, predict: Predict, held_out: Examples, names: Sequence[str], settings: Importance, seed: int
) -> dict[str, Any]:
    """The content of `importance.json`: an entry for each input, the most important first.

    Args:
        booster: of XGBoost, its inputs without names.
        predict: its probabilities.
        held_out: the eval split.
        names: of the model inputs.
        settings: rows and repeats.
        seed: of the shuffling.
    """
    gained = gains(booster, len(names))
    used = np.flatnonzero(gained).tolist()
    shuffled = permutation_importance(predict, held_out, len(names), settings, used, seed)
    nothing = Shuffled(*np.zeros((2, settings.repeats)))
    entries = [
        {"name": name, "gain": float(gained[number]), **_measured(shuffled.get(number, nothing))}
        for number, name in enumerate(names)
    ]
    return {
        "split": "eval",
        "rows": min(len(held_out.labels), settings.rows),
        "repeats": settings.repeats,
        "seed": seed,
        "inputs": sorted(entries, key=lambda entry: -entry["log_loss_rise"]["mean"]),
    }


def _measured(shuffled: Shuffled) -> dict[str, Any]:
    """Mean and standard deviation over the repeats."""
    return {
        name: {"mean": float(values.mean()), "spread": float(values.std(ddof=1))}
        for name, values in (("accuracy_fall", shuffled.accuracy), ("log_loss_rise", shuffled.log_loss))
    }


def to_json(importance: dict[str, Any]) -> str:
    """As it stands in the file."""
    return json.dumps(importance, indent=2, allow_nan=False) + "\n"
