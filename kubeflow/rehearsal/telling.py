"""What a rehearsal says: how each task ended, what the exit handler said, where it is no cluster."""

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from kubeflow.errors import KubeflowError
from kubeflow.rehearsal import built
from kubeflow.rehearsal.compiled import Task
from kubeflow.rehearsal.conduct import FAILED, SUCCEEDED, Outcome

COLOURS = {SUCCEEDED: "green", FAILED: "red"}


@dataclasses.dataclass(frozen=True)
class Teller:
    """Says it on a console."""

    console: Any

    def before(self, what: str, tasks: Sequence[Task]) -> None:
        """What begins."""
        self.console.print(f"[bold]rehearsal[/]: {len(tasks)} tasks of {what}")

    def before_containers(self, tasks: Sequence[Task], stale: str) -> None:
        """Where containers here are not those of a cluster; `stale` builds an image of other code anew."""
        if stale:
            self._print(f"the image holds other code than this checkout; anew: {stale}")
        for line in built.beyond(tasks):
            self._print(line)

    def ended(self, task: Task, outcome: Outcome) -> None:
        """How a task ended."""
        colour = COLOURS.get(outcome.state, "yellow")
        again = f", {outcome.attempts} attempts" if outcome.attempts > 1 else ""
        line = f"{task.title:<26} [{colour}]{outcome.state:<9}[/] {outcome.seconds:6.1f} s{again}"
        self.console.print(line, highlight=False)
        if outcome.state == FAILED:
            self._print(f"  {outcome.message}  ({outcome.log})")

    def after(self, tasks: Sequence[Task], outcomes: Mapping[str, Outcome], killed: Collection[str]) -> None:
        """What the exit handler said.

        Raises:
            KubeflowError: a node that was to be killed had ended before.
        """
        for task in tasks:
            log = outcomes[task.name].log
            if task.last and log:
                self._print(log.read_text(errors="replace"))
            if task.title in killed and outcomes[task.name].attempts < 2:
                raise KubeflowError(
                    f"{task.title} ended before it could be killed",
                    "Give a shorter --delay, or another node.",
                )

    def _print(self, text: str) -> None:
        self.console.print(text, markup=False, highlight=False)
