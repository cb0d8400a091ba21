"""The trials of a study in its database, which several machines may share.

A trial of the search has a number; rows of the database are attempts at it. An attempt that was lost, because
its process or machine died, fails and is made again. Two attempts at once do no harm: both come to the same.
"""

import contextlib
import os
import socket
import warnings
from collections.abc import Iterable, Mapping
from typing import Any

import optuna
import psutil
from optuna.storages import RDBStorage
from optuna.trial import FrozenTrial, TrialState

from components.files import read_text
from components.tuner.outcome import Outcome

NUMBER, OWNER, REASON = "number", "owner", "reason"
ATTEMPTS = 3
"""How often a trial is begun before it is given up: it may be what kills its process."""

_UNFINISHED = (TrialState.WAITING, TrialState.RUNNING)


class Ledger:
    """The trials of one study.

    Args:
        storage: where it lives.
        name: of the study; it is made where it does not exist.
        objectives: how many there are, all to be made small.
    """

    def __init__(self, storage: RDBStorage, name: str, objectives: int) -> None:
        self._storage = storage
        self._study = optuna.create_study(
            study_name=name, storage=storage, directions=["minimize"] * objectives, load_if_exists=True
        )
        self._id = storage.get_study_id_from_name(name)
        self._me = _identity()

    def finished(self) -> dict[int, FrozenTrial]:
        """What is known: number -> its first attempt that came to something."""
        found: dict[int, FrozenTrial] = {}
        for trial in self._attempts():
            if trial.state in (TrialState.COMPLETE, TrialState.PRUNED) or REASON in trial.user_attrs:
                found.setdefault(trial.user_attrs[NUMBER], trial)
        return found

    def offer(self, proposed: Mapping[int, FrozenTrial]) -> None:
        """Sees that there is an attempt at each of these trials, unless it was lost too often."""
        rows = self._attempts()
        for number, trial in proposed.items():
            attempts = [row for row in rows if row.user_attrs[NUMBER] == number]
            if any(row.state in _UNFINISHED for row in attempts):
                continue
            made = self._storage.create_new_trial(self._id, trial)
            if len(attempts) >= ATTEMPTS:
                self._fail(made, f"its process was lost {ATTEMPTS} times; it may need too much memory")

    def claim(self, number: int) -> tuple[int, FrozenTrial] | None:
        """Takes the attempt at this trial, so that no other machine does; None where another has it."""
        own = (row for row in self._attempts() if row.user_attrs[NUMBER] == number)
        open_ = [row for row in own if row.state in _UNFINISHED]
        if not open_ or open_[0].state is not TrialState.WAITING:
            return None
        key = self._key(open_[0])
        self._storage.set_trial_user_attr(key, OWNER, self._me)
        with contextlib.suppress(optuna.exceptions.UpdateFinishedTrialError):
            if self._storage.set_trial_state_values(key, TrialState.RUNNING):
                self.beat([key])
                return key, open_[0]
        return None

    def beat(self, keys: Iterable[int]) -> None:
        """Says that these attempts still run."""
        for key in keys:
            self._storage.record_heartbeat(key)

    def finish(self, key: int, outcome: Outcome) -> None:
        """Writes what an attempt came to; nothing where another machine had given it up."""
        with contextlib.suppress(optuna.exceptions.UpdateFinishedTrialError):
            for step, value in outcome.curve.items():
                self._storage.set_trial_intermediate_value(key, step, value)
            for name, value in outcome.rungs.items():
                self._storage.set_trial_system_attr(key, name, value)
            self._storage.set_trial_user_attr(key, "seconds", outcome.seconds)
            if outcome.reason:
                self._fail(key, outcome.reason)
            else:
                self._storage.set_trial_state_values(key, outcome.state, outcome.values)

    def lose(self, keys: Iterable[int]) -> None:
        """Gives attempts up whose process is gone; they are made again."""
        for key in keys:
            with contextlib.suppress(optuna.exceptions.UpdateFinishedTrialError):
                self._storage.set_trial_state_values(key, TrialState.FAIL)

    def lose_dead(self) -> None:
        """Gives up attempts of processes of this machine that are gone, and of machines that fell silent."""
        running = (trial for trial in self._attempts() if trial.state is TrialState.RUNNING)
        self.lose(self._key(trial) for trial in running if _is_dead(trial.user_attrs.get(OWNER), self._me))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            optuna.storages.fail_stale_trials(self._study)

    def _fail(self, key: int, reason: str) -> None:
        self._storage.set_trial_user_attr(key, REASON, reason)
        self._storage.set_trial_state_values(key, TrialState.FAIL)

    def _attempts(self) -> list[FrozenTrial]:
        """Rows of the study in the order they were made."""
        return [row for row in self._study.get_trials(deepcopy=False) if NUMBER in row.user_attrs]

    def _key(self, trial: FrozenTrial) -> int:
        return self._storage.get_trial_id_from_study_id_trial_number(self._id, trial.number)


def _identity() -> dict[str, Any]:
    """This process, so that it is known again: its machine since it was started, and itself."""
    boot = read_text("/proc/sys/kernel/random/boot_id").strip()
    process = psutil.Process()
    return {
        "machine": f"{socket.gethostname()} {boot}",
        "process": os.getpid(),
        "born": process.create_time(),
    }


def _is_dead(owner: dict[str, Any] | None, me: dict[str, Any]) -> bool:
    """True for a process of this machine that does not run any more."""
    if owner is None or owner["machine"] != me["machine"]:
        return False
    try:
        return bool(psutil.Process(owner["process"]).create_time() != owner["born"])
    except psutil.NoSuchProcess:
        return True
