"""The parts of a training: pre-training and head, or one autoencoder after another."""

import dataclasses

import numpy as np

from components.errors import ModelError
from components.models.autoencoders.classifiers import HeadClassifier, Network, PerClassClassifier
from components.models.autoencoders.objectives import Classifying, Objective, Rebuilding
from components.models.class_weights import balanced
from components.models.examples import Array, Examples
from components.settings import Autoencoder as Settings

HEAD, PRETRAINING = "head", "pretraining"


@dataclasses.dataclass(frozen=True)
class Phase:
    """A part of a training that has its own objective, and its own learning rate schedule.

    Attributes:
        name: of its checkpoint, and of its learning curve.
        objective: what it makes smaller.
        epochs: the most there will be.
        train, held_out: what it sees of the splits.
    """

    name: str
    objective: Objective
    epochs: int
    train: Examples
    held_out: Examples


def phases_of(network: Network, train: Examples, held_out: Examples, settings: Settings) -> list[Phase]:
    """The phases in their order; the last is the one that decides.

    Raises:
        ModelError: one autoencoder per class, and a split has no example of a class.
    """
    if isinstance(network, PerClassClassifier):
        return _per_class(network, train, held_out, settings)
    return _head(network, train, held_out, settings)


def _head(network: HeadClassifier, train: Examples, held_out: Examples, settings: Settings) -> list[Phase]:
    classes = network.head[-1].units
    weights = np.ones(classes) if settings.class_weights == "none" else balanced(train.labels, classes)
    objective = Classifying(network, settings.reconstruction_weight, weights.astype(np.float32))
    phases = [Phase(HEAD, objective, settings.epochs, train, held_out)]
    if settings.pretraining_epochs:
        rebuilding = Rebuilding(network.autoencoder)
        phases.insert(0, Phase(PRETRAINING, rebuilding, settings.pretraining_epochs, train, held_out))
    return phases


def _per_class(
    network: PerClassClassifier, train: Examples, held_out: Examples, settings: Settings
) -> list[Phase]:
    return [
        Phase(
            f"class_{number}",
            Rebuilding(autoencoder),
            settings.epochs,
            _only(train, number, "train"),
            _only(held_out, number, "eval"),
        )
        for number, autoencoder in enumerate(network.autoencoders)
    ]


def _only(examples: Examples, label: int, split: str) -> Examples:
    rows: Array = examples.labels == label
    if not rows.any():
        raise ModelError(
            f"the {split} split has no example of class number {label}",
            where="autoencoder.use",
            fix="Give more data, or set autoencoder.use=head.",
        )
    return Examples(examples.inputs[rows], examples.labels[rows], {})
