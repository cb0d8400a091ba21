"""What a check of a machine finds, and how one asks another program."""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Status = Literal["ok", "note", "failed"]


@dataclass(frozen=True)
class Check:
    """One thing looked at: `note` is worth knowing and stops nothing; `failed` must be mended first."""

    name: str
    status: Status
    finding: str
    fix: str = ""


@dataclass(frozen=True)
class Answer:
    """What another program said: whether it succeeded, and the last line it wrote."""

    success: bool
    line: str


def ask(command: Sequence[str], seconds: float, variables: Mapping[str, str] | None = None) -> Answer:
    """Runs a program in a process of its own, so that neither its crash nor its silence harms this one.

    Args:
        command: the program and its arguments.
        seconds: after which it is stopped.
        variables: its environment, the caller's own when left out.
    """
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
            env=variables,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Answer(False, f"no answer in {seconds:.0f} s")
    except OSError as error:
        return Answer(False, f"{command[0]} cannot be started: {error.strerror}")
    if done.returncode < 0:
        return Answer(False, f"it crashed (signal {-done.returncode})")
    lines = (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()
    return Answer(done.returncode == 0, lines[-1].strip() if lines else "")
