"""A run that is killed at any node and started again ends with the model of an undisturbed run."""

import pathlib
import signal
import time

import pytest

from tests.end_to_end.harness import Command

pytestmark = pytest.mark.end_to_end


def _wait_for(out: pathlib.Path, words: str, process) -> None:
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and process.poll() is None:
        logs = sorted(out.glob("runs/*/log.txt"))
        if logs and words in logs[-1].read_text(errors="replace"):
            return
        time.sleep(0.02)
    raise AssertionError(f"never saw {words!r}: {process.communicate()}")


def _kill_at(command: Command, node: str, delay: float) -> None:
    before = len(list(command.out.glob("runs/*")))
    process = command.start()
    while len(list(command.out.glob("runs/*/log.txt"))) <= before and process.poll() is None:
        time.sleep(0.02)
    _wait_for(command.out, f"node {node} starts", process)
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_killed_at_every_node_it_ends_with_the_same_model(cascada, tmp_path):
    undisturbed = cascada.run()
    assert undisturbed.returncode == 0, undisturbed.stdout + undisturbed.stderr
    disturbed = Command(tmp_path / "out", cascada.data)
    executed = [node for node, state in cascada.states().items() if state == "ran"]
    for number, node in enumerate(executed):
        _kill_at(disturbed, node, delay=0.15 * (number % 3))
    result = disturbed.run()
    assert result.returncode == 0, result.stdout + result.stderr
    assert disturbed.pushed(1) == cascada.pushed(1)
