"""What one column of a dataset is, and how a model input is derived from columns."""

import enum
import math
from typing import Annotated, Literal, Self

import pydantic


class Role(enum.StrEnum):
    """What a feature is for."""

    ID = "id"
    INPUT = "input"
    LABEL = "label"
    GROUP = "group"
    SLICE = "slice"
    SAMPLE = "sample"
    TRUTH = "truth"


class Transform(enum.StrEnum):
    """How a model input is derived from measured features; angles are in degrees."""

    IDENTITY = "identity"
    LOG10 = "log10"
    SEC = "sec"
    LOG_RATIO = "log_ratio"
    LOG_DIFFERENCE = "log_difference"

    @property
    def takes(self) -> range:
        """How many features it may be given."""
        if self is Transform.LOG_RATIO:
            return range(2, 3)
        return range(2, 100) if self is Transform.LOG_DIFFERENCE else range(1, 2)


class Strict(pydantic.BaseModel):
    """A part of a file under schemas/: unknown names are refused, nothing changes after reading."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


Name = Annotated[str, pydantic.Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Feature(Strict):
    """One column of the data.

    Attributes:
        name: what it is called everywhere in Cascada.
        column: what it is called in files that have a header; the name also works.
        role: what it is for.
        dtype: `float` (32 bits in the pipeline), `int` (64 bits) or `string`.
        unit: the physical unit; empty for none.
        range: lowest and highest valid value.
        out_of_range: `error` makes such a record bad; `flag` counts it and keeps it.
        shape: of one value; () is a single number. Vectors are inputs of type float, which models take as
            they are, without scaling; columns hold them flattened.
        undefined: what stands in where a number is not defined (NaN), counted like a flag; None makes such a
            record bad.
        meaning: one line for people.
        source: the feature it is computed from (`from` in YAML), with `floor_divide`.
        floor_divide: the divisor of that computation.
    """

    name: Name
    column: str | None = None
    role: Role
    dtype: Literal["float", "int", "string"] = "float"
    unit: str = ""
    range: tuple[float, float] | None = None
    out_of_range: Literal["error", "flag"] = "error"
    shape: tuple[pydantic.PositiveInt, ...] = ()
    undefined: float | None = None
    meaning: str
    source: str | None = pydantic.Field(default=None, alias="from")
    floor_divide: int | None = None

    @pydantic.model_validator(mode="after")
    def _undefined_is_a_number(self) -> Self:
        if self.undefined is not None and self.dtype != "float":
            raise ValueError(f"{self.name}: only a feature of type float may be undefined")
        return self

    @pydantic.model_validator(mode="after")
    def _vector_is_a_measured_input(self) -> Self:
        if self.shape and (self.role is not Role.INPUT or self.dtype != "float"):
            raise ValueError(f"{self.name}: only an input of type float may have a shape")
        if self.shape and (self.undefined is not None or self.source is not None):
            raise ValueError(f"{self.name}: a feature with a shape may be neither undefined nor computed")
        return self

    @property
    def width(self) -> int:
        """How many numbers one value has."""
        return math.prod(self.shape)


class DerivedInput(Strict):
    """One number that a model sees, computed in the preprocessing graph."""

    name: Name
    transform: Transform
    of: tuple[str, ...]

    @pydantic.model_validator(mode="after")
    def _count(self) -> Self:
        if len(self.of) not in self.transform.takes:
            raise ValueError(f"{self.name}: {self.transform} cannot take {len(self.of)} features")
        return self
