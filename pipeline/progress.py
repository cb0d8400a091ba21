"""Progress, node by node: a line for each on any output, with a moving clock on a terminal."""

import contextlib
import time
from collections.abc import Callable, Iterator

from rich.console import Console

from pipeline.runs import State

_COLOURS = {
    State.RAN: "green",
    State.CACHED: "cyan",
    State.RESOLVED: "cyan",
    State.FAILED: "red",
    State.SKIPPED: "red",
}


class Progress:
    """Says which node runs, how each ended and how long it took."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.seconds: dict[str, float] = {}
        self.states: dict[str, State] = {}
        self._nodes: list[str] = []

    def start(self, nodes: list[str]) -> None:
        """Tells which nodes there are, in the order they will run."""
        self._nodes = nodes

    @contextlib.contextmanager
    def node(self, name: str) -> Iterator[Callable[[State], None]]:
        """Covers the run of one node; gives a function that takes how it ended."""
        started = time.monotonic()
        with self._clock(name):
            try:
                yield lambda state: self.states.__setitem__(name, state)
            except BaseException:
                self.states[name] = State.FAILED
                raise
            finally:
                self.seconds[name] = time.monotonic() - started
                self._line(name)

    def _clock(self, name: str) -> contextlib.AbstractContextManager[object]:
        if self.console.is_terminal:
            return self.console.status(f"{self._place(name)} {name}")
        return contextlib.nullcontext()

    def _line(self, name: str) -> None:
        state = self.states.get(name, State.FAILED)
        self.console.print(
            f"{self._place(name)} {name:<28} [{_COLOURS[state]}]{state:<8}[/] {self.seconds[name]:6.1f} s",
            highlight=False,
        )

    def _place(self, name: str) -> str:
        return f"[dim]{self._nodes.index(name) + 1:>2}/{len(self._nodes)}[/]"
