"""Leads a search: round after round, until all trials are done or the time is up.

The trials and the best of them are the same for any number of workers and machines, and after any number of
kills: each round follows from the rounds before, each trial from its number. Only a budget of time lets the
number of finished rounds depend on how fast the machine is.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any

from optuna.storages import RDBStorage
from optuna.trial import FrozenTrial, TrialState

from components.tuner.crew import Crew
from components.tuner.ledger import NUMBER, Ledger
from components.tuner.outcome import Prepare, Task
from components.tuner.plan import Plan
from components.tuner.proposals import frozen, propose

BUSY, IDLE = 5.0, 1.0
"""Seconds between two looks at what other machines have done, with and without work of its own."""

Tell = Callable[[Sequence[FrozenTrial]], None]
"""Told all finished trials, by number, whenever there are more of them."""


def search(plan: Plan, study: str, prepare: Prepare, storage: RDBStorage, tell: Tell) -> list[FrozenTrial]:
    """Runs what is not yet known of a study; gives all its trials by number, whole rounds only.

    Args:
        plan: the search.
        study: its name.
        prepare: gives a worker its objective.
        storage: where the study lives.
        tell: shows how far it is.
    """
    ledger = Ledger(storage, study, len(plan.objectives))
    history: list[FrozenTrial] = []
    started, longest = time.monotonic(), 0.0
    with Crew(plan, prepare) as crew:
        while len(history) < plan.total:
            begun = time.monotonic()
            if history and plan.seconds and begun - started + longest > plan.seconds:
                break
            history += _Round(plan, ledger, crew, history, tell).run()
            longest = max(longest, time.monotonic() - begun)
    return history


def best_of(plan: Plan, trials: Sequence[FrozenTrial]) -> FrozenTrial | None:
    """The trial to train with; None where none is complete.

    Of those whose first objective is within the slack of the least, the one with the smallest second, and so
    on; the earlier of equals.
    """
    complete = [trial for trial in trials if trial.state is TrialState.COMPLETE]
    if not complete or len(plan.objectives) == 1:
        return min(complete, key=lambda trial: trial.values, default=None)
    least = min(trial.values[0] for trial in complete)
    near = [trial for trial in complete if trial.values[0] <= least + plan.slack * abs(least)]
    return min(near, key=lambda trial: (*trial.values[1:], trial.values[0]))


class _Round:
    def __init__(
        self, plan: Plan, ledger: Ledger, crew: Crew, history: Sequence[FrozenTrial], tell: Tell
    ) -> None:
        self._plan, self._ledger, self._crew, self._history, self._tell = plan, ledger, crew, history, tell
        first = len(history)
        proposed = propose(plan, history)[: plan.total - first]
        self._proposed = {number: self._waiting(number, p) for number, p in enumerate(proposed, start=first)}

    def run(self) -> list[FrozenTrial]:
        """Runs it, together with whoever runs it too; gives its trials."""
        known = len(self._history)
        try:
            while True:
                finished = self._ledger.finished()
                if len(finished) > known:
                    known = len(finished)
                    self._tell([finished[number] for number in sorted(finished)])
                missing = [number for number in self._proposed if number not in finished]
                if not missing:
                    return [finished[number] for number in self._proposed]
                self._begin(missing)
                self._collect()
        except BaseException:
            self._ledger.lose(self._crew.keys)
            raise

    def _begin(self, missing: Sequence[int]) -> None:
        """Gives the free workers what nobody works on."""
        self._ledger.lose_dead()
        self._ledger.offer({number: self._proposed[number] for number in missing})
        for number in missing:
            if self._crew.free and (claimed := self._ledger.claim(number)):
                key, trial = claimed
                self._crew.start(key, self._task(number, trial))

    def _collect(self) -> None:
        """Waits a while for outcomes, and writes them."""
        for key, outcome in self._crew.done(BUSY if self._crew.keys else IDLE):
            if outcome is None:
                self._ledger.lose([key])
            else:
                self._ledger.finish(key, outcome)
        self._ledger.beat(self._crew.keys)

    def _waiting(self, number: int, parameters: dict[str, Any]) -> FrozenTrial:
        told = {NUMBER: number, "seed": self._plan.seed_of(number, 1)}
        return frozen(self._plan, parameters, TrialState.WAITING, user_attrs=told)

    def _task(self, number: int, trial: FrozenTrial) -> Task:
        settings = {**self._plan.base, **self._plan.searched.decode(trial.params)}
        return Task(number, settings, trial.user_attrs["seed"], self._history)
