"""What is asked of a trial, and what it comes to."""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

from optuna.trial import FrozenTrial, TrialState

Report = Callable[[int, float], None]
"""Told a step and the value of the learning curve; raises `optuna.TrialPruned` to stop the trial."""

Objective = Callable[[dict[str, Any], int, Report], list[float]]
"""Settings, seed and report -> the value of each objective. A `CascadaError` means that there is none."""

Prepare = Callable[[], Objective]
"""Called once in each worker: loads the data and gives the objective."""


@dataclasses.dataclass(frozen=True)
class Task:
    """A trial to be run.

    Attributes:
        number: of the trial.
        settings: of the family, with those that are searched.
        seed: of the trial.
        history: trials of earlier rounds by number, which the pruner compares with.
    """

    number: int
    settings: dict[str, Any]
    seed: int
    history: Sequence[FrozenTrial]


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What a trial came to.

    Attributes:
        state: complete, pruned or failed.
        seconds: how long it took.
        values: of the objectives, where it is complete.
        curve: step -> value of the learning curve.
        rungs: what the pruner remembers of it.
        reason: why it failed; the same trial would fail again.
    """

    state: TrialState
    seconds: float
    values: Sequence[float] | None = None
    curve: dict[int, float] = dataclasses.field(default_factory=dict)
    rungs: dict[str, float] = dataclasses.field(default_factory=dict)
    reason: str = ""
