"""The two families side by side: what each predicted for the same showers."""

import dataclasses

import numpy as np
import pyarrow as pa

from components.champion.bootstrap import Array
from components.errors import DataError
from components.gates import Verdict


@dataclasses.dataclass(frozen=True)
class Family:
    """One of the two.

    Attributes:
        name: such as `gradient_boosting`.
        verdict: of its Evaluator.
        blessed: whether it may win.
        predictions: id, group, label and `p_<class>` of each shower of the eval split.
    """

    name: str
    verdict: Verdict
    blessed: bool
    predictions: pa.Table

    @property
    def words(self) -> str:
        """The name for people."""
        return self.name.replace("_", " ")

    @property
    def refusal(self) -> str:
        """Why it was refused."""
        return "; ".join(gate.sentence for gate in self.verdict.failed) or "its Evaluator did not bless it"


@dataclasses.dataclass(frozen=True)
class Scored:
    """The predictions of a family, by ascending event id.

    Attributes:
        ids, groups: of each shower [rows].
        labels: true class [rows].
        predicted: the most probable class [rows].
    """

    ids: Array
    groups: Array
    labels: Array
    predicted: Array

    @property
    def hits(self) -> Array:
        """Whether each prediction is right [rows]."""
        right: Array = self.labels == self.predicted
        return right

    @property
    def accuracy(self) -> float:
        """Share of right predictions."""
        return float(self.hits.mean())

    @property
    def macro_f1(self) -> float:
        """Mean F1 over the classes that occur among labels or predictions."""
        names = np.union1d(self.labels, self.predicted)
        right = np.array([np.sum(self.hits & (self.labels == name)) for name in names])
        counted = np.array([np.sum(self.labels == name) + np.sum(self.predicted == name) for name in names])
        return float(np.mean(2 * right / counted))


def align(first: Family, second: Family) -> tuple[Scored, Scored]:
    """The predictions of both families for the same showers in the same order.

    Raises:
        DataError: they are not of the same showers.
    """
    scored = _scored(first.predictions), _scored(second.predictions)
    if not (
        np.array_equal(scored[0].ids, scored[1].ids) and np.array_equal(scored[0].labels, scored[1].labels)
    ):
        raise DataError(
            f"{first.words} and {second.words} were evaluated on different showers",
            where="predictions of the eval split",
            fix="Evaluate both on the same examples.",
        )
    return scored


def _scored(table: pa.Table) -> Scored:
    table = table.sort_by("id")
    names = [name for name in table.column_names if name.startswith("p_")]
    classes = np.array([name.removeprefix("p_") for name in names])
    probabilities = np.stack([table[name].to_numpy() for name in names], axis=1)
    return Scored(
        table["id"].to_numpy(),
        table["group"].to_numpy(),
        table["label"].to_numpy().astype(str),
        classes[probabilities.argmax(axis=1)],
    )
