"""Trains XGBoost by histograms.

The same settings, data and seed give the same booster, on any number of threads.
"""

import dataclasses
import json
import os
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from components.errors import MachineError, SettingsError
from components.files import write_bytes
from components.models.class_weights import balanced
from components.models.constraints import constraints, shared_inputs
from components.models.description import BOOSTER_FILE
from components.models.examples import Array, Examples
from components.settings import GradientBoosting

# Threads that wait must sleep: spinning, which is the default, makes training on a busy machine six times
# slower. OpenMP reads this once, when XGBoost is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
import xgboost as xgb

FAMILY = "gradient_boosting"
LOSS, ERROR = "mlogloss", "merror"
PASSED_ON = {
    *("max_depth", "learning_rate", "min_child_weight", "subsample", "colsample_bytree"),
    *("reg_lambda", "max_bin"),
}
"""Settings that XGBoost knows by the same name."""

Progress = Callable[[int, int, dict[str, float]], None]
"""Told after each round or epoch: how many are done, of how many, and the metrics so far."""


@dataclasses.dataclass(frozen=True)
class Boosted:
    """A trained booster.

    Attributes:
        booster: trees of the rounds that count; after an early stop, up to the best one.
        inputs: how many model inputs it sees; they come first.
        device: where it was trained, `cpu` or `cuda`.
        seconds: how long the training took.
        curve: metric -> its value on the eval split after each round, with the class weights of the training.
    """

    booster: xgb.Booster
    inputs: int
    device: str
    seconds: float
    curve: dict[str, list[float]]

    def predict(self, inputs: Array) -> Array:
        """XGBoost's own probabilities, float32 [rows, classes], of inputs [rows, model inputs or more]."""
        probabilities: Array = self.booster.predict(xgb.DMatrix(inputs[:, : self.inputs]))
        return probabilities

    def keep(self, folder: str) -> None:
        """Writes the booster, as XGBoost saves it, beside the SavedModel in a folder, local or remote."""
        write_bytes(f"{folder}/{BOOSTER_FILE}", bytes(self.booster.save_raw("ubj")))


def train_gradient_boosting(
    train: Examples,
    held_out: Examples,
    settings: GradientBoosting,
    *,
    inputs: Sequence[str],
    classes: int,
    seed: int,
    progress: Progress | None = None,
) -> Boosted:
    """Trains a booster of `multi:softprob`.

    Args:
        train: what it learns from.
        held_out: the eval split: learning curve and early stop.
        settings: named as in XGBoost.
        inputs: names of the scalar model inputs, which are the first columns; it sees no others.
        classes: how many there are.
        seed: of the sampling of rows and columns.
        progress: told after each round.

    Raises:
        MachineError: the settings ask for a GPU and there is none.
        SettingsError: a constraint names what is no input, or is one that the device cannot keep.
    """
    device = _device_for(settings)
    threads = len(os.sched_getaffinity(0))
    known = {**_parameters(settings), **constraints(settings, inputs)}
    learned, watched = _tables(train, held_out, settings, len(inputs), classes, threads)
    curve: dict[str, dict[str, list[float]]] = {}
    started = time.perf_counter()
    booster = xgb.train(
        {**known, "num_class": classes, "seed": seed, "nthread": threads, "device": device},
        learned,
        num_boost_round=settings.rounds,
        evals=[(watched, "eval")],
        evals_result=curve,
        callbacks=_callbacks(settings, progress),
        verbose_eval=False,
    )
    return Boosted(booster, len(inputs), device, time.perf_counter() - started, _curve(curve["eval"]))


def _tables(
    train: Examples, held_out: Examples, settings: GradientBoosting, inputs: int, classes: int, threads: int
) -> tuple[xgb.QuantileDMatrix, xgb.QuantileDMatrix]:
    """Both splits in bins, weighted alike, so that an early stop is by what is learned."""
    weight = balanced(train.labels, classes) if settings.class_weights == "balanced" else None

    def table(split: Examples, ref: xgb.QuantileDMatrix | None = None) -> xgb.QuantileDMatrix:
        weights = None if weight is None else weight[split.labels]
        options = {"ref": ref, "max_bin": settings.max_bin, "nthread": threads, "weight": weights}
        return xgb.QuantileDMatrix(split.inputs[:, :inputs], split.labels, **options)

    learned = table(train)
    return learned, table(held_out, learned)


def _parameters(settings: GradientBoosting) -> dict[str, Any]:
    chosen = settings.model_dump(include=PASSED_ON)
    return {**chosen, "objective": "multi:softprob", "tree_method": "hist", "eval_metric": [ERROR, LOSS]}


def _callbacks(settings: GradientBoosting, progress: Progress | None) -> list[xgb.callback.TrainingCallback]:
    callbacks: list[xgb.callback.TrainingCallback] = []
    if settings.early_stopping_rounds:
        patience = settings.early_stopping_rounds
        callbacks.append(xgb.callback.EarlyStopping(rounds=patience, metric_name=LOSS, save_best=True))
    if progress:
        callbacks.append(_Teller(progress, settings.rounds))
    return callbacks


def _curve(measured: dict[str, list[float]]) -> dict[str, list[float]]:
    return {"loss": measured[LOSS], "accuracy": [1 - error for error in measured[ERROR]]}


class _Teller(xgb.callback.TrainingCallback):
    def __init__(self, progress: Progress, rounds: int) -> None:
        self._progress, self._rounds = progress, rounds

    def after_iteration(self, model: xgb.Booster, epoch: int, evals_log: Any) -> bool:
        self._progress(epoch + 1, self._rounds, {k: v[-1] for k, v in _curve(evals_log["eval"]).items()})
        return False


def _device_for(settings: GradientBoosting) -> str:
    """The device that can do what the settings ask for."""
    shared = shared_inputs(settings)
    if shared and settings.device == "cuda":
        raise SettingsError(
            f"{', '.join(shared)} in more than one group, which XGBoost does not hold to on a GPU",
            where="gradient_boosting.interactions",
            fix="Set gradient_boosting.device to auto or cpu, or let no groups overlap.",
        )
    return "cpu" if shared else choose_device(settings.device)


def choose_device(wanted: str) -> str:
    """`cpu` or `cuda`: `auto` is cuda where XGBoost really runs on a GPU.

    Raises:
        MachineError: cuda is wanted and XGBoost cannot use a GPU here.
    """
    if wanted == "cpu" or (wanted == "auto" and not _has_gpu()):
        return "cpu"
    if not _has_gpu():
        raise MachineError(
            "XGBoost finds no GPU it can use",
            where="gradient_boosting.device",
            fix="Set it to auto or cpu, or see that nvidia-smi shows a GPU.",
        )
    return "cuda"


def _has_gpu() -> bool:
    """XGBoost falls back to the CPU in silence, so it is asked where a small booster really went."""
    if not xgb.build_info().get("USE_CUDA") or not os.path.exists("/dev/nvidiactl"):
        return False
    try:
        with xgb.config_context(verbosity=0):
            tiny = xgb.DMatrix(np.eye(4, dtype=np.float32), np.arange(4) % 2)
            booster = xgb.train({"device": "cuda", "tree_method": "hist"}, tiny, num_boost_round=1)
            used: str = json.loads(booster.save_config())["learner"]["generic_param"]["device"]
    except xgb.core.XGBoostError:
        return False
    return used.startswith("cuda")
