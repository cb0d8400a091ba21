"""A rule of a plan: a metric, what it is narrowed down to, and its limits."""

from typing import Annotated, Literal, Self

import pydantic

CLASS_METRICS = ("precision", "recall", "f1", "auc", "predicted_fraction")
SEPARATION_METRICS = ("auc", "merit", "rejection")
MASS_METRICS = ("ln_a_bias",)
LIMITS = ("at_least", "at_most", "may_fall", "may_rise", "largest_gap")


class Rule(pydantic.BaseModel):
    """What a metric must hold to.

    Attributes:
        metric: as in `metrics.json`, without the class or the separation.
        class_: `class` in YAML; only for metrics of a class.
        separation: one of the plan's, for `auc`, `merit` and `rejection`; an `auc` without it is that
            of a class.
        slice: a sliced feature, or features that are crossed, such as `sec_zenith x energy`.
        band: one of its bands.
        at_least, at_most: limits of the value.
        may_fall, may_rise: limits of its change against the baseline.
        largest_gap: limit of the difference between the largest and the smallest value among the bands of
            the slice that have enough examples.
        minimum_examples: instead of the plan's.
        because: added to the sentence of a refusal.
    """

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    metric: Literal[
        "accuracy",
        "macro_f1",
        "calibration_error",
        "log_loss",
        "precision",
        "recall",
        "f1",
        "auc",
        "predicted_fraction",
        "merit",
        "rejection",
        "ln_a_bias",
    ]
    class_: str | None = pydantic.Field(default=None, alias="class")
    separation: str | None = None
    slice: str | None = None
    band: str | None = None
    at_least: float | None = None
    at_most: float | None = None
    may_fall: Annotated[float, pydantic.Field(ge=0)] | None = None
    may_rise: Annotated[float, pydantic.Field(ge=0)] | None = None
    largest_gap: Annotated[float, pydantic.Field(ge=0)] | None = None
    minimum_examples: Annotated[int, pydantic.Field(gt=0)] | None = None
    because: str = ""

    @pydantic.model_validator(mode="after")
    def _sensible(self) -> Self:
        if {getattr(self, name) for name in LIMITS} == {None}:
            raise ValueError(f"a gate needs one of {', '.join(LIMITS)}")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError(f"no value is at least {self.at_least:g} and at most {self.at_most:g}")
        self._check_place()
        self._check_subject()
        return self

    def _check_place(self) -> None:
        if self.band and not self.slice:
            raise ValueError(f"band {self.band} needs the slice it belongs to")
        if self.largest_gap is not None and not self.slice:
            raise ValueError("largest_gap needs the slice whose bands it compares")
        if self.largest_gap is not None and self.band:
            raise ValueError(f"largest_gap is between bands, not in {self.band} alone")

    def _check_subject(self) -> None:
        if self.class_ and self.metric not in CLASS_METRICS:
            raise ValueError(f"{self.metric} has no class; only {', '.join(CLASS_METRICS)} have")
        if self.separation and self.metric not in SEPARATION_METRICS:
            raise ValueError(f"{self.metric} has no separation; only {', '.join(SEPARATION_METRICS)} have")
        if self.class_ and self.separation:
            raise ValueError(f"{self.metric} is of a class or of a separation, not of both")

    @property
    def of_classes(self) -> bool:
        """Whether it is about a class, or about each where none is named."""
        return self.metric in CLASS_METRICS and not self.separation

    @property
    def of_separations(self) -> bool:
        """Whether it is about a separation, or about each where none is named."""
        return self.metric in SEPARATION_METRICS and not self.of_classes

    def explained(self, sentence: str, failed: bool) -> str:
        """The sentence of a gate, with what a failure means."""
        return f"{sentence} ({self.because})" if self.because and failed else sentence
