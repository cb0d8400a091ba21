"""Stops a trial that will not be the best, by its learning curve.

It is compared with trials of earlier rounds alone, never with those that run beside it: how far they are is
a matter of chance.
"""

import optuna
from optuna.pruners import BasePruner, HyperbandPruner, MedianPruner, NopPruner
from optuna.trial import TrialState, create_trial

from components.tuner.outcome import Task
from components.tuner.plan import Plan
from components.tuner.proposals import in_memory

WARM_UP = 0.5  # share of the steps before which the median stops nothing: small learning rates start slowly
BRACKETS = 9  # the shortest training that Hyperband stops has this share of the steps: two or three brackets


class Watch:
    """Follows one trial.

    Args:
        plan: the search.
        task: the trial, with the history it is compared with.
    """

    def __init__(self, plan: Plan, task: Task) -> None:
        study = in_memory(plan, task.history, pruner=_pruner(plan))
        for _ in range(task.number - len(task.history)):  # so that the trial has its own number
            study.add_trial(create_trial(state=TrialState.FAIL))
        self._study, self._trial, self._every = study, study.ask(), plan.every

    def __call__(self, step: int, value: float) -> None:
        """Takes the value of the learning curve after a step, and every few steps judges it.

        Raises:
            optuna.TrialPruned: the trial is not worth going on with.
        """
        if step % self._every or step in self.curve:
            return
        self._trial.report(value, step)
        if len(self._study.directions) == 1 and self._trial.should_prune():
            raise optuna.TrialPruned

    @property
    def curve(self) -> dict[int, float]:
        """Step -> value, as far as it was followed."""
        return dict(self._study.trials[-1].intermediate_values)

    @property
    def rungs(self) -> dict[str, float]:
        """What Hyperband remembers of the trial."""
        return dict(self._study.trials[-1].system_attrs)


def _pruner(plan: Plan) -> BasePruner:
    if plan.pruner == "median":
        return MedianPruner(n_startup_trials=plan.batch, n_warmup_steps=int(WARM_UP * plan.steps))
    if plan.pruner == "hyperband":
        return HyperbandPruner(max(1, plan.steps // BRACKETS), max(1, plan.steps), reduction_factor=3)
    return NopPruner()
