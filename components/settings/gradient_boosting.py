"""The settings of the gradient boosting."""

from typing import Annotated, Literal

from pydantic import Field

from components.settings.base import Positive, Section


class Importance(Section):
    """How the importance of the inputs is measured: rows of the eval split, and shuffles of each input."""

    rows: Positive
    repeats: Annotated[int, Field(ge=2)]


class GradientBoosting(Section):
    """XGBoost, by histograms; names as in XGBoost, where it has them.

    `monotone` and `interactions` name model inputs, those that Transform makes. A monotone constraint holds
    for the margin of every class (the logarithm of its probability, up to what all classes share). Inputs
    that no interaction names stand for themselves: no path of a tree joins them with others.
    """

    rounds: Positive
    max_depth: Annotated[int, Field(ge=1, le=16)]
    learning_rate: Annotated[float, Field(gt=0, le=1)]
    min_child_weight: Annotated[float, Field(ge=0)]
    subsample: Annotated[float, Field(gt=0, le=1)]
    colsample_bytree: Annotated[float, Field(gt=0, le=1)]
    reg_lambda: Annotated[float, Field(ge=0)]
    max_bin: Annotated[int, Field(ge=2, le=65536)]
    early_stopping_rounds: Positive | None
    class_weights: Literal["none", "balanced"]
    monotone: dict[str, Literal[-1, 1]] | None
    interactions: list[Annotated[list[str], Field(min_length=1)]] | None
    importance: Importance
    device: Literal["auto", "cpu", "cuda"]
