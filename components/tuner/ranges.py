"""What the values of a searched setting may be, as the settings say it and as Optuna knows it."""

import itertools
import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

import numpy as np
import pydantic
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)

from components.settings import Section

Distributions = dict[str, BaseDistribution]
Parameters = Mapping[str, Any]
"""Values as Optuna knows them: numbers, texts, truth values, None."""


class _Range(Section):
    @property
    def ends(self) -> list[Any]:
        """Values that a setting must take if it is to take all of them."""
        raise NotImplementedError

    def distributions(self, name: str) -> Distributions:
        """Optuna's parameters for the setting of this name, with where each may lie."""
        raise NotImplementedError

    def decode(self, name: str, parameters: Parameters) -> Any:
        """The value of the setting, of Optuna's parameters."""
        return parameters[name]

    def encode(self, name: str, value: Any) -> dict[str, Any]:
        """Optuna's parameters for a value of the setting; where it lies is for Optuna to check."""
        return {name: value}

    def points(self, name: str) -> dict[str, list[Any]] | None:
        """Every value of each of Optuna's parameters, for a grid; None where they cannot be counted."""
        return None


class _Numbers(_Range):
    low: float
    high: float
    log: bool = False

    @pydantic.model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"low {self.low:g} is above high {self.high:g}")
        if self.log and self.low <= 0:
            raise ValueError(f"low must be above 0 where log is true, not {self.low:g}")
        return self

    @property
    def ends(self) -> list[Any]:
        """The lowest and the highest."""
        return [self.low, self.high]


class FloatRange(_Numbers):
    """Real numbers from low to high, both included; `log` draws their logarithm, `step` makes them few."""

    type: Literal["float"]
    step: Annotated[float, pydantic.Field(gt=0)] | None = None

    @pydantic.model_validator(mode="after")
    def _one_scale(self) -> Self:
        if self.log and self.step:
            raise ValueError("log and step exclude each other")
        return self

    def distributions(self, name: str) -> Distributions:
        """One parameter of the same name."""
        return {name: FloatDistribution(self.low, self.high, log=self.log, step=self.step)}

    def points(self, name: str) -> dict[str, list[Any]] | None:
        """Those of the steps; without a step there are too many."""
        if self.step is None:
            return None
        count = int(np.floor((self.high - self.low) / self.step + 1e-9)) + 1
        return {name: [float(value) for value in np.round(self.low + self.step * np.arange(count), 12)]}


class IntRange(_Numbers):
    """Whole numbers from low to high, both included."""

    type: Literal["int"]
    low: int
    high: int
    step: Annotated[int, pydantic.Field(gt=0)] = 1

    @pydantic.model_validator(mode="after")
    def _one_scale(self) -> Self:
        if self.log and self.step != 1:
            raise ValueError("log and step exclude each other")
        return self

    def distributions(self, name: str) -> Distributions:
        """One parameter of the same name."""
        return {name: IntDistribution(self.low, self.high, log=self.log, step=self.step)}

    def points(self, name: str) -> dict[str, list[Any]] | None:
        """All of them."""
        return {name: list(range(self.low, self.high + 1, self.step))}


class Choice(_Range):
    """One of a few values of any kind; lists and the like stand as JSON among Optuna's parameters."""

    type: Literal["categorical"]
    choices: Annotated[list[Any], pydantic.Field(min_length=1)]

    @property
    def ends(self) -> list[Any]:
        """All of them."""
        return self.choices

    def distributions(self, name: str) -> Distributions:
        """One parameter of the same name."""
        return {name: CategoricalDistribution([_label(choice) for choice in self.choices])}

    def decode(self, name: str, parameters: Parameters) -> Any:
        """The choice of this label."""
        return next(choice for choice in self.choices if _label(choice) == parameters[name])

    def encode(self, name: str, value: Any) -> dict[str, Any]:
        """The label of the value."""
        return {name: _label(value)}

    def points(self, name: str) -> dict[str, list[Any]] | None:
        """All of them."""
        return {name: [_label(choice) for choice in self.choices]}


class Layers(_Range):
    """Widths of layers: `count` is the fewest and the most layers, `units` the narrowest and the widest.

    There is a parameter for each of the most layers, so that the space is flat; those that a trial has no
    layer for say nothing.
    """

    type: Literal["layers"]
    count: Annotated[list[Annotated[int, pydantic.Field(ge=0)]], pydantic.Field(min_length=2, max_length=2)]
    units: Annotated[list[Annotated[int, pydantic.Field(gt=0)]], pydantic.Field(min_length=2, max_length=2)]
    log: bool = False

    @pydantic.model_validator(mode="after")
    def _are_ranges(self) -> Self:
        for name, (low, high) in {"count": self.count, "units": self.units}.items():
            if low > high:
                raise ValueError(f"{name} goes from {low} to {high}")
        return self

    @property
    def ends(self) -> list[Any]:
        """The fewest of the narrowest and the most of the widest."""
        return [[units] * count for count, units in zip(self.count, self.units, strict=True)]

    def distributions(self, name: str) -> Distributions:
        """One for the number of layers, one for each layer there may be."""
        (fewest, most), (narrow, wide) = self.count, self.units
        width = IntDistribution(narrow, wide, log=self.log)
        each = dict.fromkeys(self._each(name), width)
        return {f"{name}.count": IntDistribution(fewest, most), **each}

    def decode(self, name: str, parameters: Parameters) -> Any:
        """The widths."""
        return [parameters[layer] for layer in self._each(name)[: parameters[f"{name}.count"]]]

    def encode(self, name: str, value: Any) -> dict[str, Any]:
        """The number of layers and their widths; layers that are not there are of the narrowest."""
        widths = itertools.chain(value, itertools.repeat(self.units[0]))
        return {f"{name}.count": len(value), **dict(zip(self._each(name), widths, strict=False))}

    def _each(self, name: str) -> list[str]:
        return [f"{name}.{number}" for number in range(self.count[1])]


Range = Annotated[FloatRange | IntRange | Choice | Layers, pydantic.Field(discriminator="type")]


def _label(choice: Any) -> Any:
    return choice if choice is None or isinstance(choice, (str, int, float)) else json.dumps(choice)
