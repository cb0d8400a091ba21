"""The schedules of this machine as a service in the foreground: it fires them until it is told to stop."""

import datetime
import json
import os
import pathlib
import signal
import subprocess
import threading
from collections.abc import Callable
from typing import Any

from pipeline.manifest import FILE as MANIFEST
from pipeline.schedule.news import sentence
from pipeline.schedule.store import Schedule, Store
from pipeline.schedule.systemd import command

LOOK_SECONDS = 2.0  # how soon a schedule that was created, paused or deleted is noticed
ERRORS = ("error: ", "waiting: ", "unexpected: ")
LATE_SECONDS = 60  # a firing that is later than this, for the machine slept, is left out


class Service:
    """Fires schedules, one run at a time.

    Args:
        store: of the schedules; changes are followed.
        runs: the folder in which every run has a folder.
        tell: is told what happens, a line at a time.
    """

    def __init__(self, store: Store, runs: pathlib.Path, tell: Callable[[str], object]) -> None:
        self._store, self._runs, self._tell = store, runs, tell
        self._known: dict[str, Schedule] | None = None
        self._stopping, self._one_run = threading.Event(), threading.Lock()
        self._going: subprocess.Popen[bytes] | None = None

    def serve(self) -> None:
        """Serves until SIGINT or SIGTERM: the first lets a run end, the second stops it too."""
        from apscheduler.schedulers.background import BackgroundScheduler

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        defaults = {"max_instances": 1, "coalesce": True, "misfire_grace_time": LATE_SECONDS}
        scheduler = BackgroundScheduler(job_defaults=defaults, timezone="UTC")
        scheduler.start()
        while not self._stopping.is_set():
            self._follow(scheduler)
            self._stopping.wait(LOOK_SECONDS)
        scheduler.shutdown(wait=True)
        self._tell("stopped")

    def fire(self, schedule: Schedule) -> None:
        """Runs what a schedule says, in a process of its own, and tells what came of it."""
        with self._one_run:
            if self._stopping.is_set():
                return
            log = self._store.folder(schedule.name) / f"{_now('%Y%m%dT%H%M%S')}.log"
            log.parent.mkdir(parents=True, exist_ok=True)
            before = set(self._folders())
            code = self._execute(schedule, log)
        self._say(f"{schedule.name}: {self._outcome(before, code, log)}")

    def _execute(self, schedule: Schedule, log: pathlib.Path) -> int:
        with log.open("wb") as file:
            # Of a session of its own: Ctrl-C is for the service, which lets the run end.
            self._going = subprocess.Popen(
                command(schedule),
                cwd=schedule.folder,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            self._say(f"{schedule.name}: begins, its log is {log}")  # from here on Ctrl-C is for this run
            try:
                return self._going.wait()
            finally:
                self._going = None

    def _outcome(self, before: set[str], code: int, log: pathlib.Path) -> str:
        if code < 0:
            return f"was stopped (signal {-code}); the next run goes on where it was"
        found = sorted(set(self._folders()) - before)
        manifest = self._runs / found[-1] / MANIFEST if found else None
        if manifest is None or not manifest.is_file():
            lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            said = [line for line in lines if line.startswith(ERRORS)] or lines[-1:] or ["it said nothing"]
            return f"ended with code {code}: {said[0]}"
        return sentence(json.loads(manifest.read_text(encoding="utf-8")))

    def _folders(self) -> list[str]:
        return [path.name for path in self._runs.iterdir()] if self._runs.is_dir() else []

    def _follow(self, scheduler: Any) -> None:
        """Makes the scheduler's jobs those of the file."""
        found = {name: one for name, one in self._store.all().items() if not one.paused}
        known = self._known or {}
        for name in known.keys() - found.keys():
            scheduler.remove_job(name)
            self._say(f"{name}: does not fire any more")
        for name, schedule in found.items():
            if known.get(name) != schedule:
                trigger = schedule.when.trigger()
                job = scheduler.add_job(self.fire, trigger, [schedule], id=name, replace_existing=True)
                self._say(f"{name}: {schedule.when}, next at {job.next_run_time:%Y-%m-%d %H:%M:%S} UTC")
        if not found and self._known != found:
            self._say("nothing is scheduled; `cascada schedule create` changes that")
        self._known = found

    def _stop(self, number: int, frame: object) -> None:
        going, again = self._going, self._stopping.is_set()
        self._stopping.set()  # first of all: another signal may come while this one is told of
        if going is None:
            self._tell("stopping")
        elif not again and number == signal.SIGINT:
            self._tell("stopping when the run has ended; Ctrl-C again stops it too, and nothing is lost")
        else:
            self._tell("stopping the run")
            os.killpg(going.pid, signal.SIGTERM)  # with all its workers; a run may be killed at any moment

    def _say(self, what: str) -> None:
        self._tell(f"{_now('%Y-%m-%d %H:%M:%S')} {what}")


def _now(form: str) -> str:
    return datetime.datetime.now(datetime.UTC).strftime(form)
