"""`cascada schedule` on this machine: kept in a file, fired by a service."""

import json
import os
import pathlib
import signal
import subprocess
import sys

import pytest

CASCADA = [sys.executable, "-m", "pipeline.cli"]
DAILY = ("--cron", "0 3 * * *")


@pytest.fixture
def cascada(tmp_path):
    def call(*words, code=0):
        command = [*CASCADA, "schedule", *words, "--out", str(tmp_path / "out")]
        result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        said = result.stdout + result.stderr
        assert result.returncode == code, said
        assert "Traceback" not in said
        return said

    return call


def test_from_creation_to_deletion(cascada):
    assert "nothing is scheduled" in cascada("list")
    assert "nightly: cron 0 3 * * *: cascada run" in cascada("create", *DAILY, "--name", "nightly")
    assert "cascada-wcd: every 6h: cascada run" in cascada("create", "--every", "6h")
    assert "there is a schedule nightly" in cascada("create", *DAILY, "--name", "nightly", code=1)
    cascada("pause", "nightly")
    assert "nightly  cron 0 3 * * *  paused" in cascada("list")
    cascada("resume", "nightly")
    assert "paused" not in cascada("list")
    cascada("delete", "nightly")
    assert "there is no schedule nightly\n  -> There are: cascada-wcd." in cascada("pause", "nightly", code=1)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), "when?"),
        ((*DAILY, "--every", "6h"), "when?"),
        (("--cron", "0 25 * * *"), "hour '25' is not within 0 to 23"),
        (("--every", "soon"), "not a length of time"),
        ((*DAILY, "--name", "../etc"), "cannot name a schedule"),
        ((*DAILY, "--data", "/nowhere"), "/nowhere does not exist"),
    ],
)
def test_a_mistake(words, expected, cascada):
    assert expected in cascada("create", *words, code=1)


def test_it_runs_with_the_settings_it_was_created_with(tmp_path, cascada):
    file = tmp_path / "mine.yaml"
    file.write_text("seed: 7\n")
    words = ("--settings", str(file), "--settings", "ci", "--set", "split.seed=3", "--dataset", "ground")
    cascada("create", *DAILY, "--data", str(tmp_path), *words)
    file.write_text("seed: 8\n")
    (row,) = json.loads((tmp_path / "out/schedules.json").read_text())
    kept = tmp_path / "out/schedules/cascada-ground/0-mine.yaml"
    assert kept.read_text() == "seed: 7\n"
    assert row["words"] == [
        *("--dataset", "ground", "--out", str(tmp_path / "out"), "--data", str(tmp_path)),
        *("--set", "split.seed=3", "--settings", str(kept), "--settings", "ci"),
    ]


def test_units_for_systemd(tmp_path, cascada):
    cascada("create", *DAILY, "--name", "nightly")
    said = cascada("systemd", "nightly", "-o", str(tmp_path / "units"), "--user", "daemon")
    assert "systemctl enable --now cascada-nightly.timer" in said
    assert (tmp_path / "units/cascada-nightly.timer").is_file()
    assert "there is no schedule weekly" in cascada("systemd", "weekly", code=1)


class _Served:
    """The service in a process of its own; what it says is read line by line."""

    def __init__(self, out):
        command = [*CASCADA, "schedule", "serve", "--out", str(out)]
        environment = os.environ | {"PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
        )
        self.said = ""

    def until(self, words):
        for line in self.process.stdout:
            self.said += line
            if words in line:
                return line
        raise AssertionError(f"it never said {words!r}: {self.said}")


@pytest.fixture
def serve(tmp_path):
    """Serves one schedule that fires every other second."""
    started = []

    def begin(*words):
        row = {"name": "often", "every": 2, "words": words, "folder": str(tmp_path), "paused": False}
        out = tmp_path / "out"
        out.mkdir()
        (out / "schedules.json").write_text(json.dumps([row | {"created": ""}]))
        started.append(_Served(out))
        return started[0]

    yield begin
    for one in started:
        one.process.terminate()  # which ends its run too
        one.process.wait(60)
        one.process.stdout.close()


def test_the_service_fires_follows_changes_and_ends_cleanly(tmp_path, cascada, serve):
    served = serve("--data", "/nowhere", "--out", str(tmp_path / "out"))
    served.until("often: every 2s, next at")
    log = served.until("often: begins, its log is").split()[-1]
    served.until("often: ended with code 1: error: data: /nowhere does not exist")
    assert "/nowhere does not exist" in pathlib.Path(log).read_text()
    cascada("pause", "often")
    served.until("often: does not fire any more")
    cascada("resume", "often")
    served.until("often: every 2s, next at")
    served.process.send_signal(signal.SIGTERM)
    served.until("stopped")
    assert served.process.wait(30) == 0
    assert "Traceback" not in served.said


def test_a_second_ctrl_c_stops_the_run_too(tmp_path, serve):
    """The run simulates its data, which takes longer than this test."""
    served = serve("--out", str(tmp_path / "out"), "--set", "simulation.events=2000000")
    served.until("often: begins")
    served.process.send_signal(signal.SIGINT)
    served.until("stopping when the run has ended")
    served.process.send_signal(signal.SIGINT)
    served.until("stopping the run")
    served.until("often: was stopped")
    served.until("stopped")
    assert served.process.wait(30) == 0
    assert served.said.count("begins") == 1, "one run at a time, and none after it was told to stop"
