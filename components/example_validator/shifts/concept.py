"""Concept shift: the same inputs have other labels than before, so the last champion is wrong more often."""

import numpy as np

from components.columns import Array, Batches
from components.errors import ModelError
from components.example_validator.shifts.recorded import Recorded
from components.example_validator.shifts.scored import Scored, score
from components.findings import Estimate, Finding, Kind
from components.gates import Outcome
from components.settings import ExampleValidator
from components.showers.dataset import Dataset

MEASURE = "fall of accuracy"
REFERENCE = "the last champion's own evaluation"


def concept_shift(
    model: str | None,
    batches: Batches,
    recorded: Recorded | str,
    dataset: Dataset,
    settings: ExampleValidator,
    *,
    split: str = "eval",
) -> Finding:
    """Scores new labelled showers with the last champion, and compares with what its evaluation promised.

    What was promised is the recall of each class in its own evaluation, weighted by how frequent the
    classes are here: a shift of the labels alone is no fall. It fails when the accuracy is lower by more
    than `settings.concept_fall` and the chance of so much is at most `settings.significance`. The
    interval is a bootstrap over blocks of the new showers together with Jeffreys' posterior of the
    recorded recalls, Beta(hits + 1/2, misses + 1/2).

    Args:
        model: folder of the last champion's SavedModel; None where there is none.
        batches: showers that it was not trained on, such as the eval split of a new span; read once.
        recorded: of its own evaluation, or why there is no record.
        dataset: of the batches.
        settings: `concept_fall`, `minimum_examples`, `draws`, `seed`.
        split: what the batches are called.
    """
    if model is None:
        return _nothing(split, settings, "there is no champion yet")
    if isinstance(recorded, str):
        return _nothing(split, settings, recorded)
    try:
        scored = score(model, batches, dataset)
    except ModelError as error:
        return _nothing(split, settings, f"the last champion cannot be used: {error.what}")
    if isinstance(scored, str):
        return _nothing(split, settings, scored)
    if set(recorded.classes) != set(dataset.classes):
        return _nothing(split, settings, f"it was evaluated on {', '.join(recorded.classes)}")
    promised = _Promise(recorded, dataset)
    fewest = min(promised.rows.sum(), scored.rows[:, promised.known].sum())
    if fewest < settings.minimum_examples:
        return _nothing(split, settings, f"{fewest} labels, {settings.minimum_examples} are needed")
    return _judged(split, promised, scored, dataset, settings)


class _Promise:
    """The record in the order of the dataset's classes, and which of them it knows [classes]."""

    def __init__(self, recorded: Recorded, dataset: Dataset) -> None:
        order = [recorded.classes.index(name) for name in dataset.classes]
        self.hits, self.rows = (np.array(counts)[order] for counts in (recorded.hits, recorded.rows))
        self.known = self.rows > 0
        self.split = recorded.split

    @property
    def recall(self) -> Array:
        """Of the classes it knows."""
        return np.asarray(self.hits[self.known] / self.rows[self.known])

    def draw(self, draws: int, random: np.random.Generator) -> Array:
        """Recalls that are as likely as these [draws, known classes]."""
        hits, rows = self.hits[self.known], self.rows[self.known]
        return random.beta(hits + 0.5, rows - hits + 0.5, (draws, len(hits)))


def _judged(
    split: str, promised: _Promise, scored: Scored, dataset: Dataset, settings: ExampleValidator
) -> Finding:
    hits, rows = scored.hits[:, promised.known], scored.rows[:, promised.known]
    fall = _fall(promised, hits, rows, settings)
    sure = fall.p_value is not None and fall.p_value <= settings.significance
    failed = fall.value > settings.concept_fall and sure
    accuracy = hits.sum() / rows.sum()
    verdict = "more than" if failed else "not surely more than"
    sentence = (
        f"{split}: the last champion is right about {accuracy:.1%} of {rows.sum()} new showers, where its "
        f"own evaluation on {promised.split} promised {accuracy + fall.value:.1%} for these classes: a fall "
        f"of {fall.value:.3f} ({fall.low:.3f} to {fall.high:.3f}), {verdict} {settings.concept_fall:g}"
    )
    return Finding(
        *(Kind.CONCEPT, split, "", REFERENCE, MEASURE, fall, settings.concept_fall),
        Outcome.FAILED if failed else Outcome.PASSED,
        sentence,
        table=_table(promised, scored, dataset),
    )


def _fall(promised: _Promise, hits: Array, rows: Array, settings: ExampleValidator) -> Estimate:
    """Accuracy promised less accuracy found, of hits and rows [BLOCKS, known classes]."""
    random = np.random.default_rng(settings.seed)
    there = rows.any(axis=1)
    even = np.full(there.sum(), 1 / there.sum())
    weights = random.multinomial(len(even), even, settings.draws)
    right, total = weights @ hits[there], weights @ rows[there]
    drawn = _promised(promised.draw(settings.draws, random), total) - right.sum(axis=1) / total.sum(axis=1)
    value = float(_promised(promised.recall, rows.sum(axis=0)) - hits.sum() / rows.sum())
    low, high = np.quantile(drawn, [0.025, 0.975])
    p_value = (1 + np.count_nonzero(drawn - value >= value)) / (1 + settings.draws)
    return Estimate(value, float(low), float(high), float(p_value))


def _promised(recall: Array, rows: Array) -> Array:
    """Accuracy of a model with these recalls on so many rows of each class; over the last axis."""
    return np.asarray((recall * rows).sum(axis=-1) / rows.sum(axis=-1))


def _table(promised: _Promise, scored: Scored, dataset: Dataset) -> tuple[tuple[str, ...], ...]:
    """Recall of each class, promised and found."""
    hits, rows = scored.hits.sum(axis=0), scored.rows.sum(axis=0)
    cells = (
        (name, _ratio(promised.hits[k], promised.rows[k]), _ratio(hits[k], rows[k]))
        for k, name in enumerate(dataset.classes)
    )
    return (("class", "right in its evaluation", "right here"), *cells)


def _ratio(hits: int, rows: int) -> str:
    return f"{hits / rows:.1%} of {rows}" if rows else "none"


def _nothing(split: str, settings: ExampleValidator, why: str) -> Finding:
    sentence = f"{split}: not compared with {REFERENCE}: {why}"
    limit, outcome = settings.concept_fall, Outcome.NOT_COMPARED
    return Finding(Kind.CONCEPT, split, "", REFERENCE, MEASURE, None, limit, outcome, sentence)
