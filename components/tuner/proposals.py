"""Which trials a round has: a pure function of the plan and of the rounds before it.

So any process on any machine proposes the same round, however many trials ran at once and whoever ran them.
"""

from collections.abc import Sequence
from typing import Any

import optuna
from optuna.samplers import BaseSampler, GridSampler, RandomSampler, TPESampler
from optuna.trial import FrozenTrial

from components.tuner.plan import Plan
from components.tuner.ranges import Distributions


def propose(plan: Plan, history: Sequence[FrozenTrial]) -> list[dict[str, Any]]:
    """Optuna's parameters of each trial of the next round.

    The first trial of all is the settings as they stand, where they lie in the space, so that a search never
    ends with something worse on the eval split. TPE takes trials of the same round for bad ones until they
    are known, which keeps them apart.

    Args:
        plan: the search.
        history: what the rounds before came to, by number; whole rounds.
    """
    distributions = plan.searched.distributions
    study = in_memory(plan, history, sampler=_sampler(plan, plan.seed_of(len(history) // plan.batch)))
    start = plan.searched.encode(plan.base)
    if not history and start and plan.sampler != "grid":
        study.enqueue_trial(start)
    wanted = min(plan.batch, plan.total - len(history)) if plan.sampler == "grid" else plan.batch
    return [study.ask(fixed_distributions=distributions).params for _ in range(wanted)]


def in_memory(plan: Plan, history: Sequence[FrozenTrial], **options: Any) -> optuna.Study:
    """A study that has these trials; the number of each is its place."""
    study = optuna.create_study(
        study_name=plan.family, directions=["minimize"] * len(plan.objectives), **options
    )
    study.add_trials(history)
    return study


def frozen(
    plan: Plan, parameters: dict[str, Any], state: optuna.trial.TrialState, **rest: Any
) -> FrozenTrial:
    """A trial of the plan's space."""
    distributions: Distributions = plan.searched.distributions
    return optuna.trial.create_trial(state=state, params=parameters, distributions=distributions, **rest)


def _sampler(plan: Plan, seed: int) -> BaseSampler:
    if plan.sampler == "grid":
        return GridSampler(plan.searched.grid(), seed=plan.seed)
    if plan.sampler == "random":
        return RandomSampler(seed=seed)
    return TPESampler(seed=seed, n_startup_trials=2 * plan.batch)
