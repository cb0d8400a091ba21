"""A worker: a process of its own that runs one trial after another, on cores of its own.

Its messages are pairs: `("done", outcome)` or `("broken", traceback)`.
"""

import multiprocessing
import os
import time
import traceback
from multiprocessing.connection import Connection
from typing import Any

import optuna
from optuna.trial import TrialState

from components.errors import CascadaError
from components.tuner.outcome import Objective, Outcome, Prepare, Task
from components.tuner.plan import Plan
from components.tuner.pruning import Watch


def work(connection: Connection, plan: Plan, prepare: Prepare, cores: set[int]) -> None:
    """Runs what comes through the connection, until it is closed.

    Args:
        connection: brings tasks, takes messages.
        plan: the search.
        prepare: gives the objective; it loads the data.
        cores: that this process may use; libraries take as many threads.
    """
    confine(cores)
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    try:
        objective = prepare()
        while True:
            task: Task = connection.recv()
            connection.send(("done", run_trial(plan, task, objective)))
    except (EOFError, BrokenPipeError, ConnectionResetError):  # the search is over, or its process is gone
        return
    except Exception:
        connection.send(("broken", traceback.format_exc()))


def run_trial(plan: Plan, task: Task, objective: Objective) -> Outcome:
    """Runs one trial.

    What a person can mend, such as settings that do not go together or a training that diverged, makes the
    trial fail; everything else is an error of the program and is raised.
    """
    watch, started = Watch(plan, task), time.perf_counter()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    told: dict[str, Any] = {"state": TrialState.COMPLETE}
    try:
        told["values"] = objective(task.settings, task.seed, _while_led(watch))
    except optuna.TrialPruned:
        told["state"] = TrialState.PRUNED
    except CascadaError as error:
        told |= {"state": TrialState.FAIL, "reason": str(error)}
    return Outcome(seconds=time.perf_counter() - started, curve=watch.curve, rungs=watch.rungs, **told)


def confine(cores: set[int]) -> None:
    """Keeps this process on these cores, and libraries that are loaded later to as many threads."""
    os.sched_setaffinity(0, cores)
    for name in (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "TF_NUM_INTRAOP_THREADS",
        "TF_NUM_INTEROP_THREADS",
    ):
        os.environ[name] = str(len(cores))
    os.environ["TF_FORCE_GPU_ALLOW_GROWTH"] = "true"  # workers share a GPU


def _while_led(watch: Watch) -> Any:
    """The watch, which also ends this process in the middle of a training when nobody waits for it."""
    parent = multiprocessing.parent_process()

    def report(step: int, value: float) -> None:
        if parent is not None and not parent.is_alive():
            raise BrokenPipeError
        watch(step, value)

    return report
