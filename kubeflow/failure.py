"""How a task ends that failed: with one clear message, and a stack trace only where that helps."""

import signal
import sys
import traceback
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

REFUSED, UNEXPECTED, TERMINATED = 1, 3, 128 + signal.SIGTERM
"""Exit codes: a person has to mend something; a mistake in the program; the machine is taken away."""
OWN = ("kubeflow.errors.KubeflowError",)


class Terminated(BaseException):
    """The task was told to end. No execution is marked as failed: the next attempt goes on with it."""


def heed_signals() -> None:
    """Lets SIGTERM end Python code as an exception does."""

    def stop(number: int, frame: Any) -> NoReturn:
        raise Terminated

    signal.signal(signal.SIGTERM, stop)


def explain(error: BaseException, where: str, mistakes: Sequence[str]) -> int:
    """Says on standard error what happened.

    Args:
        error: that ended the task.
        where: the node.
        mistakes: dotted paths of the classes of errors that a person can mend.

    Returns:
        The exit code.
    """
    if isinstance(error, Terminated):
        print(f"{where}: told to end; the next attempt goes on", file=sys.stderr)
        return TERMINATED
    for one in _chain(error):
        if set(_names(one)) & {*OWN, *mistakes}:
            print(f"error: {one}", file=sys.stderr)
            return REFUSED
    traceback.print_exception(error)
    print(f"unexpected: {where}: {type(error).__name__}: {error}", file=sys.stderr)
    return UNEXPECTED


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _names(error: BaseException) -> list[str]:
    return [f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__]
