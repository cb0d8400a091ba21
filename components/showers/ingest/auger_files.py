"""The documents of Pierre Auger Open Data: event files, summaries, and archives of them, one at a time.

Nothing is unpacked to disk, and no member of an archive is read beyond `LARGEST` bytes.
"""

import functools
import pathlib
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any, NamedTuple

from components.showers.ingest.parts import Refusal

EVENT, SUMMARY, ARCHIVE = ".json", ".csv", ".zip"
LARGEST = {EVENT: 64 << 20, SUMMARY: 256 << 20}
"""Bytes; a real event file has about one megabyte, the summary of a release eight."""

HIGHEST_RATIO = 200
"""Of bytes unpacked to packed; traces have some ten."""

Documents = Iterator["Document | Refusal"]


class Document(NamedTuple):
    """One file, or one member of an archive.

    Attributes:
        name: relative to the input.
        content: its bytes, whole.
    """

    name: str
    content: bytes


def documents(files: dict[str, pathlib.Path], suffix: str) -> Documents:
    """The documents of one kind, in the order of the files and of the members in their archives.

    Args:
        files: name -> file.
        suffix: `EVENT` or `SUMMARY`. What is of no kind at all is refused along with the events.
    """
    for name, path in files.items():
        found = pathlib.PurePath(name).suffix.lower()
        if found == ARCHIVE:
            yield from _members(name, path, suffix)
        elif found == suffix:
            yield _opened(name, functools.partial(path.open, "rb"), suffix)
        elif suffix == EVENT and found != SUMMARY:
            yield Refusal(name, 1, "", f"is no {EVENT}, {SUMMARY} or {ARCHIVE} file")


def _members(archive: str, path: pathlib.Path, suffix: str) -> Documents:
    try:
        with zipfile.ZipFile(path) as packed:
            _require_moderate(packed, path.stat().st_size)
            for member in packed.infolist():
                if not member.is_dir():
                    yield from _member(archive, packed, member, suffix)
    except (zipfile.BadZipFile, OSError) as error:
        if suffix == EVENT:
            yield Refusal(archive, 1, "", f"is no sound zip archive: {error}")


def _member(archive: str, packed: zipfile.ZipFile, member: zipfile.ZipInfo, suffix: str) -> Documents:
    name = f"{archive}/{member.filename}"
    found = posixpath.splitext(member.filename)[1].lower()
    if _odd(member.filename):
        if suffix == EVENT:
            yield Refusal(name, 1, "", "has a path that leads out of the archive")
    elif _hidden(member.filename):
        return
    elif found == suffix:
        yield _opened(name, functools.partial(packed.open, member), suffix)
    elif suffix == EVENT and found != SUMMARY:
        what = "is an archive within an archive" if found == ARCHIVE else f"is no {EVENT} or {SUMMARY} file"
        yield Refusal(name, 1, "", what)


def _opened(name: str, opener: Callable[[], Any], suffix: str) -> Document | Refusal:
    try:
        return _read(name, opener(), suffix)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as error:
        return Refusal(name, 1, "", f"cannot be read: {error}")
    except RuntimeError:  # how zipfile says that a password is needed
        return Refusal(name, 1, "", "is encrypted")


def _read(name: str, stream: IO[bytes], suffix: str) -> Document | Refusal:
    with stream:
        content = stream.read(LARGEST[suffix] + 1)
    if len(content) > LARGEST[suffix]:
        return Refusal(name, 1, "", f"is larger than {LARGEST[suffix] >> 20} MiB: no such file of this kind")
    return Document(name, content)


def _require_moderate(packed: zipfile.ZipFile, size: int) -> None:
    """Refuses an archive that would unpack to far more than events can; the sizes it states bound reading."""
    unpacked = sum(member.file_size for member in packed.infolist())
    if unpacked > max(LARGEST[EVENT], HIGHEST_RATIO * size):
        raise zipfile.BadZipFile(f"{size:,} bytes would become {unpacked:,}")


def _hidden(member: str) -> bool:
    return any(part.startswith((".", "_")) for part in member.split("/"))


def _odd(member: str) -> bool:
    """True for a path that is absolute or climbs out; harmless here, but not from a sound archive."""
    drive = pathlib.PureWindowsPath(member)
    return member.startswith(("/", "\\")) or bool(drive.drive) or ".." in drive.parts
