"""The `cascada` command on poison: one message on the error stream, exit code 1, and no folder is made."""

import os
import pathlib
import resource
import signal
import subprocess
import sys

import pytest

from tests.components.showers.tables import write
from tests.poison.harness import LONGEST_WAIT, MOST_SECONDS, ROOT, written
from tests.poison.made import events, parquet, showers, truncated, with_cell

TABLE = showers()


@pytest.fixture
def cascada(tmp_path):
    """Calls the command; gives its exit code and its error stream."""

    def call(*words, largest=resource.RLIM_INFINITY):
        def limited():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
            resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))

        result = subprocess.run(
            [sys.executable, "-m", "pipeline.cli", *map(str, words)],
            cwd=ROOT,
            env=os.environ | {"TMPDIR": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=LONGEST_WAIT,
            preexec_fn=limited,
        )
        return result.returncode, result.stderr

    return call


def require_one_message(result: tuple[int, str], out: pathlib.Path, *words: str) -> None:
    code, errors = result
    assert code == 1, errors
    assert errors.startswith("error: ")
    assert "Traceback" not in errors
    assert "\n  -> " in errors
    for word in words:
        assert word in errors
    assert not out.exists()
    assert [name for name in written(out.parent) if name.startswith(".")] == []


INGESTED = {
    "cut Parquet": lambda folder: truncated(parquet(TABLE, folder / "a.parquet"), 0.5),
    "cut gzip": lambda folder: truncated(write(TABLE, folder / "a.csv.gz"), 0.5),
    "a million columns": lambda folder: _text(folder / "a.csv", "c," * 10**6 + "\n"),
    "events": lambda folder: parquet(events(), folder / "a.parquet"),
    "one class": lambda folder: write(TABLE.slice(0, 200), folder / "a.csv"),
}


def _text(path: pathlib.Path, content: str) -> pathlib.Path:
    path.write_text(content)
    return path


@pytest.mark.parametrize("name", INGESTED)
def test_ingest_refuses_a_table(cascada, tmp_path, name):
    path = INGESTED[name](tmp_path)
    result = cascada("ingest", "table", path, "--dataset", "ground", "-o", tmp_path / "span-1")
    require_one_message(result, tmp_path / "span-1", path.name)


@pytest.mark.parametrize("source", ["auger", "corsika"])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04junk"])
def test_ingest_refuses_what_is_of_no_known_format(cascada, tmp_path, source, content):
    path = tmp_path / {"auger": "event.json", "corsika": "DAT000001"}[source]
    path.write_bytes(content)
    result = cascada("ingest", source, path, "-o", tmp_path / "span-1")
    require_one_message(result, tmp_path / "span-1", path.name)


def test_ingest_stops_at_a_bad_record_when_asked(cascada, tmp_path):
    path = write(with_cell(TABLE, "Energy", -1.0), tmp_path / "a.csv")
    words = ("--dataset", "ground", "--bad-records", "stop", "-o", tmp_path / "span-1")
    require_one_message(cascada("ingest", "table", path, *words), tmp_path / "span-1", "a.csv", "energy")


def test_ingest_on_a_full_disk_leaves_nothing(cascada, tmp_path):
    path = write(TABLE, tmp_path / "a.csv")
    words = ("ingest", "table", path, "--dataset", "ground", "-o", tmp_path / "span-1")
    code, errors = cascada(*words, largest=10_000)
    assert (code, "Traceback" in errors) == (1, False)
    assert "File too large" in errors
    assert written(tmp_path) == ["a.csv"]


def test_schema_refuses_a_damaged_table(cascada, tmp_path):
    path = truncated(parquet(TABLE, tmp_path / "a.parquet"), 0.5)
    result = cascada("schema", "infer", path, "--dataset", "ground", "-o", tmp_path / "new.pbtxt")
    require_one_message(result, tmp_path / "new.pbtxt", "a.parquet")
