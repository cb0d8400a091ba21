"""The workers of a search: each has one trial at a time; one that dies takes no other with it."""

import dataclasses
import multiprocessing
import os
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Self

from components.tuner.outcome import Outcome, Prepare, Task
from components.tuner.plan import Plan
from components.tuner.worker import work


@dataclasses.dataclass
class _Worker:
    process: BaseProcess
    connection: Connection
    key: int | None = None


class Crew:
    """Starts workers when there is work for them, and ends them all on leaving.

    Args:
        plan: the search; says how many workers, and how many cores each has.
        prepare: gives a worker its objective; it is called in the worker, once.
    """

    def __init__(self, plan: Plan, prepare: Prepare) -> None:
        self._plan, self._prepare = plan, prepare
        self._cores = _shares(plan)
        self._workers: dict[int, _Worker] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        for worker in self._workers.values():
            worker.connection.close()
            worker.process.terminate()
        for worker in self._workers.values():
            worker.process.join()

    @property
    def free(self) -> bool:
        """Whether a worker has nothing to do."""
        return len(self.keys) < len(self._cores)

    @property
    def keys(self) -> list[int]:
        """Of what is being worked on."""
        return [worker.key for worker in self._workers.values() if worker.key is not None]

    def start(self, key: int, task: Task) -> None:
        """Gives a free worker a task."""
        place = next(p for p in range(len(self._cores)) if p not in self._workers or not self._busy(p))
        worker = self._workers.get(place)
        if worker is None or not worker.process.is_alive():
            worker = self._hire(place)
        worker.connection.send(task)
        worker.key = key

    def done(self, timeout: float) -> Iterator[tuple[int, Outcome | None]]:
        """Waits until something is done; gives the keys with the outcomes, None where the worker died.

        Raises:
            RuntimeError: the program went wrong in a worker; says how.
        """
        busy = {place: worker for place, worker in self._workers.items() if worker.key is not None}
        ready = wait([worker.connection for worker in busy.values()], timeout)
        for place, worker in busy.items():
            if worker.connection in ready and worker.key is not None:
                key, worker.key = worker.key, None
                yield key, self._receive(place, worker)

    def _receive(self, place: int, worker: _Worker) -> Outcome | None:
        try:
            kind, content = worker.connection.recv()
        except (EOFError, ConnectionResetError):
            del self._workers[place]
            worker.process.join()
            return None
        if kind == "broken":
            raise RuntimeError(f"a trial went wrong in its worker:\n{content}")
        outcome: Outcome = content
        return outcome

    def _busy(self, place: int) -> bool:
        return self._workers[place].key is not None

    def _hire(self, place: int) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=work, args=(theirs, self._plan, self._prepare, self._cores[place]), daemon=True
        )
        process.start()
        theirs.close()
        self._workers[place] = _Worker(process, ours)
        return self._workers[place]


def _shares(plan: Plan) -> list[set[int]]:
    """The cores of each worker: no two share one while there are enough."""
    cores = sorted(os.sched_getaffinity(0))
    most = min(plan.workers or max(1, len(cores) // plan.threads), plan.batch)
    return [
        {cores[(worker * plan.threads + thread) % len(cores)] for thread in range(plan.threads)}
        for worker in range(most)
    ]
