"""How far a search is, in a line."""

import time
from collections.abc import Sequence

from optuna.trial import FrozenTrial, TrialState

from components.tuner.plan import Plan
from components.tuner.search import best_of


class ProgressLine:
    """Tells how many trials are done and which is the best so far.

    Args:
        plan: the search.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan, self._started = plan, time.monotonic()

    def __call__(self, trials: Sequence[FrozenTrial]) -> None:
        """Logs the line, and prints it after each round."""
        import logging

        line = f"{self.line(trials)}; {time.monotonic() - self._started:.0f} s"
        logging.getLogger("cascada.tuner").info("%s", line)
        if len(trials) % self._plan.batch == 0 or len(trials) >= self._plan.total:
            print(f"      {line}", flush=True)

    def line(self, trials: Sequence[FrozenTrial]) -> str:
        """The line for these trials, all that are finished so far."""
        counts = {
            "pruned": sum(trial.state is TrialState.PRUNED for trial in trials),
            "failed": sum(trial.state is TrialState.FAIL for trial in trials),
        }
        said = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
        done = f"{self._plan.family.replace('_', ' ')}: {len(trials)} of {self._plan.total} trials"
        return f"{done}{f' ({said})' if said else ''}, {self._best(trials)}"

    def _best(self, trials: Sequence[FrozenTrial]) -> str:
        best = best_of(self._plan, trials)
        if best is None:
            return "none complete"
        values = zip(self._plan.objectives, best.values, strict=True)
        found = self._plan.searched.decode(best.params)
        settings = " ".join(f"{name}={brief(value)}" for name, value in found.items())
        return f"best {', '.join(f'{name} {value:.5g}' for name, value in values)} with {settings}"


def brief(value: object) -> str:
    """A value in few letters."""
    return f"{value:.4g}" if isinstance(value, float) else str(value).replace(" ", "")
