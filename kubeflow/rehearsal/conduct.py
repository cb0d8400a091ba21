"""Runs the tasks of a package in their order, some at a time, with retries and timeouts, as KFP would."""

import concurrent.futures
import dataclasses
import pathlib
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kubeflow.rehearsal.compiled import Status, Task
from kubeflow.rehearsal.engines import Engine
from kubeflow.rehearsal.placeholders import command_of
from kubeflow.run_node import STARTS

SUCCEEDED, FAILED, SKIPPED = "SUCCEEDED", "FAILED", "SKIPPED"
KILLED = (-signal.SIGKILL, 128 + signal.SIGKILL)
"""Exit codes of a process and of a container that were killed."""


@dataclasses.dataclass(frozen=True)
class Outcome:
    """How a task ended.

    Attributes:
        state: KFP's word.
        attempts: how often it was started.
        seconds: that the last attempt took.
        message: the last line it said, or what ended it.
        log: all it said.
    """

    state: str
    attempts: int = 0
    seconds: float = 0.0
    message: str = ""
    log: pathlib.Path | None = None


@dataclasses.dataclass
class Conductor:
    """Conducts a rehearsal.

    Attributes:
        engine: runs the tasks.
        tell: is told of every task that has ended.
        at_once: how many tasks run at the same time.
        kill: titles of nodes that are killed once, half way.
        delay: seconds of work before that.
        longest: seconds of a backoff, which on a cluster are more.
    """

    engine: Engine
    tell: Callable[[Task, Outcome], object]
    at_once: int = 2
    kill: frozenset[str] = frozenset()
    delay: float = 0.0
    longest: float = 0.5

    def __post_init__(self) -> None:
        self._outcomes: dict[str, Outcome] = {}
        self._stopped = threading.Event()

    def run(self, tasks: Sequence[Task]) -> dict[str, Outcome]:
        """Runs all of them; gives how each ended, by name."""
        waiting, running = list(tasks), dict[concurrent.futures.Future[Outcome], Task]()
        with concurrent.futures.ThreadPoolExecutor(self.at_once) as pool:
            try:
                while waiting or running:
                    for task in [one for one in waiting if one.after <= set(self._outcomes)]:
                        waiting.remove(task)
                        running[pool.submit(self._one, task)] = task
                    done, _ = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
                    for future in done:
                        self._note(running.pop(future), future.result())
            except BaseException:
                self._stopped.set()
                raise
        return self._outcomes

    def _note(self, task: Task, outcome: Outcome) -> None:
        self._outcomes[task.name] = outcome
        self.tell(task, outcome)

    def _one(self, task: Task) -> Outcome:
        before = [self._outcomes[name].state for name in task.after]
        if self._stopped.is_set() or (not task.last and set(before) - {SUCCEEDED}):
            return Outcome(SKIPPED)
        outcome = Outcome(FAILED)
        for attempt in range(1, task.retries + 2):
            outcome = self._attempt(task, attempt)
            if outcome.state == SUCCEEDED or self._stopped.wait(min(task.backoff, self.longest)):
                break
        return outcome

    def _attempt(self, task: Task, attempt: int) -> Outcome:
        name = f"{task.name}-{attempt}"
        values = {key: self._value(one) for key, one in task.values.items()}
        log = self.engine.scratch / "logs" / f"{name}.txt"
        log.parent.mkdir(parents=True, exist_ok=True)
        command, began = command_of(task, values, self.engine.outputs(task)), time.monotonic()
        with self.engine.start(task, command, name, log) as process:
            deadline = began + (task.timeout or 10**9)
            victim = task.title in self.kill and attempt == 1
            while process.poll() is None and not self._stopped.is_set() and time.monotonic() < deadline:
                if victim and f"{task.title}: {STARTS}" in log.read_text(errors="replace"):
                    time.sleep(self.delay)
                    self.engine.kill(process, name)
                    process.wait()
                time.sleep(0.02)
            code = process.poll()
        state, message = SUCCEEDED if code == 0 else FAILED, _message(code, task, log)
        return Outcome(state, attempt, time.monotonic() - began, message, log)

    def _value(self, value: Any) -> Any:
        return self.status() if isinstance(value, Status) else value

    def status(self) -> Mapping[str, Any]:
        """What an exit handler is told of everything before it."""
        failed = {name: one for name, one in self._outcomes.items() if one.state == FAILED}
        if not failed:
            return {"state": "COMPLETE", "error": {}}  # as Kubeflow 2.17 says it
        name, first = next(iter(failed.items()))
        return {"state": FAILED, "error": {"code": 1, "message": f"{name}: {first.message}"}}


def _message(code: int | None, task: Task, log: pathlib.Path) -> str:
    if code is None:
        return f"stopped: {task.timeout or 0:g} s are all that it may take"
    if code in KILLED:
        memory = task.container.get("resources", {}).get("resourceMemoryLimit", "there is")
        return f"killed; if by nobody else, it wanted more memory than {memory}"
    return _last_line(log) or f"exit code {code}"


def _last_line(log: pathlib.Path) -> str:
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else ""
