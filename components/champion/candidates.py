"""Any number of candidates side by side: what each predicted for the same showers."""

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from components.errors import DataError
from components.gates import Verdict

Array = np.ndarray[Any, Any]


@dataclasses.dataclass(frozen=True)
class Candidate:
    """A model that may become the champion.

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
class Showers:
    """What all candidates were evaluated on, by ascending event id.

    Attributes:
        ids: of each shower [rows].
        group: number of the group of each shower, 0 to groups - 1, int64 [rows].
        labels: index of the true class, int64 [rows].
        classes: class names, in the order of the probabilities.
    """

    ids: Array
    group: Array
    labels: Array
    classes: tuple[str, ...]

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return int(self.group.max()) + 1


def showers_of(predictions: pa.Table) -> Showers:
    """The showers of a table of predictions.

    Raises:
        DataError: a shower is of a class that the model does not know.
    """
    table = predictions.sort_by("id")
    classes = tuple(name.removeprefix("p_") for name in table.column_names if name.startswith("p_"))
    matches = table["label"].to_numpy().astype(str)[:, None] == np.array(classes)
    if not matches.any(axis=1).all():
        raise _differ("showers and models", "classes")
    labels = matches.argmax(axis=1)
    group = np.unique(table["group"].to_numpy(), return_inverse=True)[1]
    return Showers(table["id"].to_numpy(), group, labels, classes)


def align(words: str, predictions: pa.Table, showers: Showers) -> Array:
    """Probabilities [rows, classes] of one model for these showers, in their order.

    Args:
        words: what the model is called, for the error.
        predictions: of the model, in any order.
        showers: of the first candidate.

    Raises:
        DataError: the predictions are of other showers or classes.
    """
    found, table = showers_of(predictions), predictions.sort_by("id")
    if set(found.classes) != set(showers.classes):
        raise _differ(words, "classes")
    probabilities = np.stack([table[f"p_{name}"].to_numpy() for name in showers.classes], axis=1)
    mine, theirs = (np.array(one.classes)[one.labels] for one in (found, showers))
    if not (np.array_equal(found.ids, showers.ids) and np.array_equal(mine, theirs)):
        raise _differ(words, "showers")
    return probabilities


def align_all(candidates: Sequence[Candidate]) -> tuple[Showers, list[Array]]:
    """The showers, and of each candidate the probabilities [rows, classes].

    Raises:
        DataError: the candidates were not evaluated on the same showers.
    """
    showers = showers_of(candidates[0].predictions)
    first = candidates[0].words
    return showers, [align(f"{first} and {one.words}", one.predictions, showers) for one in candidates]


def _differ(words: str, what: str) -> DataError:
    return DataError(
        f"{words} are of different {what}",
        where="predictions of the eval split",
        fix="Evaluate all candidates on the same examples.",
    )
