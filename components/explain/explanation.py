"""Why a model calls a shower what it does: probabilities, what moved them, how strange the shower is."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

from components.errors import ModelError
from components.explain.gradient_attribution import integrated_gradients, mean_shower
from components.explain.inputs import Input, inputs_of
from components.explain.tree_attribution import AGAIN, Attribution, shapley_values
from components.files import read_bytes
from components.models.description import EXPECTED_FILE, EXPLAIN
from components.models.scorer import Scorer, load_scorer
from components.showers.dataset import Dataset
from components.showers.vectors import to_numpy

SHAPLEY = "Shapley values of the trees"
GRADIENTS = "integrated gradients of the network"

Array = np.ndarray[Any, Any]
Columns = Mapping[str, Array]


@dataclasses.dataclass(frozen=True)
class Strangeness:
    """The anomaly score and what it comes from.

    Attributes:
        score: the larger of the two parts; above 1 for a chosen share of known showers.
        outside: what the error of the reconstruction alone would score.
        between: what the hesitation between the classes alone would score.
        share: of the known showers that score above 1.
        scaled: the single inputs as the model sees them, in standard deviations from the mean [inputs].
        rebuilt: the same as the network rebuilds them [inputs].
    """

    score: float
    outside: float
    between: float
    share: float
    scaled: Array
    rebuilt: Array

    @property
    def shares(self) -> Array:
        """What each input has of the squared error of the reconstruction [inputs]."""
        squares = (self.scaled - self.rebuilt) ** 2
        return np.asarray(squares / max(float(squares.sum()), 1e-30))


@dataclasses.dataclass(frozen=True)
class Explanation:
    """Why one shower got its probabilities.

    Contributions are to the margins, in natural logarithms: the probabilities are the softmax of `base` plus
    the sum of the contributions. Only differences between classes matter.

    Attributes:
        family: of the model.
        method: how the contributions were found.
        classes: class names.
        probabilities: as the model serves them [classes].
        inputs: what the contributions are of, single numbers first.
        base: margin of each class where no input is known: the mean over the training of trees, the answer
            to a mean shower (`gradient_attribution.mean_shower`) of networks [classes].
        contributions: of each input to the margin of each class [inputs, classes].
        gap: how far the sums miss the margins, at most.
        strangeness: None where the model has no anomaly score.
        reference: measured inputs of showers of the eval split that the model keeps.
        reference_classes: index of the class that the model gives each of these [reference showers].
    """

    family: str
    method: str
    classes: tuple[str, ...]
    probabilities: Array
    inputs: tuple[Input, ...]
    base: Array
    contributions: Array
    gap: float
    strangeness: Strangeness | None
    reference: Columns
    reference_classes: Array

    @property
    def predicted(self) -> int:
        """Index of the likeliest class."""
        return int(self.probabilities.argmax())

    @property
    def runner_up(self) -> int:
        """Index of the second."""
        return int(self.probabilities.argsort(kind="stable")[-2])

    @property
    def towards(self) -> Array:
        """What each input adds to the margin of the predicted class, less the mean over classes [inputs]."""
        return np.asarray(self.contributions[:, self.predicted] - self.contributions.mean(axis=1))

    @property
    def against(self) -> Array:
        """What each input adds to the logarithm of the odds of the first class to the second [inputs]."""
        return np.asarray(self.contributions[:, self.predicted] - self.contributions[:, self.runner_up])

    def strongest(self, count: int) -> list[int]:
        """The inputs that pushed most towards the predicted class or away from it, in that order."""
        return [int(place) for place in np.argsort(-np.abs(self.towards), kind="stable")[:count]]


def explain(model: str, columns: Columns, undefined: frozenset[str] = frozenset()) -> Explanation:
    """Explains what a model says of one shower.

    Args:
        model: the folder of the SavedModel.
        columns: measured inputs of the shower by name, columns of one row: [1], vectors [1, width].
        undefined: features that the shower does not have, for the words about them.

    Raises:
        ModelError: the model is damaged, misses an input, or was made without what explains it.
    """
    return explain_with(load_scorer(model), model, columns, undefined)


def explain_with(
    scorer: Scorer, model: str, columns: Columns, undefined: frozenset[str] = frozenset()
) -> Explanation:
    """The same with a model that was loaded from that folder."""
    scores = scorer.predict(columns)
    reference, given = _reference(model, scorer.dataset)
    row = model_inputs(scorer, columns)
    inputs = inputs_of(scorer.dataset, columns, reference, undefined)
    trees = scorer.family == "gradient_boosting"
    found = _of_trees(model, row, scorer.dataset) if trees else _of_network(scorer, model, row, reference)
    kept = [one for one in inputs if one.columns.stop <= found.contributions.shape[1]]
    parts = [found.contributions[:, one.columns].sum(axis=1) for one in kept]
    return Explanation(
        family=scorer.family,
        method=SHAPLEY if trees else GRADIENTS,
        classes=scorer.classes,
        probabilities=scores.probabilities[0],
        inputs=tuple(kept),
        base=found.base,
        contributions=np.stack(parts),
        gap=found.gap,
        strangeness=None if scores.anomaly_score is None else _strangeness(scorer, row, scores),
        reference=reference,
        reference_classes=given,
    )


def model_inputs(scorer: Scorer, columns: Columns) -> Array:
    """What the model sees of the first row, by its own transform graph: float32 [width of the layout]."""
    made = scorer.transform(columns)
    dataset = scorer.dataset
    singles = np.array([made[one.name][0] for one in dataset.model_inputs], np.float32)
    vectors = [columns[feature.name][0].astype(np.float32) for feature in dataset.vectors]
    return np.concatenate([singles, *vectors])


def _of_trees(model: str, row: Array, dataset: Dataset) -> Attribution:
    return shapley_values(model, row[: len(dataset.model_inputs)])


def _of_network(scorer: Scorer, model: str, row: Array, reference: Columns) -> Attribution:
    if not scorer.explains:
        raise ModelError(f"has no signature {EXPLAIN}", where=model, fix=AGAIN)
    baseline = mean_shower(row, scorer.dataset, reference)
    return integrated_gradients(lambda rows: scorer.inside(rows)["margins"], row, baseline)


def _strangeness(scorer: Scorer, row: Array, scores: Any) -> Strangeness:
    inside = {name: values.numpy()[0] for name, values in scorer.inside(row[None, :]).items()}
    parts = float(inside["outside"]), float(inside["between"])
    scaled = row[: len(inside["rebuilt"])]
    share = float(scorer.parameters["false_positive_rate"])
    return Strangeness(float(scores.anomaly_score[0]), *parts, share, scaled, inside["rebuilt"])


def _reference(model: str, dataset: Dataset) -> tuple[dict[str, Array], Array]:
    """The showers that the model keeps [rows], and the classes that it gives them [rows]."""
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.read_table(pyarrow.BufferReader(read_bytes(f"{model}/{EXPECTED_FILE}")))
        columns = {feature.name: to_numpy(table[feature.name]) for feature in dataset.inputs}
        given = np.stack([table[f"p_{name}"].to_numpy() for name in dataset.classes])
    except (OSError, KeyError, ValueError):
        raise ModelError(f"has no sound {EXPECTED_FILE}", where=model, fix=AGAIN) from None
    return columns, given.argmax(axis=0)
