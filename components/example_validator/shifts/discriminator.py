"""A small boosted classifier that is asked which of two samples a row is of, never of a row it has seen."""

import dataclasses
import os
from typing import Any

import numpy as np

from components.columns import Array

FOLDS = 4
ROUNDS = 40
PARAMETERS: dict[str, Any] = {
    "objective": "binary:logistic",
    "tree_method": "hist",
    "max_depth": 4,
    "learning_rate": 0.2,
    "min_child_weight": 5,
    "max_bin": 128,
}
"""Small on purpose: it has to see a shift, not to explain it. Row and column sampling are off."""


@dataclasses.dataclass(frozen=True)
class Told:
    """What the classifier said.

    Attributes:
        scores: of each row, by a booster that has not seen its fold [rows].
        gains: share of the gain of each input, over all folds [inputs]; they sum to one, or are all zero.
    """

    scores: Array
    gains: Array


def tell_apart(inputs: Array, is_current: Array, blocks: Array, seed: int) -> Told:
    """Cross-fits XGBoost on which rows are of the current sample; both samples weigh the same in training.

    The same rows in the same order give the same scores, on any number of threads.

    Args:
        inputs: float32 [rows, inputs], NaN where missing.
        is_current: which rows are of the current sample, bool [rows]; each fold has both kinds.
        blocks: of each row [rows]; the fold is the block modulo FOLDS, so no group is on both sides.
        seed: of XGBoost.
    """
    # XGBoost's threads must sleep while they wait; OpenMP reads this once, when the library is loaded.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    import xgboost as xgb

    threads = len(os.sched_getaffinity(0))
    parameters = {**PARAMETERS, "seed": seed, "nthread": threads}
    scores, gains = np.zeros(len(inputs), np.float32), np.zeros(inputs.shape[1])
    for fold in range(FOLDS):
        held = blocks % FOLDS == fold
        learned = xgb.QuantileDMatrix(
            inputs[~held],
            is_current[~held],
            weight=_balanced(is_current[~held]),
            max_bin=PARAMETERS["max_bin"],
            nthread=threads,
        )
        booster = xgb.train(parameters, learned, num_boost_round=ROUNDS)
        scores[held] = booster.inplace_predict(inputs[held])
        for name, gain in booster.get_score(importance_type="total_gain").items():
            gains[int(name.removeprefix("f"))] += gain
    return Told(scores, gains / (gains.sum() or 1))


def _balanced(is_current: Array) -> Array:
    share = is_current.mean()
    return np.asarray(np.where(is_current, 0.5 / share, 0.5 / (1 - share)))
