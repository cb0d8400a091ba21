"""The settings of each node, typed. Their values stand in `pipeline/settings/*.yaml`.

A node gets its section as JSON, so that what it ran with is in the lineage and a change re-runs it.
"""

from typing import Annotated, Literal, Self

import pydantic
from pydantic import Field

Positive = Annotated[int, Field(gt=0)]


class Section(pydantic.BaseModel):
    """A part of the settings: unknown names are refused, nothing changes after reading."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


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


class GradientBoosting(Section):
    """XGBoost, by histograms; names as in XGBoost."""

    rounds: Positive
    max_depth: Annotated[int, Field(ge=1, le=16)]
    learning_rate: Annotated[float, Field(gt=0, le=1)]
    min_child_weight: Annotated[float, Field(ge=0)]
    subsample: Annotated[float, Field(gt=0, le=1)]
    colsample_bytree: Annotated[float, Field(gt=0, le=1)]
    reg_lambda: Annotated[float, Field(ge=0)]
    max_bin: Annotated[int, Field(ge=2, le=65536)]
    early_stopping_rounds: Positive | None
    device: Literal["auto", "cpu", "cuda"]


class Autoencoder(Section):
    """A denoising autoencoder whose code feeds a classification head."""

    hidden: Annotated[list[Positive], Field(min_length=1)]
    code: Positive
    activation: Literal["selu", "relu", "silu"]
    noise: Annotated[float, Field(ge=0)]
    reconstruction_weight: Annotated[float, Field(ge=0)]
    head: list[Positive]
    epochs: Positive
    batch_size: Positive
    learning_rate: Annotated[float, Field(gt=0)]


class Evaluator(Section):
    """The review of a model: what a failed gate does, and the confidence of the intervals."""

    gates: Literal["enforce", "report"]
    confidence: Annotated[float, Field(gt=0.5, lt=1)]


class Champion(Section):
    """How the better family is chosen."""

    samples: Positive
    confidence: Annotated[float, Field(gt=0.5, lt=1)]
    prefer: Literal["gradient_boosting", "autoencoder"]


class InfraValidator(Section):
    """What a served model must hold to."""

    examples: Positive
    requests: Positive
    tolerance: Annotated[float, Field(gt=0)]
    max_p99_milliseconds: Annotated[float, Field(gt=0)]
    max_memory_megabytes: Annotated[float, Field(gt=0)]
    timeout_seconds: Annotated[float, Field(gt=0)]


class Pusher(Section):
    """How many pushed versions are kept."""

    keep: Positive
