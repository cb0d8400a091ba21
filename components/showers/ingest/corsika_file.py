"""CORSIKA 7 particle files as a stream of showers, each with the sums of its particles at ground.

The blocks and the meaning of their words are corsikaio's. A file is read block by block, so that memory does
not grow with a shower; whether it is thinned is seen in the file (273 or 312 words in a block).
"""

import dataclasses
import pathlib
from collections.abc import Iterator
from typing import IO, Any

from corsikaio import subblocks
from corsikaio.constants import BLOCK_SIZE_BYTES, BLOCK_SIZE_BYTES_THIN
from corsikaio.io import iter_blocks, open_compressed

from components.errors import BadFileError
from components.showers.ingest.corsika_particles import Counts, Tally

FIX = "Is it a complete particle file (DATnnnnnn) of CORSIKA 7? Fetch it again, or simulate it again."
LONGEST_RECORD = 64 << 20
"""Bytes; CORSIKA writes 21 blocks of about one kilobyte in a record."""
MOST_LEVELS = 10
CHUNK = 4 << 20
"""Bytes of particles that are counted together."""


@dataclasses.dataclass(frozen=True)
class Shower:
    """One shower as its file describes it; the words of header and end by corsikaio's names.

    Attributes:
        header: the event header; energies in GeV, heights in cm, angles in radians.
        identity: the bytes of that header; the random seeds in it make it one of a kind.
        end: the event end, with the fit of the longitudinal profile and the sums CORSIKA made itself.
        counts: the particles at ground, counted here.
    """

    header: Any
    identity: bytes
    end: Any
    counts: Counts


class _Stream:
    """A file that gives no more than a record at a time, whatever a damaged record length says."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int) -> bytes:
        if not 0 <= size <= LONGEST_RECORD:
            raise OSError(f"a record of {size} bytes cannot be")
        return self._file.read(size)


def read_showers(path: pathlib.Path) -> Iterator[Shower]:
    """The showers of a particle file, plain or packed with gzip or zstandard.

    Raises:
        BadFileError: it is no particle file, or is truncated or damaged. Showers that came before the damage
            have been given by then, so keep them only when the file has ended well.
    """
    try:
        with open_compressed(path) as file:
            thinned = _is_thinned(file.read(8 + BLOCK_SIZE_BYTES_THIN))
        with open_compressed(path) as file:
            yield from _showers(iter_blocks(_Stream(file), thinning=thinned), thinned)
    except BadFileError as error:
        raise BadFileError(error.what, where=str(path), fix=FIX) from None
    except Exception as error:  # gzip, zstandard, struct and NumPy each have their own words for damage
        raise BadFileError(f"is damaged: {error}", where=str(path), fix=FIX) from None


def _is_thinned(start: bytes) -> bool:
    """Tells by where the second block begins, after the run header."""
    place = start.find(b"RUNH", 0, 8)
    if place not in (0, 4):
        raise BadFileError("is no CORSIKA particle file: it does not start with RUNH")
    for thinned, size in ((False, BLOCK_SIZE_BYTES), (True, BLOCK_SIZE_BYTES_THIN)):
        if start[place + size : place + size + 4] in (b"EVTH", b"RUNE"):
            return thinned
    raise BadFileError("is damaged or truncated: no event header follows the run header")


def _showers(blocks: Iterator[bytes], thinned: bool) -> Iterator[Shower]:
    run = _run_header(next(blocks), thinned)
    count = 0
    for block in blocks:
        if block[:4] == b"RUNE":
            _check_run_end(block, count, thinned)
            return
        if block[:4] != b"EVTH":
            raise BadFileError(f"is damaged: an event header was expected, {block[:4]!r} was found")
        yield _shower(block, blocks, run, thinned)
        count += 1
    raise BadFileError(f"is truncated: it ends after {count} showers without a run end")


def _shower(start: bytes, blocks: Iterator[bytes], run: Any, thinned: bool) -> Shower:
    parse = subblocks.parse_event_header_thin if thinned else subblocks.parse_event_header
    header = parse(start)[0]
    if not 1 <= header["n_observation_levels"] == run["n_observation_levels"] <= MOST_LEVELS:
        raise BadFileError("is damaged: run and event do not have the same observation levels")
    tally = Tally(words=8 if thinned else 7, levels=int(header["n_observation_levels"]))
    particles = bytearray()
    for block in blocks:
        if block[:4] == b"EVTE":
            tally.add(particles)
            finish = subblocks.parse_event_end_thin if thinned else subblocks.parse_event_end
            return Shower(header, start, finish(block, run["version"])[0], tally.counts())
        if block[:4] in (b"EVTH", b"RUNE", b"RUNH"):
            raise BadFileError("is damaged: a shower has no event end")
        if block[:4] != b"LONG":
            particles += block
        if len(particles) >= CHUNK:
            tally.add(particles)
            particles = bytearray()
    raise BadFileError("is truncated: it ends within a shower")


def _run_header(block: bytes, thinned: bool) -> Any:
    return (subblocks.parse_run_header_thin if thinned else subblocks.parse_run_header)(block)[0]


def _check_run_end(block: bytes, count: int, thinned: bool) -> None:
    end = (subblocks.parse_run_end_thin if thinned else subblocks.parse_run_end)(block)[0]
    if int(end["n_events"]) != count:
        raise BadFileError(f"is damaged: it says {int(end['n_events'])} showers and holds {count}")
