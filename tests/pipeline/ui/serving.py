"""The real command in a process of its own."""

import contextlib
import os
import pathlib
import re
import signal
import subprocess
import sys
from collections.abc import Iterator

ROOT = pathlib.Path(__file__).resolve().parents[3]


@contextlib.contextmanager
def start(out: pathlib.Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`cascada ui` at a port that is free; gives the process and its address."""
    call = [sys.executable, "-m", "pipeline.cli", "ui", "--out", str(out), "--port", "0", *words]
    pipe, environment = subprocess.PIPE, os.environ | {"PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        call, cwd=ROOT, env=environment, stdout=pipe, stderr=pipe, text=True, preexec_fn=_hears_ctrl_c
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        found = re.search(r"http://\S+", line)
        assert found, process.communicate(timeout=30)
        yield process, found[0]
    finally:
        process.kill()
        process.communicate(timeout=30)


def _hears_ctrl_c() -> None:
    """Whoever starts the tests in the background has made them deaf to it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
