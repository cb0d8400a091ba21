"""Packed tables that are damaged, or grow a thousandfold: refused by name, in bounded memory."""

import gzip

import pytest

from tests.components.showers.tables import write
from tests.poison.harness import require_refusal
from tests.poison.made import flipped, showers, truncated


def bomb(piece: bytes, pieces: int) -> bytes:
    """A gzip file of the same piece many times, packed once."""
    return gzip.compress(piece) * pieces


@pytest.fixture
def packed(tmp_path):
    return write(showers(), tmp_path / "showers.csv.gz")


DAMAGE = {
    "empty": lambda path: path.write_bytes(b""),
    "cut in the head": lambda path: truncated(path, 0.0001),
    "cut in the middle": lambda path: truncated(path, 0.5),
    "cut in the checksum": lambda path: truncated(path, -5),
    "bit flipped in the head": lambda path: flipped(path, 0.00001),
    "bit flipped early": lambda path: flipped(path, 0.1),
    "bit flipped late": lambda path: flipped(path, 0.9),
    "bit flipped in the checksum": lambda path: flipped(path, -6),
    "bit flipped in the length": lambda path: flipped(path, -2),
    "noise behind it": lambda path: path.write_bytes(path.read_bytes() + b"x" * 100),
    "not packed": lambda path: path.write_bytes(gzip.decompress(path.read_bytes())),
    "a ZIP archive": lambda path: path.write_bytes(b"PK\x03\x04" + bytes(1000)),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_packed_table_is_refused(fed, packed, name):
    DAMAGE[name](packed)
    require_refusal(fed("ground", packed), "showers.csv.gz")


BOMBS = {
    "zeros": (bytes(1 << 20), "a line is longer than"),
    "blank lines": (b"\n" * (1 << 20), "showers.txt.gz"),
    "short lines": (b"1 2\n" * (1 << 18), "none of 65536 lines from line 1 on has 9 values"),
    "blanks": (b" " * (1 << 20), "a line is longer than"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused(fed, tmp_path, name):
    piece, words = BOMBS[name]
    (tmp_path / "showers.txt.gz").write_bytes(bomb(piece * 16, 64))
    require_refusal(fed("ground", tmp_path / "showers.txt.gz"), "showers.txt.gz", words)
