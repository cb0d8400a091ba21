"""The settings of what happens to a trained model."""

from typing import Annotated, Literal

from pydantic import Field

from components.settings.base import Positive, Section


class Evaluator(Section):
    """The review of a model: what a failed gate does, and the confidence of the intervals.

    `replicates` are the draws of shower groups behind the intervals, `seed` is that of the drawing.
    """

    gates: Literal["enforce", "report"]
    confidence: Annotated[float, Field(gt=0.5, lt=1)]
    replicates: Annotated[int, Field(ge=20)]
    seed: Annotated[int, Field(ge=0)]


class Champion(Section):
    """How the best candidate is chosen.

    `metric` is accuracy, macro_f1 or auc_<separation>, one that the dataset's evaluation.yaml has. `margin`
    is the lead over the last champion that is needed to replace it, more than the noise; at 0 a tie is
    enough, at null the last champion always goes.
    `latency_factor` is how many times faster a model must be to win a tie; `requests` measure that.
    """

    metric: Annotated[str, Field(pattern=r"^(accuracy|macro_f1|auc_[a-z0-9_]+)$")]
    margin: Annotated[float, Field(ge=0, lt=1)] | None
    samples: Positive
    confidence: Annotated[float, Field(gt=0.5, lt=1)]
    requests: Positive
    latency_factor: Annotated[float, Field(gt=1)]
    prefer: list[str]


class InfraValidator(Section):
    """What a served model must hold to."""

    examples: Positive
    requests: Positive
    tolerance: Annotated[float, Field(gt=0)]
    max_p99_milliseconds: Annotated[float, Field(gt=0)]
    max_memory_megabytes: Annotated[float, Field(gt=0)]
    timeout_seconds: Annotated[float, Field(gt=0)]


class Pusher(Section):
    """How many pushed versions are kept, and whether a push waits for people.

    `approval` none pushes what the gates let pass; required waits until a person has signed in every role
    that the dataset's audit.yaml names.
    """

    keep: Positive
    approval: Literal["none", "required"] = "none"
