"""A rule of a plan: a metric, what it is narrowed down to, and its limits."""

from typing import Annotated, Literal, Self

import pydantic

CLASS_METRICS = ("precision", "recall", "f1", "auc", "predicted_fraction")
SEPARATION_METRICS = ("auc", "merit", "rejection")
MASS_METRICS = ("ln_a_bias",)


class Rule(pydantic.BaseModel):
    """What a metric must hold to.

    Attributes:
        metric: as in `metrics.json`, without the class or the separation.
        class_: `class` in YAML; only for metrics of a class.
        separation: one of the plan's, for `auc`, `merit` and `rejection`; an `auc` without it is that
            of a class.
        slice: a sliced feature.
        band: one of its bands.
        at_least, at_most: limits of the value.
        may_fall, may_rise: limits of its change against the baseline.
        because: added to the sentence of a refusal.
    """

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    metric: Literal[
        "accuracy",
        "macro_f1",
        "calibration_error",
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
    because: str = ""

    @pydantic.model_validator(mode="after")
    def _sensible(self) -> Self:
        if {self.at_least, self.at_most, self.may_fall, self.may_rise} == {None}:
            raise ValueError("a gate needs one of at_least, at_most, may_fall, may_rise")
        if self.band and not self.slice:
            raise ValueError(f"band {self.band} needs the slice it belongs to")
        self._check_subject()
        return self

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
