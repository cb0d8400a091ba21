"""Trains an autoencoder of any kind for either use, and calibrates it."""

import dataclasses
import importlib.metadata
import itertools
import time

import numpy as np
import tensorflow as tf

from components.models.autoencoders.calibration import calibrate
from components.models.autoencoders.checkpoints import Checkpoints, fingerprint
from components.models.autoencoders.classifiers import CLASSIFIERS, Network
from components.models.autoencoders.devices import placed
from components.models.autoencoders.fitting import Tell, fit
from components.models.autoencoders.history import History
from components.models.autoencoders.phases import HEAD, Phase, phases_of
from components.models.autoencoders.sanity import require_learnable
from components.models.examples import Array, Examples
from components.models.gradient_boosting import Progress
from components.models.layout import Layout
from components.settings import Autoencoder as Settings

BATCH = 4096  # of predictions


@dataclasses.dataclass(frozen=True)
class Trained:
    """A trained autoencoder.

    Attributes:
        network: the model.
        seconds: how long the training took, or what was left of it after an interruption.
        curve: value after each epoch of `training_loss` and, on the eval split, of `accuracy`, `loss` (cross
            entropy) and `reconstruction`; phases other than that of the head have their name in front.
        epochs: of each phase, how many were `trained` and which was `kept`.
    """

    network: Network
    seconds: float
    curve: dict[str, list[float]]
    epochs: dict[str, dict[str, int]]

    @property
    def parameters(self) -> int:
        """How many numbers were trained."""
        return sum(int(np.prod(variable.shape)) for variable in self.network.trainable_variables)

    def predict(self, inputs: Array) -> dict[str, Array]:
        """Keras' own `probabilities` [rows, classes] and `anomaly_score` [rows] of inputs [rows, inputs]."""
        return dict(self.network.predict(inputs, batch_size=BATCH, verbose=0))


def train_autoencoder(
    train: Examples,
    held_out: Examples,
    settings: Settings,
    *,
    layout: Layout,
    classes: int,
    seed: int,
    checkpoints: Checkpoints | None = None,
    checked: bool = False,
    progress: Progress | None = None,
) -> Trained:
    """Trains a network of any kind for either use, and calibrates it on the eval split.

    Args:
        train: what it learns from.
        held_out: the eval split: learning curve, early stopping, calibration.
        settings: the network and its training.
        layout: of the inputs.
        classes: how many there are.
        seed: of initial weights, order and noise.
        checkpoints: where an interrupted training goes on from; None keeps none.
        checked: first see that a few examples can be learned by heart.
        progress: told after each epoch.

    Raises:
        ModelError: the training diverged, the check failed, or the eval split lacks a class that it needs.
    """
    tf.config.experimental.enable_op_determinism()
    started = time.perf_counter()
    with placed(settings):
        trained = CLASSIFIERS[settings.use](layout, classes, settings, seed)
        phases = phases_of(trained, train, held_out, settings)
        if checked:
            spare = CLASSIFIERS[settings.use](layout, classes, settings, seed)
            last = phases_of(spare, train, held_out, settings)[-1]
            require_learnable(last.objective, last.train, settings, seed)
        histories = _run(phases, settings, seed, checkpoints or Checkpoints(None), progress)
    network = CLASSIFIERS[settings.use](layout, classes, settings, seed)
    network.set_weights(trained.get_weights())
    calibrate(network, held_out, settings)
    return Trained(network, time.perf_counter() - started, _curves(histories), _epochs(histories))


def _run(
    phases: list[Phase], settings: Settings, seed: int, checkpoints: Checkpoints, progress: Progress | None
) -> dict[str, History]:
    total = sum(phase.epochs for phase in phases)
    before = itertools.accumulate([0, *(phase.epochs for phase in phases)])
    return {
        phase.name: fit(
            phase.objective,
            phase.train,
            phase.held_out,
            settings,
            epochs=phase.epochs,
            seed=seed,
            checkpoint=checkpoints.of(phase.name),
            tell=_teller(progress, start, total),
        )
        for phase, start in zip(phases, before, strict=False)
    }


def _teller(progress: Progress | None, start: int, total: int) -> Tell:
    """Counts the epochs of earlier phases too."""

    def tell(done: int, metrics: dict[str, float]) -> None:
        if progress:
            progress(start + done, total, metrics)

    return tell


def _curves(histories: dict[str, History]) -> dict[str, list[float]]:
    return {
        name if phase == HEAD else f"{phase}_{name}": values
        for phase, history in histories.items()
        for name, values in history.curve.items()
    }


def _epochs(histories: dict[str, History]) -> dict[str, dict[str, int]]:
    return {name: {"trained": h.epochs, "kept": h.best_epoch} for name, h in histories.items()}


def checkpoints_of(
    folder: str | None, train: Examples, held_out: Examples, settings: Settings, seed: int, code: str
) -> Checkpoints:
    """The checkpoints of the training that these make; any other training has others.

    Args:
        folder: for those of all trainings; None keeps none.
        train, held_out, settings, seed: as for `train_autoencoder`.
        code: a fingerprint of the code that trains.
    """
    if not folder:
        return Checkpoints(None)
    versions = [importlib.metadata.version(name) for name in ("tensorflow", "keras", "numpy")]
    data = [part for split in (train, held_out) for part in (split.inputs, split.labels)]
    return Checkpoints(folder, fingerprint(settings.model_dump_json(), str(seed), code, *versions, *data))
