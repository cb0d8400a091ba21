"""A study as a picture: how its objectives came down, and which settings mattered."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure
from optuna.trial import FrozenTrial, TrialState

from components.figures import STABLE, svg_of
from components.tuner.plan import Plan

TRIAL, PRUNED, BEST = "#2a6f97", "#adb5bd", "#c8553d"


def study_plot(plan: Plan, trials: Sequence[FrozenTrial], importance: Mapping[str, float]) -> str:
    """An SVG: for each objective its value in each trial and the least so far, then the importance.

    Args:
        plan: the search.
        trials: by number.
        importance: of Optuna's parameters; nothing is drawn where it is empty.
    """
    panels = len(plan.objectives) + bool(importance)
    with rc_context(STABLE):
        figure = Figure(figsize=(4.4 * panels, 3.2), layout="constrained")
        axes = figure.subplots(1, panels, squeeze=False)[0]
        for place, objective in enumerate(plan.objectives):
            _draw_history(axes[place], trials, place, objective)
        if importance:
            _draw_importance(axes[-1], importance, plan.objectives[0])
        return svg_of(figure)


def _draw_history(axes: Any, trials: Sequence[FrozenTrial], place: int, objective: str) -> None:
    complete = [(n, t.values[place]) for n, t in enumerate(trials) if t.state is TrialState.COMPLETE]
    numbers, values = np.array(complete, dtype=float).reshape(-1, 2).T
    axes.plot(numbers, values, "o", ms=4, color=TRIAL, label="trial")
    axes.step(numbers, np.minimum.accumulate(values), where="post", color=BEST, label="least so far")
    pruned = [n for n, trial in enumerate(trials) if trial.state is TrialState.PRUNED]
    if pruned:
        axes.plot(pruned, np.full(len(pruned), values.max()), "x", ms=4, color=PRUNED, label="pruned")
    axes.set(xlabel="trial", ylabel=f"{objective}, eval split" if objective != "size" else objective)
    axes.grid(axis="y", alpha=0.3)
    axes.legend(frameon=False, fontsize=7)


def _draw_importance(axes: Any, importance: Mapping[str, float], objective: str) -> None:
    names = list(importance)[::-1]
    axes.barh(names, [importance[name] for name in names], color=TRIAL)
    axes.set(xlabel=f"share of what decides the {objective}")
