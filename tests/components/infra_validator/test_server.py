"""The server process: clean, within its limits, and when it ends it is known why."""

import sys

import numpy as np
import pytest

from components.infra_validator.serve import ABSENT
from components.infra_validator.server import RequestFailed, Server, ServerGone

READY = "from components.infra_validator.wire import write_message as w; w(sys.stdout.buffer, {}); "


def program(text):
    return [sys.executable, "-c", f"import sys, os, time; {text}"]


def test_the_model_is_served_without_the_libraries_that_trained_it(server, sound_model, tmp_path):
    seen = (
        "import json; print(json.dumps(sorted({m.partition('.')[0] for m in sys.modules})), file=sys.stderr)"
    )
    text = (
        "from components.infra_validator import serve; "
        f"end = serve.serve; serve.serve = lambda *s: (end(*s), exec({seen!r})); serve.main()"
    )
    with Server(tmp_path, seconds=60, memory=8e9, command=program(text)) as watched:
        watched.load(sound_model)
        answer = watched.call(
            "predict", {n: np.ones(2, np.float32) for n in ("muons", "zenith")}, signature="predict"
        )
        assert answer[1]["probabilities"].shape == (2, 3)
        assert watched.stop() == 0
    loaded = set((tmp_path / "log.txt").read_text().splitlines()[-1].strip('[]"').split('", "'))
    assert "tensorflow" in loaded
    assert not loaded & (ABSENT - {"components"})


def test_a_request_that_fails_is_answered_by_its_error_and_the_server_goes_on(server, sound_model):
    server.load(sound_model)
    with pytest.raises(RequestFailed, match="KeyError"):
        server.call("predict", signature="no such signature")
    assert server.call("memory")[0]["bytes"] > 100e6


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("os.abort()", "signal SIGABRT"),
        ("sys.exit(3)", "exit status 3"),
        ("sys.exit('out of luck')", "exit status 1: out of luck"),
        (READY + "sys.stdin.buffer.read(1); os._exit(0)", "exit status 0"),
        (READY + "os.write(1, bytes(8)); os.write(1, b'nonsense'); os._exit(0)", "exit status 0"),
    ],
)
def test_a_server_that_ends_is_reported_with_its_status_and_last_words(text, reason, tmp_path):
    with (
        Server(tmp_path, seconds=30, memory=8e9, command=program(text)) as dying,
        pytest.raises(ServerGone, match=reason),
    ):
        dying.load(tmp_path)


def test_a_server_that_does_not_answer_in_time_is_killed(tmp_path):
    with Server(tmp_path, seconds=0.5, memory=8e9, command=program("time.sleep(60)")) as silent:
        with pytest.raises(ServerGone, match=r"did not answer within 0\.5 s"):
            silent.load(tmp_path)
        assert silent.stop() == -9


def test_a_server_that_takes_too_much_memory_is_killed(tmp_path):
    text = "held = bytearray(300_000_000); time.sleep(60)"
    with (
        Server(tmp_path, seconds=30, memory=200e6, command=program(text)) as greedy,
        pytest.raises(ServerGone, match="more than 200 MB"),
    ):
        greedy.load(tmp_path)


def test_what_the_program_is_not_told_it_does_not_know(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET", "42")
    text = "print(sorted(os.environ), os.getcwd(), file=sys.stderr)"
    with Server(tmp_path, seconds=30, memory=8e9, command=program(text)) as server, pytest.raises(ServerGone):
        server.load(tmp_path)
    known = (tmp_path / "log.txt").read_text()
    assert "SECRET" not in known
    assert str(tmp_path) in known
