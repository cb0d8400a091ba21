"""Covariate shift: inputs of serving that, taken together, are not distributed as those of training.

Every single distribution may agree and their relations differ; a classifier that is asked to tell the two
apart sees both (Lopez-Paz and Oquab 2017, arXiv 1610.06545).
"""

import numpy as np

from components.columns import BLOCKS, Array, Batches
from components.example_validator.shifts.auc import area, pairs_won
from components.example_validator.shifts.discriminator import FOLDS, Told, tell_apart
from components.example_validator.shifts.inputs import inputs_of
from components.example_validator.shifts.rows import Rows, sampled
from components.findings import Finding, Kind
from components.gates import Outcome
from components.settings import ExampleValidator
from components.showers.dataset import Dataset

NAMED, SHOWN = 3, 10
MEASURE = "AUC of a classifier"


def covariate_shift(
    training: Batches,
    serving: Batches,
    dataset: Dataset,
    settings: ExampleValidator,
    *,
    split: str = "serving",
    reference: str = "training",
) -> Finding:
    """Tells serving from training by a classifier; fails when it surely does so better than is allowed.

    The classifier sees the single inputs, the relations that the dataset derives from two or more of them,
    and of each vector the mean, spread and largest number (`inputs.py`); nothing that one side lacks. At
    most 50 000 rows a side. The AUC is of pairs within folds of whole groups, each scored by a booster that
    has not seen its fold; the interval is a bootstrap over blocks. It fails when the whole interval, of
    1 - `settings.significance`, is above `settings.covariate_auc`.

    Args:
        training, serving: rows; each is read once.
        dataset: names the inputs and the group.
        settings: `covariate_auc`, `minimum_examples`, `significance`, `draws`, `seed`.
        split, reference: what serving and training are called.
    """
    sides = [sampled(side, dataset, lambda batch: inputs_of(batch, dataset)) for side in (training, serving)]
    there, here = (_Side(rows) for rows in sides)
    names, least = (split, reference), settings.minimum_examples
    for name, side in zip((reference, split), (there, here), strict=True):
        if len(side.blocks) < least:
            return _nothing(names, settings, f"{name} has {len(side.blocks)} rows, {least} are needed")
        if len(np.unique(side.blocks % FOLDS)) < FOLDS:
            return _nothing(names, settings, f"the rows of {name} are of too few groups")
    common = [name for name in there.present if name in here.present]
    if not common:
        return _nothing(names, settings, "no input is on both sides")
    table = np.concatenate([side.table(common) for side in (there, here)])
    blocks = np.concatenate([there.blocks, here.blocks])
    is_current = np.arange(len(table)) >= len(there.blocks)
    told = tell_apart(table, is_current, blocks, settings.seed)
    return _judged(told, is_current, blocks, common, settings, names)


class _Side:
    """One sample."""

    def __init__(self, rows: Rows | None) -> None:
        self.columns = rows.columns if rows else {}
        self.blocks: Array = rows.blocks if rows else np.zeros(0, np.int64)
        self.present = [name for name, column in self.columns.items() if not np.isnan(column).all()]

    def table(self, names: list[str]) -> Array:
        """float32 [rows, names]."""
        return np.stack([self.columns[name] for name in names], axis=1)


def _judged(
    told: Told,
    is_current: Array,
    blocks: Array,
    inputs: list[str],
    settings: ExampleValidator,
    names: tuple[str, str],
) -> Finding:
    sides = (is_current, ~is_current)
    parts = [part for side in sides for part in (told.scores[side], blocks[side])]
    same = np.arange(BLOCKS)[:, None] % FOLDS == np.arange(BLOCKS) % FOLDS
    counts = [np.bincount(blocks[side], minlength=BLOCKS) for side in sides]
    sampling = settings.model_dump(include={"significance", "draws", "seed"})
    auc = area(pairs_won(*parts) * same, np.outer(*counts) * same, **sampling)
    limit = settings.covariate_auc
    failed = auc.low > limit
    ranked = [place for place in np.argsort(-told.gains, kind="stable") if told.gains[place] > 0]
    most = ", ".join(inputs[place] for place in ranked[:NAMED]) or "nothing"
    figures = f"an AUC of {auc.value:.3f} ({auc.low:.3f} to {auc.high:.3f}, bootstrap over blocks)"
    verdict = f"surely above {limit:g}" if failed else f"not surely above {limit:g}"
    table = (("input", "share of the gain"), *((inputs[k], f"{told.gains[k]:.3f}") for k in ranked[:SHOWN]))
    return Finding(
        *(Kind.COVARIATE, names[0], "", names[1], MEASURE, auc, limit),
        Outcome.FAILED if failed else Outcome.PASSED,
        f"{names[0]}: a classifier tells it from {names[1]} with {figures}, {verdict}; most by {most}",
        table=table,
    )


def _nothing(names: tuple[str, str], settings: ExampleValidator, why: str) -> Finding:
    sentence = f"{names[0]}: inputs together not compared with {names[1]}: {why}"
    limit, outcome = settings.covariate_auc, Outcome.NOT_COMPARED
    return Finding(Kind.COVARIATE, names[0], "", names[1], MEASURE, None, limit, outcome, sentence)
