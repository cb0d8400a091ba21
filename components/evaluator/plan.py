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
CROSS = " x "
"""Between the features of a slice that crosses them, and between their bands."""


class Slice(_Strict):
    """A way to part the examples: by one feature, or by several at once.

    Attributes:
        feature: a feature of the dataset, of any role; truth too, for no model sees a slice.
        edges: for numbers, the edges of the bands in the unit of the feature; a band holds its lower
            edge, the last one also its upper edge. None for text: one band for each value.
        cross: instead of a feature, features that have slices of their own; each combination of their
            bands is a band.
    """

    feature: str | None = None
    edges: Annotated[tuple[float, ...], pydantic.Field(min_length=2)] | None = None
    cross: Annotated[tuple[str, ...], pydantic.Field(min_length=2)] | None = None

    @pydantic.model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.feature is None) == (self.cross is None):
            raise ValueError("a slice has either a feature or a cross of features")
        if self.cross and self.edges:
            raise ValueError(f"{self.name} takes its edges from the slices that it crosses")
        if self.cross and len(set(self.cross)) < len(self.cross):
            raise ValueError(f"a feature is crossed with itself in {self.name}")
        if self.edges and any(low >= high for low, high in itertools.pairwise(self.edges)):
            raise ValueError(f"the edges of {self.feature} do not increase: {list(self.edges)}")
        return self

    @property
    def features(self) -> tuple[str, ...]:
        """The features that it parts by."""
        return self.cross or (self.feature or "",)

    @property
    def name(self) -> str:
        """The feature, or such as `sec_zenith x energy`."""
        return CROSS.join(self.features)

    @property
    def bands(self) -> tuple[str, ...]:
        """The names of the bands of a number, such as `20-30`; empty for text and for a cross."""
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


class Reference(_Strict):
    """The level that a model is held against: an oracle on true values, or a published accuracy.

    Attributes:
        name: what it is.
        sentence: the same in a sentence, and why a detector does not reach it.
        truth: features that an oracle is trained on, which no model may see.
        accuracy: a published one.
        source: where it is published.
    """

    name: Annotated[str, pydantic.Field(min_length=1)]
    sentence: Annotated[str, pydantic.Field(min_length=1)]
    truth: Names | None = None
    accuracy: Annotated[float, pydantic.Field(gt=0, le=1)] | None = None
    source: str = ""

    @pydantic.model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.truth is None) == (self.accuracy is None):
            raise ValueError("a reference has either truth, of an oracle, or a published accuracy")
        if self.accuracy is not None and not self.source:
            raise ValueError("a published accuracy needs its source")
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
        reference: what a model is held against where it is weak.
    """

    slices: tuple[Slice, ...] = ()
    separations: tuple[Separation, ...] = ()
    mass_numbers: dict[str, Annotated[float, pydantic.Field(gt=0)]] = {}
    minimum_examples: Annotated[int, pydantic.Field(gt=0)]
    gates: Annotated[tuple[Rule, ...], pydantic.Field(min_length=1)]
    reference: Reference | None = None

    @pydantic.model_validator(mode="after")
    def _once(self) -> Self:
        slices = [one.name for one in self.slices]
        if len(set(slices)) < len(slices):
            raise ValueError(f"slices: a feature is named twice among {slices}")
        names = [one.name for one in self.separations]
        if len(set(names)) < len(names):
            raise ValueError(f"separations: a name stands twice among {names}")
        return self

    def slice_of(self, name: str) -> Slice | None:
        """The slice of a feature, or a cross of this name."""
        return next((one for one in self.slices if one.name == name), None)

    def bands_of(self, one: Slice) -> tuple[str, ...]:
        """The names of all bands that a slice of numbers can have; empty where a text is among them."""
        if one.cross is None:
            return one.bands
        crossed = [part.bands for name in one.cross if (part := self.slice_of(name))]
        return tuple(CROSS.join(bands) for bands in itertools.product(*crossed))

    @property
    def features(self) -> tuple[str, ...]:
        """The features that examples are parted by."""
        return tuple(one.feature for one in self.slices if one.feature)
