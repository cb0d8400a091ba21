"""The manifest of a pushed model: the SHA-256 and size of every file, and where the model came from."""

import hashlib
import pathlib
from collections.abc import Mapping
from typing import Any, Literal

import pydantic

from components.errors import ModelError
from components.files import sha256_of

MANIFEST_FILE = "manifest.json"
EXPORT = "Format-Serving"  # the folder of the SavedModel in TFX's Model artifact
SAVED_MODEL_FILE = "saved_model.pb"
APPROVALS = "approvals"
"""Under `provenance`: who signed the model, in which role, when and why."""


class FileEntry(pydantic.BaseModel):
    """One file: its SHA-256 in hexadecimal and its size in bytes."""

    model_config = pydantic.ConfigDict(frozen=True)

    sha256: str
    size: int


class Source(pydantic.BaseModel):
    """The Model artifact that was pushed, as ML Metadata knows it."""

    model_config = pydantic.ConfigDict(frozen=True)

    artifact: int
    uri: str


class Manifest(pydantic.BaseModel):
    """What stands in `manifest.json`.

    Attributes:
        format: version of this layout.
        version: the integer the model is served under.
        created: when it was pushed, UTC, ISO 8601.
        family: `gradient_boosting` or `autoencoder`; empty where the model does not say.
        dataset: name of the dataset; empty where the model does not say.
        classes: class names in the order of the probabilities.
        metrics: the scores it was chosen by, on the eval split, such as `accuracy`.
        source: the Model artifact.
        provenance: whatever the pipeline adds: code revision, seeds, approvals.
        content: one SHA-256 over all files; equal models have equal content.
        files: every file by its path inside the folder.
    """

    model_config = pydantic.ConfigDict(frozen=True)

    format: Literal[1] = 1
    version: int
    created: str
    family: str = ""
    dataset: str = ""
    classes: tuple[str, ...] = ()
    metrics: dict[str, float] = {}
    source: Source
    provenance: dict[str, Any] = {}
    content: str
    files: dict[str, FileEntry]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(entry.size for entry in self.files.values())

    @property
    def signed(self) -> tuple[str, ...]:
        """Who had signed when it was pushed, such as `A. Curie (physics)`."""
        return tuple(f"{one['by']} ({one['role']})" for one in self.provenance.get(APPROVALS, ()))


def read_manifest(folder: pathlib.Path) -> Manifest:
    """Reads the manifest of a pushed model.

    Raises:
        ModelError: it is missing or damaged.
    """
    path = folder / MANIFEST_FILE
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise ModelError("there is no manifest", where=str(path), fix="Name a pushed model.") from None
    except (OSError, pydantic.ValidationError):
        raise _damaged(path, "the manifest cannot be read") from None
    if manifest.content != content_of(manifest.files):
        raise _damaged(path, "the manifest contradicts itself")
    return manifest


def verify(folder: pathlib.Path) -> Manifest:
    """Compares every file of a pushed model with its manifest.

    Raises:
        ModelError: names the file that is damaged, missing or does not belong there.
    """
    manifest = read_manifest(folder)
    found = take_inventory(folder)
    for name in sorted(manifest.files.keys() | found.keys()):
        if name not in found:
            raise _damaged(folder / name, "the file is missing")
        if name not in manifest.files:
            raise _damaged(folder / name, "the file is not in the manifest")
        if found[name] != manifest.files[name]:
            raise _damaged(folder / name, "the file is damaged: its SHA-256 is not that of the manifest")
    return manifest


def take_inventory(folder: pathlib.Path) -> dict[str, FileEntry]:
    """Size and SHA-256 of every file below a folder, except its own manifest; sorted by path.

    Raises:
        ModelError: something is neither a file nor a folder, or cannot be read.
    """
    entries = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise ModelError(
                "neither a file nor a folder", where=str(path), fix="A model holds plain files only."
            )
        if path.is_file() and name != MANIFEST_FILE:
            entries[name] = _entry(path)
    return entries


def _entry(path: pathlib.Path) -> FileEntry:
    try:
        return FileEntry(sha256=sha256_of(path), size=path.stat().st_size)
    except OSError as error:
        raise _damaged(path, f"the file cannot be read ({error.strerror})") from None


def content_of(files: Mapping[str, FileEntry]) -> str:
    """One SHA-256 over the paths and contents of files."""
    lines = [f"{entry.sha256}  {name}\n" for name, entry in sorted(files.items())]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _damaged(path: pathlib.Path, what: str) -> ModelError:
    return ModelError(what, where=str(path), fix="Push it again, or `cascada rollback` to an intact version.")
