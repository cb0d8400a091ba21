"""What a person sees: one kind of console for every sub-command, and native libraries kept quiet."""

import contextlib
import os
import pathlib
import sys
from collections.abc import Callable, Iterator
from typing import IO

from rich.console import Console

PIPED_WIDTH = 140  # characters; rich would fold tables at 80 where it cannot see a terminal


def console(file: IO[str] | None = None) -> Console:
    """A console without automatic colours; wide where its output goes to a file or a pipe.

    Args:
        file: where it prints; None for standard output.
    """
    made = Console(highlight=False, file=file)
    return made if made.is_terminal else Console(highlight=False, file=file, width=PIPED_WIDTH)


@contextlib.contextmanager
def native_messages_to(path: str | pathlib.Path) -> Iterator[IO[str]]:
    """Sends to a file what anything in this process prints on standard error.

    TensorFlow's native code prints before any setting can stop it.

    Yields:
        A stream to the real standard error.
    """
    sys.stderr.flush()
    with os.fdopen(os.dup(2), "w") as real, open(path, "a", encoding="utf-8") as file:
        os.dup2(file.fileno(), 2)
        try:
            yield real
        finally:
            sys.stderr.flush()
            os.dup2(real.fileno(), 2)


@contextlib.contextmanager
def progress_bar(shown: Console, what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, nothing elsewhere; gives a function that takes how many are done."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=shown, transient=True, disable=not shown.is_terminal) as progress:
        task = progress.add_task("", total=total)
        yield lambda done: progress.update(task, completed=done)
