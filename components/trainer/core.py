"""What the trainers of all families share: reading what TFX hands them, and the record of a training."""

import dataclasses
import importlib.metadata
import json
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

import keras
import numpy as np
import pydantic

from components.errors import SettingsError
from components.files import write_text
from components.models.description import Description
from components.models.examples import Array, Examples, load_examples
from components.models.preprocessing import Preprocessing
from components.settings import Section
from components.showers.dataset import Dataset, explain

TRAINING_FILE = "training.json"
LIBRARIES = ("tensorflow", "keras", "xgboost", "numpy", "tensorflow-transform")

Settings = TypeVar("Settings", bound=Section)


@dataclasses.dataclass(frozen=True)
class Job(Generic[Settings]):
    """One training.

    Attributes:
        dataset: registry of the examples.
        settings: of the family, with what was found by a Tuner.
        tuned: what was found, setting -> value; empty without a Tuner.
        seed: of every random number.
        preprocessing: the transform graph.
        train, held_out: the splits train and eval.
    """

    dataset: Dataset
    settings: Settings
    tuned: dict[str, Any]
    seed: int
    preprocessing: Preprocessing
    train: Examples
    held_out: Examples

    def describe(self, family: str) -> Description:
        """What the model will say of itself."""
        parameters = {**self.settings.model_dump(mode="json"), "seed": self.seed}
        classes = self.dataset.classes
        said = {"family": family, "dataset": self.dataset, "classes": classes, "parameters": parameters}
        return Description.model_validate(said)


def read_job(fn_args: Any, kind: type[Settings]) -> Job[Settings]:
    """The training that TFX's Trainer asks for; seeds Python, NumPy and TensorFlow for it.

    Args:
        fn_args: TFX's FnArgs; its custom_config has `dataset` and `settings` as JSON, and `seed`, its
            hyperparameters are settings that a Tuner found.
        kind: the type of the settings.

    Raises:
        SettingsError: the family has no such hyperparameter, or it cannot take that value.
        BadFileError, BadRecordError: the examples are missing or wrong.
        ModelError: the transform graph is missing or of another dataset.
    """
    config = fn_args.custom_config
    keras.utils.set_random_seed(int(config["seed"]))
    dataset = Dataset.model_validate_json(config["dataset"])
    tuned = dict(fn_args.hyperparameters or {})
    settings = overlaid(kind.model_validate_json(config["settings"]), tuned)
    preprocessing = Preprocessing(fn_args.transform_graph_path or fn_args.transform_output, dataset)
    return Job(
        dataset=dataset,
        settings=settings,
        tuned=tuned,
        seed=int(config["seed"]),
        preprocessing=preprocessing,
        train=load_examples(fn_args.train_files, dataset, preprocessing),
        held_out=load_examples(fn_args.eval_files, dataset, preprocessing),
    )


def overlaid(settings: Settings, tuned: Mapping[str, Any]) -> Settings:
    """The settings with the values that a Tuner found.

    Raises:
        SettingsError: there is no such setting, or it cannot take that value.
    """
    try:
        return type(settings).model_validate({**settings.model_dump(mode="json"), **tuned})
    except pydantic.ValidationError as error:
        fix = "Search settings of the family, or raise tuner.version to search anew."
        raise SettingsError(explain(error), where="hyperparameters", fix=fix) from None


def accuracy(probabilities: Array, labels: Array) -> float:
    """Share of rows whose likeliest class is their label."""
    return float(np.mean(probabilities.argmax(axis=1) == labels))


def write_training(folder: str, job: Job[Settings], record: Mapping[str, Any]) -> None:
    """Writes `training.json`: how a model came to be, with its settings and the versions of the libraries."""
    versions = {name: importlib.metadata.version(name) for name in LIBRARIES}
    used = {"settings": job.settings.model_dump(mode="json"), "tuned": job.tuned, "seed": job.seed}
    content = {**record, **used, "libraries": versions}
    write_text(f"{folder}/{TRAINING_FILE}", json.dumps(content, indent=2) + "\n")


def report_progress(done: int, total: int, metrics: Mapping[str, float]) -> None:
    """Logs ten times in a training how far it is."""
    import logging

    if done == total or done % max(total // 10, 1) == 0:
        words = ", ".join(f"{name} {value:.4f}" for name, value in metrics.items())
        logging.getLogger("cascada.trainer").info("%d of %d: %s", done, total, words)
