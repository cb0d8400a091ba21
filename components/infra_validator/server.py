"""Starts the model server, talks to it, and keeps it within its limits of time and memory."""

import contextlib
import pathlib
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, BinaryIO, Self, cast

from components.infra_validator.serve import peak_memory
from components.infra_validator.wire import Array, Arrays, read_message, write_message

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = (
    f"import sys; sys.path.insert(0, {str(ROOT)!r}); "
    "from components.infra_validator.serve import main; main()"
)
COMMAND = (sys.executable, "-I", "-c", PROGRAM)
ENVIRONMENT = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1", "LC_ALL": "C.UTF-8"}
PATIENCE = 10.0  # seconds for a process to end
WATCH = 0.1  # seconds between two looks at the memory of a server that is busy


class ServerGone(Exception):  # noqa: N818
    """The server crashed, took too long or took too much memory; the message is for people."""


class RequestFailed(Exception):  # noqa: N818
    """The server lives and answered with an error."""


class Server:
    """A server process, for use in a `with`.

    Args:
        folder: an empty folder that the process works in.
        seconds: time it has in all.
        memory: bytes of resident memory it may take.
        command: the program.
    """

    def __init__(
        self, folder: pathlib.Path, seconds: float, memory: float, command: Sequence[str] = COMMAND
    ) -> None:
        self._started, self._seconds, self._memory = time.monotonic(), seconds, memory
        self._ready = False
        self._log = folder / "log.txt"
        with self._log.open("wb") as log:
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(
                command, stdin=pipe, stdout=pipe, stderr=log, cwd=folder, env=ENVIRONMENT
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(BrokenPipeError):
                cast(BinaryIO, stream).close()

    @property
    def alive(self) -> bool:
        """Whether the process is running."""
        return self._process.poll() is None

    def load(self, folder: pathlib.Path) -> tuple[float, Mapping[str, Any]]:
        """Loads a model; the seconds since the start of the process, and the signatures.

        Raises:
            ServerGone: the server is gone.
            RequestFailed: the model cannot be loaded.
        """
        if not self._ready:
            self._receive()
            self._ready = True
        signatures = self.call("load", folder=str(folder))[0]["signatures"]
        return time.monotonic() - self._started, signatures

    def call(
        self, call: str, arrays: Arrays | None = None, **head: Any
    ) -> tuple[dict[str, Any], dict[str, Array]]:
        """Sends a request of `serve.py` and waits for the answer.

        Raises:
            ServerGone: the server is gone.
            RequestFailed: the server answered with an error.
        """
        try:
            write_message(cast(BinaryIO, self._process.stdin), {"call": call, **head}, arrays)
        except BrokenPipeError:
            raise self._gone() from None
        return self._receive()

    def stop(self) -> int:
        """Ends the server by ending its requests; its exit status.

        Raises:
            ServerGone: it does not end.
        """
        cast(BinaryIO, self._process.stdin).close()
        try:
            return self._process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            raise ServerGone("the server does not end when its requests end") from None

    def _receive(self) -> tuple[dict[str, Any], dict[str, Array]]:
        stream = cast(BinaryIO, self._process.stdout)
        self._watch(stream)
        try:
            head, arrays = read_message(stream)
        except (EOFError, ValueError):
            raise self._gone() from None
        if "error" in head:
            raise RequestFailed(head["error"])
        return head, arrays

    def _watch(self, stream: BinaryIO) -> None:
        """Returns when there is something to read."""
        with selectors.DefaultSelector() as selector:
            selector.register(stream, selectors.EVENT_READ)
            while not selector.select(WATCH):
                if time.monotonic() > self._started + self._seconds:
                    self._process.kill()
                    raise ServerGone(f"the server did not answer within {self._seconds:g} s")
                if self._peak() > self._memory:
                    self._process.kill()
                    limit = f"{self._memory / 1e6:.0f} MB"
                    raise ServerGone(f"the server took more than {limit} of memory and was stopped")

    def _peak(self) -> int:
        try:
            return peak_memory(self._process.pid)
        except OSError:
            return 0

    def _gone(self) -> ServerGone:
        status = self._process.wait(timeout=PATIENCE)
        last = self._last_words()
        return ServerGone(f"the server ended with {_ending(status)}" + (f": {last}" if last else ""))

    def _last_words(self) -> str:
        """The last line of the log that is neither empty nor an address of a stack."""
        lines = map(str.strip, self._log.read_text(encoding="utf-8", errors="replace").splitlines())
        told = [line for line in lines if line and not line.startswith(("@ ", "***"))]
        return told[-1][:500] if told else ""


def _ending(status: int) -> str:
    return f"signal {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
