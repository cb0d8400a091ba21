"""Damaged TFRecord files of examples: each is refused by one message, in one process for all."""

import gzip
import json
import subprocess
import sys

import pytest

from components.example_gen.encode import encode
from components.files import write_bytes
from components.showers.records import read_records
from tests.components.showers.tables import GROUND, write
from tests.poison.harness import MOST_MEGABYTES, MOST_SECONDS, ROOT
from tests.poison.made import flipped, showers, truncated

PROGRAM = """
import json, pathlib, sys, time
from components.errors import CascadaError
from components.examples import read_examples
for folder in sys.argv[1:]:
    start, rows = time.process_time(), 0
    try:
        rows = sum(batch.num_rows for batch in read_examples(folder))
        said = ""
    except CascadaError as error:
        said = str(error)
    except BaseException as error:
        said = repr(error)
    peak = pathlib.Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]
    seconds = time.process_time() - start
    print(json.dumps([folder, said, rows, int(peak) / 1e3, seconds]))
"""
LENGTH, DATA = 3, 40
"""Places in a record: a byte of its length, and one of its content."""


def at(place):
    def flip(path):
        content = bytearray(path.read_bytes())
        content[place] ^= 0x10
        path.write_bytes(content)

    return flip


DAMAGE = {
    "no file": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "cut in the first length": lambda path: path.write_bytes(path.read_bytes()[:5]),
    "cut in a record": lambda path: truncated(path, -1000),
    "cut before the last byte": lambda path: truncated(path, -1),
    "bit flipped in a length": at(LENGTH),
    "bit flipped in a record": at(DATA),
    "bit flipped in the middle": lambda path: flipped(path, 0.5),
    "bit flipped in the last checksum": lambda path: flipped(path, -2),
    "packed": lambda path: path.write_bytes(gzip.compress(path.read_bytes())),
    "text": lambda path: path.write_text("event_id,label\n" * 1000),
    "zeros": lambda path: path.write_bytes(bytes(100_000)),
}


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """Name -> what was said of the examples, how many were read, megabytes and seconds."""
    folder = tmp_path_factory.mktemp("examples")
    places = {name: folder / name.replace(" ", "-") for name in ("sound", *DAMAGE)}
    table = next(read_records(write(showers(), folder / "a.csv"), GROUND)).table
    for name, place in places.items():
        path = place / "examples-00000-of-00001"
        write_bytes(str(path), encode(table))
        DAMAGE.get(name, lambda path: None)(path)
    call = [sys.executable, "-c", PROGRAM, *map(str, places.values())]
    result = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=120)
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(lines) == len(places), result.stderr
    return dict(zip(places, (line[1:] for line in lines), strict=True))


def test_sound_examples_are_read(said):
    message, rows, _, _ = said["sound"]
    assert (message, rows > 0) == ("", True)


@pytest.mark.parametrize("name", DAMAGE)
def test_damaged_examples_are_refused(said, name):
    message, _, megabytes, seconds = said[name]
    assert name.replace(" ", "-") in message
    assert "\n  -> " in message
    assert megabytes < MOST_MEGABYTES
    assert seconds < MOST_SECONDS
