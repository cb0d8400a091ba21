"""What a trial of a family is worth: trained by the family's own function, scored on the eval split."""

import dataclasses
import functools
import pathlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pydantic

from components.errors import SettingsError
from components.models.examples import Array, Examples
from components.models.layout import Layout
from components.settings import Autoencoder, GradientBoosting
from components.showers.dataset import Dataset, explain
from components.tuner.data import read_matrices
from components.tuner.families import FAMILIES
from components.tuner.outcome import Objective, Report

SMALLEST = 1e-12  # probability that a logarithm is taken of

Progress = Callable[[int, int, Mapping[str, float]], None]


@dataclasses.dataclass(frozen=True)
class Trained:
    """A trained model.

    Attributes:
        probabilities: of the eval split, [rows, classes].
        size: bytes of a booster, or weights of a network: the same for the same model, which a measured
            latency is not.
    """

    probabilities: Array
    size: int


def prepare(folder: pathlib.Path, family: str, objectives: Sequence[str]) -> Objective:
    """The objective of a family, for a worker.

    Args:
        folder: where the data is, as `components.tuner.data.write_matrices` wrote it.
        family: name of it.
        objectives: any of loss, error and size, all to be made small.
    """
    dataset, train, held_out = read_matrices(folder)
    return functools.partial(_run, dataset, train, held_out, family, list(objectives))


def _run(
    dataset: Dataset,
    train: Examples,
    held_out: Examples,
    family: str,
    objectives: list[str],
    chosen: dict[str, Any],
    seed: int,
    report: Report,
) -> list[float]:
    settings = _validated(family, chosen)
    progress = _followed(objectives[0], report)
    trained = TRAININGS[family](dataset, train, held_out, settings, seed, progress)
    return scores(trained, held_out.labels, objectives)


def scores(trained: Trained, labels: Array, objectives: Sequence[str]) -> list[float]:
    """The value of each objective: cross entropy and share of wrong classes on the eval split, or size."""
    right = np.take_along_axis(trained.probabilities, labels[:, None], axis=1).astype(np.float64)
    known = {
        "loss": float(-np.log(np.maximum(right, SMALLEST)).mean()),
        "error": float(np.mean(trained.probabilities.argmax(axis=1) != labels)),
        "size": float(trained.size),
    }
    return [known[name] for name in objectives]


def _followed(objective: str, report: Report) -> Progress:
    """Reports the curve of the objective, where a training tells it."""

    def progress(done: int, total: int, metrics: Mapping[str, float]) -> None:
        if objective == "error" and "accuracy" in metrics:
            report(done, 1 - metrics["accuracy"])
        elif objective == "loss" and "loss" in metrics:
            report(done, metrics["loss"])

    return progress


def _validated(family: str, chosen: dict[str, Any]) -> Any:
    try:
        return FAMILIES[family].settings.model_validate(chosen)
    except pydantic.ValidationError as error:
        raise SettingsError(explain(error), where=family, fix="Search settings that go together.") from None


def _gradient_boosting(
    dataset: Dataset,
    train: Examples,
    held_out: Examples,
    settings: GradientBoosting,
    seed: int,
    progress: Progress,
) -> Trained:
    from components.models.gradient_boosting import train_gradient_boosting

    boosted = train_gradient_boosting(
        train,
        held_out,
        settings,
        inputs=[derived.name for derived in dataset.model_inputs],
        classes=len(dataset.classes),
        seed=seed,
        progress=progress,
    )
    return Trained(boosted.predict(held_out.inputs), len(boosted.booster.save_raw("ubj")))


def _autoencoder(
    dataset: Dataset,
    train: Examples,
    held_out: Examples,
    settings: Autoencoder,
    seed: int,
    progress: Progress,
) -> Trained:
    import keras

    from components.models.autoencoders.training import train_autoencoder

    keras.backend.clear_session()  # what the trial before left in memory
    trained = train_autoencoder(
        train,
        held_out,
        settings,
        layout=Layout.of(dataset),
        classes=len(dataset.classes),
        seed=seed,
        progress=progress,
    )
    return Trained(trained.predict(held_out.inputs)["probabilities"], trained.parameters)


TRAININGS: dict[str, Callable[..., Trained]] = {
    "gradient_boosting": _gradient_boosting,
    "autoencoder": _autoencoder,
}
