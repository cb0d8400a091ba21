"""Spans, the portions in which data arrives: `data/span-N/`, perhaps in versions `data/span-N/version-M/`."""

import dataclasses
import hashlib
import pathlib
import re
from collections.abc import Mapping
from typing import Literal

from components.errors import BadFileError
from components.files import sha256_of
from components.showers.records import data_files

NUMBERED = r"{word}-(\d+)"


@dataclasses.dataclass(frozen=True)
class Span:
    """One span of data.

    Attributes:
        number: its number; 0 for a folder without spans.
        version: the number of its version; None where there are none.
        folder: where its files are.
    """

    number: int
    version: int | None
    folder: pathlib.Path


def find_span(data: str, number: int | Literal["latest"]) -> Span:
    """The wanted span of a data folder, in its highest version.

    A folder (or file) without spans is span 0 as a whole.

    Raises:
        BadFileError: the folder or span is missing, two folders have one number, or files lie beside spans.
    """
    folder = pathlib.Path(data)
    if not _is_there(folder):
        raise BadFileError("no such folder", where=data, fix="Name the folder of the showers with --data.")
    spans = _numbered(folder, "span") or {0: folder}
    wanted = max(spans) if number == "latest" else number
    if wanted not in spans:
        known = ", ".join(str(found) for found in sorted(spans))
        raise BadFileError(
            f"no span {wanted}", where=data, fix=f"Set example_gen.span to one of: {known}, latest."
        )
    versions = _numbered(spans[wanted], "version")
    version = max(versions, default=None)
    return Span(wanted, version, spans[wanted] if version is None else versions[version])


def _is_there(path: pathlib.Path) -> bool:
    try:
        return path.exists()
    except OSError:  # no place can have such a name
        return False


def _numbered(folder: pathlib.Path, word: str) -> dict[int, pathlib.Path]:
    """The folders `<word>-<number>` in a folder, by number."""
    entries = (
        sorted(p for p in folder.iterdir() if not p.name.startswith((".", "_"))) if folder.is_dir() else []
    )
    matches = [
        (re.fullmatch(NUMBERED.format(word=word), path.name), path) for path in entries if path.is_dir()
    ]
    found = [(int(match[1]), path) for match, path in matches if match]
    if found and len(found) < len(entries):
        strays = ", ".join(path.name for path in entries if path not in dict(found).values())
        raise BadFileError(
            f"{strays} beside {word} folders would be left out",
            where=str(folder),
            fix=f"Move everything into {word}-<number> folders.",
        )
    if len(dict(found)) < len(found):
        raise BadFileError(
            f"two folders of the same {word}", where=str(folder), fix="Number them differently."
        )
    return dict(found)


def digests(span: Span) -> dict[str, str]:
    """The SHA-256 of every file of a span, by its name in the span.

    Raises:
        BadFileError: the span holds no data files, or one of unknown format, or one that cannot be read.
    """
    return {name: _digest(path) for name, path in data_files(span.folder).items()}


def _digest(path: pathlib.Path) -> str:
    try:
        return sha256_of(path)
    except OSError as error:
        fix = "Is it yours to read, and is its disk sound?"
        raise BadFileError(f"cannot be read: {error.strerror}", where=str(path), fix=fix) from None


def fingerprint(files: Mapping[str, str]) -> str:
    """The SHA-256 over names and contents: the same files anywhere, at any time, have the same."""
    lines = (f"{digest}  {name}\n" for name, digest in sorted(files.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()
