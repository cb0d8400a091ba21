"""Pushing a model: whole or not at all, under the next version, and never the same one twice."""

import dataclasses
import json
import pathlib
import shutil
from collections.abc import Mapping
from typing import Any

from components.errors import GateError, ModelError
from components.files import write_text
from components.models.description import DESCRIPTION_FILE
from components.models.manifest import (
    APPROVALS,
    MANIFEST_FILE,
    SAVED_MODEL_FILE,
    FileEntry,
    Manifest,
    Source,
    content_of,
    read_manifest,
    take_inventory,
    verify,
)
from components.pusher.durable import copy_folder, fsync_tree, rename
from components.pusher.folder import ModelsFolder
from components.pusher.history import Push, Rollback, append, heal, now, read_history


@dataclasses.dataclass(frozen=True)
class Pushed:
    """A pushed model: its place, its manifest, and whether this push made it."""

    path: pathlib.Path
    manifest: Manifest
    new: bool


def push(
    model: pathlib.Path,
    folder: ModelsFolder,
    source: Source,
    keep: int,
    metrics: Mapping[str, float] | None = None,
    provenance: Mapping[str, Any] | None = None,
) -> Pushed:
    """Makes a model the live one.

    A process that dies at any instant leaves the old state, or the new one; the next push clears up.
    A push that is repeated finds its model live already and makes no second version; sign-offs that have
    been given since then are added to the manifest of that version.

    Args:
        model: a SavedModel folder.
        folder: where models are pushed.
        source: the Model artifact it comes from.
        keep: how many versions to keep, and how many withdrawn ones.
        metrics: the scores it was chosen by.
        provenance: what else belongs into the manifest.

    Raises:
        ModelError: `model` is not a SavedModel, or was damaged on the way.
        GateError: this very model was withdrawn before.
    """
    files = take_inventory(model)
    if SAVED_MODEL_FILE not in files:
        raise ModelError(f"there is no {SAVED_MODEL_FILE}", where=str(model), fix="Train the model again.")
    with folder.locked():
        heal(folder)
        live = _already_live(folder, content_of(files))
        if live is None:
            _refuse_withdrawn(folder, content_of(files))
            manifest = _describe(model, files, folder, source, metrics or {}, provenance or {})
            _place(model, folder, manifest)
            append(folder, Push(version=manifest.version, content=manifest.content))
        else:
            manifest = _sign(folder, live, provenance or {})
        _prune(folder, keep)
    return Pushed(folder.path(manifest.version), manifest, new=live is None)


def _sign(folder: ModelsFolder, live: Manifest, provenance: Mapping[str, Any]) -> Manifest:
    """The manifest of the live version, which is written anew only where the sign-offs have changed."""
    signed = {APPROVALS: provenance[APPROVALS]} if APPROVALS in provenance else {}
    before = {name: value for name, value in live.provenance.items() if name != APPROVALS}
    if live.provenance == before | signed:
        return live
    manifest = live.model_copy(update={"provenance": before | signed})
    staging, path = folder.staging_path(), folder.path(live.version)
    try:
        _write_manifest(staging, manifest)
        (staging / MANIFEST_FILE).replace(path / MANIFEST_FILE)
        fsync_tree(path)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return manifest


def _write_manifest(folder: pathlib.Path, manifest: Manifest) -> None:
    write_text(str(folder / MANIFEST_FILE), manifest.model_dump_json(indent=2) + "\n")


def _already_live(folder: ModelsFolder, content: str) -> Manifest | None:
    if folder.live is None:
        return None
    try:
        manifest = verify(folder.path(folder.live))
    except ModelError:
        return None
    return manifest if manifest.content == content else None


def _refuse_withdrawn(folder: ModelsFolder, content: str) -> None:
    for version in reversed(folder.withdrawn()):
        if _content_at(folder.withdrawn_path(version)) == content:
            rollback = withdrawal_of(read_history(folder), version)
            raise GateError(
                f"this very model was withdrawn as version {version}"
                + (f": {rollback.reason}" if rollback else ""),
                where=str(folder.root),
                fix=f"Train another, or bring it back with `cascada rollback --to {version}`.",
            )


def _content_at(path: pathlib.Path) -> str | None:
    try:
        return read_manifest(path).content
    except ModelError:
        return None


def withdrawal_of(records: list[Push | Rollback], version: int) -> Rollback | None:
    """The rollback that last withdrew a version."""
    rollbacks = (record for record in reversed(records) if isinstance(record, Rollback))
    return next((record for record in rollbacks if version in record.withdraw), None)


def _describe(
    model: pathlib.Path,
    files: dict[str, FileEntry],
    folder: ModelsFolder,
    source: Source,
    metrics: Mapping[str, float],
    provenance: Mapping[str, Any],
) -> Manifest:
    path = model / DESCRIPTION_FILE
    described = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return Manifest(
        version=_next_version(folder),
        created=now(),
        family=described.get("family", ""),
        dataset=described.get("dataset", {}).get("name", ""),
        classes=described.get("classes", ()),
        metrics=dict(metrics),
        source=source,
        provenance=dict(provenance),
        content=content_of(files),
        files=files,
    )


def _next_version(folder: ModelsFolder) -> int:
    """One more than any version ever was: a server may still hold an old one under its number."""
    pushed = [record.version for record in read_history(folder) if isinstance(record, Push)]
    return max([0, *folder.versions(), *folder.withdrawn(), *pushed]) + 1


def _place(model: pathlib.Path, folder: ModelsFolder, manifest: Manifest) -> None:
    staging, path = folder.staging_path(), folder.path(manifest.version)
    try:
        copy_folder(model, staging)
        _write_manifest(staging, manifest)
        verify(staging)
        fsync_tree(staging)
        rename(staging, path)
    finally:
        shutil.rmtree(staging, ignore_errors=True)  # still there only when something failed


def _prune(folder: ModelsFolder, keep: int) -> None:
    served = map(folder.path, folder.versions()[:-keep])
    withdrawn = map(folder.withdrawn_path, folder.withdrawn()[:-keep])
    for path in (*served, *withdrawn):
        if (path / MANIFEST_FILE).is_file():  # what others put here is theirs
            folder.remove(path)
