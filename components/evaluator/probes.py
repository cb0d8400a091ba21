"""What other simulations do to the predictions: other hadronic models, aged detectors, unseen primaries.

Accuracy hardly moves when a detector ages, or when a model of hadronic interactions has more muons; the
fraction of showers that is called iron does. So the predicted fractions of each sample of the split
`probe` are held against those of the nominal test split. Rows count equally.
"""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from components.evaluator.arrays import Array
from components.evaluator.asked import Asked
from components.evaluator.estimates import described, shifts
from components.evaluator.plan import Plan
from components.evaluator.predictions import probabilities
from components.evaluator.tally import UNSEEN, Tally
from components.showers.dataset import NOMINAL, PROBE, Dataset

Sample = tuple[str, str]
"""The name of a sample and an unseen primary in it; the latter is empty for all known classes together."""


def review_probes(nominal: str, probes: str, dataset: Dataset, plan: Plan) -> dict[str, Any]:
    """The content of `probes.json`.

    Args:
        nominal: predictions of the test split, as Parquet; a row group is read at a time.
        probes: those of the split `probe`, with a column `sample`.
        dataset: names the classes.
        plan: names separations and mass numbers.

    Returns:
        `classes`, `separations`, `nominal` and a list of `samples`. Each of them has `sample`, `primary`
        (of an unseen one, else empty), `examples`, `accuracy` over known classes, and with their standard
        errors the true and predicted fraction and the mean probability of each class, the `auc` of each
        separation, mean estimated `ln_a` and its bias over showers with a mass number. Samples
        of known classes also have the `shift` of each predicted fraction against the nominal one, both for
        equally frequent classes, and the `largest_shift`.
    """
    asked = Asked.by(plan, dataset.classes)
    usual = sum_all(tallies(nominal, dataset, plan, asked))
    reference = {"sample": NOMINAL, "primary": "", **described(usual, dataset.classes, asked)}
    found: dict[Sample, Tally] = {}
    for sample, tally in tallies(probes, dataset, plan, asked):
        found[sample] = found[sample] + tally if sample in found else tally
    samples = [
        {
            "sample": name,
            "primary": primary,
            **described(found[name, primary], dataset.classes, asked),
            **shifts(found[name, primary], usual, dataset.classes),
        }
        for name, primary in sorted(found)
    ]
    return {
        "classes": list(dataset.classes),
        "separations": [one.name for one in plan.separations],
        "nominal": reference,
        "samples": samples,
    }


def sum_all(parts: Iterator[tuple[Sample, Tally]]) -> Tally:
    """One tally of all samples together; there is at least one."""
    _, total = next(parts)
    for _, tally in parts:
        total += tally
    return total


def tallies(path: str, dataset: Dataset, plan: Plan, asked: Asked) -> Iterator[tuple[Sample, Tally]]:
    """A tally for each sample in each row group of predictions."""
    file = pq.ParquetFile(path)
    masses = {name: math.log(mass) for name, mass in plan.mass_numbers.items()}
    for group in range(file.num_row_groups):
        table = file.read_row_group(group)
        labels, p = _labels(table, dataset), probabilities(table, dataset.classes)
        ln_a = _ln_a(table, masses)
        for sample, rows in _rows_by_sample(table, labels):
            yield sample, Tally.of(labels[rows], ln_a[rows], p[rows], asked)


def _labels(table: pa.Table, dataset: Dataset) -> Array:
    found: Array = pc.index_in(table["label"], pa.array(dataset.classes)).fill_null(UNSEEN).to_numpy()
    return found


def _ln_a(table: pa.Table, masses: dict[str, float]) -> Array:
    place = pc.index_in(table["label"], pa.array(masses, pa.string())).fill_null(len(masses)).to_numpy()
    found: Array = np.array([*masses.values(), math.nan])[place]
    return found


def _rows_by_sample(table: pa.Table, labels: Array) -> Iterator[tuple[Sample, Array]]:
    """Each sample and unseen primary in a table, with the indices of its rows."""
    names = table["sample"].to_numpy() if "sample" in table.column_names else np.full(len(labels), PROBE)
    primaries = np.where(labels == UNSEEN, table["label"].to_numpy(), "")
    pairs = np.stack([names.astype(str), primaries.astype(str)], axis=1)
    kinds, place = np.unique(pairs, axis=0, return_inverse=True)
    order = np.argsort(place, kind="stable")
    ends = np.cumsum(np.bincount(place, minlength=len(kinds)))
    for (name, primary), rows in zip(kinds, np.split(order, ends[:-1]), strict=True):
        yield (str(name), str(primary)), rows
