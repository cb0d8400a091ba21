"""What a champion was seen to do when it was reviewed."""

import json
from typing import Self

import pydantic

from components.files import read_text

METRICS_FILE = "metrics.json"


class Recorded(pydantic.BaseModel):
    """How many showers of each class a model was right about, in its own evaluation.

    Attributes:
        split: that it was evaluated on; `test`, which neither training nor the choice of a champion has seen.
        classes: names.
        hits: showers of each class that it got right [classes].
        rows: showers of each class [classes].
    """

    model_config = pydantic.ConfigDict(frozen=True)

    split: str
    classes: tuple[str, ...]
    hits: tuple[int, ...]
    rows: tuple[int, ...]

    @property
    def accuracy(self) -> float:
        """Share of all showers that it got right."""
        return sum(self.hits) / sum(self.rows)

    @classmethod
    def of_metrics(cls, text: str) -> Self:
        """From the content of an Evaluator's `metrics.json`.

        Raises:
            ValueError: it is something else.
        """
        try:
            body = json.loads(text)
            confusion = body["confusion"]
            hits = tuple(row[place] for place, row in enumerate(confusion))
            return cls(
                split=body["split"],
                classes=tuple(body["classes"]),
                hits=hits,
                rows=tuple(sum(row) for row in confusion),
            )
        except (KeyError, IndexError, TypeError) as error:
            raise ValueError(f"no metrics of a review: {error!r}") from None


def read_recorded(evaluation: str) -> Recorded | str:
    """The record in a ModelEvaluation folder of the Evaluator, or in words why there is none.

    Args:
        evaluation: the folder, local or remote; empty where nobody knows it.
    """
    if not evaluation:
        return "nobody kept where the last champion was evaluated"
    try:
        return Recorded.of_metrics(read_text(f"{evaluation}/{METRICS_FILE}"))
    except (OSError, ValueError) as error:
        return f"the evaluation of the last champion cannot be read: {str(error).splitlines()[0]}"
