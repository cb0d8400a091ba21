"""What a review looks at and what it demands: `evaluation.yaml` of a dataset.

A rule holds for everything it does not narrow down: without `class` for every class, without `band`
for every band of its slice, without `slice` for all examples together.
"""

import itertools
from typing import Annotated, Literal, Self

import pydantic

CLASS_METRICS = ("precision", "recall", "f1", "auc")


class _Strict(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Slice(_Strict):
    """A way to part the examples.

    Attributes:
        feature: a feature of the dataset, of any role; truth too, for no model sees a slice.
        edges: for numbers, the edges of the bands in the unit of the feature; a band holds its lower
            edge, the last one also its upper edge. None for text: one band for each value.
    """

    feature: str
    edges: Annotated[tuple[float, ...], pydantic.Field(min_length=2)] | None = None

    @pydantic.model_validator(mode="after")
    def _increasing(self) -> Self:
        if self.edges and any(low >= high for low, high in itertools.pairwise(self.edges)):
            raise ValueError(f"the edges of {self.feature} do not increase: {list(self.edges)}")
        return self

    @property
    def bands(self) -> tuple[str, ...]:
        """The names of the bands of a number, such as `20-30`; empty for text."""
        return tuple(f"{low:g}-{high:g}" for low, high in itertools.pairwise(self.edges or ()))


class Rule(_Strict):
    """What a metric must hold to.

    Attributes:
        metric: as in `metrics.json`, without the class.
        class_: `class` in YAML; only for metrics of a class.
        slice: a sliced feature.
        band: one of its bands.
        at_least, at_most: limits of the value.
        may_fall, may_rise: limits of its change against the baseline.
        because: added to the sentence of a refusal.
    """

    metric: Literal["accuracy", "macro_f1", "calibration_error", "precision", "recall", "f1", "auc"]
    class_: str | None = pydantic.Field(default=None, alias="class")
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
        if self.class_ and self.metric not in CLASS_METRICS:
            raise ValueError(f"{self.metric} has no class; only {', '.join(CLASS_METRICS)} have")
        if self.band and not self.slice:
            raise ValueError(f"band {self.band} needs the slice it belongs to")
        return self


class Plan(_Strict):
    """The whole of `evaluation.yaml`.

    Attributes:
        slices: the ways to part the examples; all examples together always count too.
        minimum_examples: with fewer, a gate is `not compared`.
        gates: the rules.
    """

    slices: tuple[Slice, ...] = ()
    minimum_examples: Annotated[int, pydantic.Field(gt=0)]
    gates: Annotated[tuple[Rule, ...], pydantic.Field(min_length=1)]

    @pydantic.model_validator(mode="after")
    def _once(self) -> Self:
        names = [one.feature for one in self.slices]
        if len(set(names)) < len(names):
            raise ValueError(f"slices: a feature is named twice among {names}")
        return self

    def slice_of(self, feature: str) -> Slice | None:
        """The slice of a feature."""
        return next((one for one in self.slices if one.feature == feature), None)
