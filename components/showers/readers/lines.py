"""Text files as blocks of whole lines, cleaned with array operations; memory is bounded by the block."""

import dataclasses
import functools
import itertools
import pathlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from components.errors import BadFileError
from components.showers.readers.raw import ROWS, Integers

BLOCK_BYTES = 4 << 20
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
BLANKS_TO_SPACES = bytes.maketrans(b"\t\r\f\v", b"    ")
NEWLINE, SPACE = b"\n "

Octets = np.ndarray[Any, np.dtype[np.uint8]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]


@dataclasses.dataclass(frozen=True)
class Lines:
    """Whole lines of a file.

    Attributes:
        content: the bytes, ending in a newline.
        numbers: the 1-based number of each line in the file [lines].
    """

    content: bytes
    numbers: Integers

    @functools.cached_property
    def ends(self) -> Integers:
        """Where each line's newline stands [lines]."""
        return np.flatnonzero(octets(self.content) == NEWLINE)

    @functools.cached_property
    def starts(self) -> Integers:
        """Where each line begins [lines]."""
        return np.concatenate(([0], self.ends[:-1] + 1))

    def texts_of(self, numbers: Integers) -> pa.Array:
        """The lines of these numbers [k] as strings [k]; no line of the block may have been dropped."""
        offsets = pa.py_buffer(np.append(self.starts, len(self.content)))
        lines = pa.LargeBinaryArray.from_buffers(
            pa.large_binary(), len(self.numbers), [None, offsets, pa.py_buffer(self.content)]
        )
        chosen = b"".join(lines.take(pa.array(numbers - self.numbers[0])).to_pylist())
        return pa.array(chosen.decode(errors="replace").replace("\r\n", "\n").split("\n")[:-1], pa.string())

    def keep(self, mask: Mask) -> "Lines":
        """The lines where `mask` [lines] is true."""
        if mask.all():
            return self
        sizes = self.ends - self.starts + 1
        return Lines(octets(self.content)[np.repeat(mask, sizes)].tobytes(), self.numbers[mask])


def counts_of(lines: Lines, character: str) -> Integers:
    """How often a character stands in each line [lines]."""
    return np.add.reduceat(octets(lines.content) == ord(character), lines.starts, dtype=np.int64)


def octets(content: bytes) -> Octets:
    """Bytes as an array [bytes]."""
    return np.frombuffer(content, np.uint8)


def read_lines(path: pathlib.Path) -> Iterator[Lines]:
    """The lines of a file in blocks of about `BLOCK_BYTES`; `.gz` files are unpacked on the way.

    Raises:
        BadFileError: a line is longer than a block, so this is no table of text.
    """
    first, rest = 1, b""
    with pa.input_stream(str(path), compression="gzip" if path.suffix == ".gz" else None) as stream:
        while piece := stream.read(BLOCK_BYTES):
            piece = piece.removeprefix(BYTE_ORDER_MARK) if first == 1 and not rest else piece
            whole, newline, rest = (rest + piece).rpartition(b"\n")
            if len(rest) > BLOCK_BYTES:
                raise BadFileError(
                    f"a line is longer than {BLOCK_BYTES} bytes",
                    where=str(path),
                    fix="Is this a text table? Write one event per line.",
                )
            if newline:
                yield from _blocks(whole + newline, first)
                first += whole.count(b"\n") + 1
    if rest:
        yield _numbered(rest + b"\n", first)


def _blocks(content: bytes, first: int) -> Iterator[Lines]:
    """Whole lines, at most `ROWS` together; nothing of them where all are blank."""
    if content.isspace():
        return
    lines = _numbered(content, first)
    if len(lines.numbers) <= ROWS:
        yield lines
        return
    starts = [*lines.starts[::ROWS].tolist(), len(content)]
    for place, (start, end) in enumerate(itertools.pairwise(starts)):
        yield _numbered(content[start:end], first + place * ROWS)


def _numbered(content: bytes, first: int) -> Lines:
    return Lines(content, np.arange(first, first + content.count(b"\n"), dtype=np.int64))


def clean(lines: Lines, *, collapse: bool) -> Lines:
    """The lines as valid UTF-8, with plain newlines and without blank lines.

    Args:
        lines: as read.
        collapse: whether runs of blanks separate columns: each becomes one space, at the ends of a line none.
    """
    content = _valid_utf8(lines.content)
    content = _collapse_blanks(content) if collapse else content.replace(b"\r\n", b"\n")
    cleaned = Lines(content, lines.numbers)
    if content.startswith(b"\n") or b"\n\n" in content:
        return cleaned.keep(cleaned.ends > cleaned.starts)
    return cleaned


def _valid_utf8(content: bytes) -> bytes:
    if content.isascii():
        return content
    return content.decode(errors="replace").encode()


def _collapse_blanks(content: bytes) -> bytes:
    """Leaves one space between columns: a space after a space or at the start of a line goes."""
    array = octets(content.translate(BLANKS_TO_SPACES))
    space = array == SPACE
    follows = np.concatenate(([True], space[:-1] | (array[:-1] == NEWLINE)))
    return bytes(array[~(space & follows)].tobytes().replace(b" \n", b"\n"))
