"""What a review looks at and what it demands: `evaluation.yaml` of a dataset.

A rule holds for everything it does not narrow down: without `class` for every class, without
`separation` for every separation, without `band` for every band of its slice, without `slice` for all
examples together.
"""

import itertools
from typing import Annotated, Self

import pydantic

from components.evaluator.rule import Rule


class _Strict(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


Names = Annotated[tuple[str, ...], pydantic.Field(min_length=1)]


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


class Separation(_Strict):
    """Two groups of classes that a model is to tell apart, by P(signal) / (P(signal) + P(background)).

    Attributes:
        name: metrics end in it, as in `auc_proton_iron`.
        signal, background: the classes on either side; examples of other classes do not count.
    """

    name: Annotated[str, pydantic.Field(pattern=r"^[a-z][a-z0-9_]*$")]
    signal: Names
    background: Names

    @pydantic.model_validator(mode="after")
    def _apart(self) -> Self:
        if both := sorted(set(self.signal) & set(self.background)):
            raise ValueError(f"{', '.join(both)} is on both sides of {self.name}")
        return self


class Plan(_Strict):
    """The whole of `evaluation.yaml`.

    Attributes:
        slices: the ways to part the examples; all examples together always count too.
        separations: groups of classes that are told apart.
        mass_numbers: of classes, and of classes that no model is trained on; a class without one, such
            as photons, has no part in ln A.
        minimum_examples: with fewer, a gate is `not compared`.
        gates: the rules.
    """

    slices: tuple[Slice, ...] = ()
    separations: tuple[Separation, ...] = ()
    mass_numbers: dict[str, Annotated[float, pydantic.Field(gt=0)]] = {}
    minimum_examples: Annotated[int, pydantic.Field(gt=0)]
    gates: Annotated[tuple[Rule, ...], pydantic.Field(min_length=1)]

    @pydantic.model_validator(mode="after")
    def _once(self) -> Self:
        features = [one.feature for one in self.slices]
        if len(set(features)) < len(features):
            raise ValueError(f"slices: a feature is named twice among {features}")
        names = [one.name for one in self.separations]
        if len(set(names)) < len(names):
            raise ValueError(f"separations: a name stands twice among {names}")
        return self

    def slice_of(self, feature: str) -> Slice | None:
        """The slice of a feature."""
        return next((one for one in self.slices if one.feature == feature), None)
