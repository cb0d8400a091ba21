"""The settings of what is read, simulated, checked and split."""

from typing import Annotated, Literal, Self

import pydantic
from pydantic import Field

from components.settings.base import Positive, Section


class DatasetChoice(Section):
    """Which dataset, which of its questions, and which of its measured features a model may see."""

    name: str
    task: str | None = None
    inputs: list[str] | None = None


class Simulation(Section):
    """What is simulated where no data is named; the rest is as `cascada simulate` has it by default."""

    events: Positive
    probes: Annotated[int, Field(ge=0)]
    seed: Annotated[int, Field(ge=0)]
    hadronic_model: Literal["EPOS-LHC", "QGSJetII-04", "Sibyll2.3d"]
    spacing: Literal[1500, 750]


class Split(Section):
    """The shares of the splits, by hash of the shower group with this seed."""

    seed: int
    train: Annotated[float, Field(gt=0, lt=1)]
    eval: Annotated[float, Field(gt=0, lt=1)]
    test: Annotated[float, Field(gt=0, lt=1)]

    @pydantic.model_validator(mode="after")
    def _adds_up(self) -> Self:
        total = self.train + self.eval + self.test
        if abs(total - 1) > 1e-9:
            raise ValueError(f"train, eval and test add up to {total:g}, not to 1")
        return self


class ExampleGen(Section):
    """Which span to read, and what happens to bad records."""

    span: int | Literal["latest"]
    bad_records: Literal["stop", "quarantine"]


class StatisticsGen(Section):
    """Above how many examples statistics run on Beam: null never, 0 always."""

    beam_above: Annotated[int, Field(ge=0)] | None
