"""The pushed models, as `cascada models`, `cascada rollback` and `cascada predict` see them."""

import dataclasses
import os
import pathlib

from components.errors import ModelError
from components.models.manifest import EXPORT, SAVED_MODEL_FILE, Manifest, read_manifest
from components.models.manifest import verify as verify
from components.pusher.core import withdrawal_of
from components.pusher.folder import ModelsFolder
from components.pusher.history import Rollback, read_history
from components.pusher.rollback import roll_back

LATEST = "latest"


@dataclasses.dataclass(frozen=True)
class PushedVersion:
    """One version in a folder of pushed models.

    Attributes:
        version: the integer it is served under.
        path: where it stands.
        live: readers take this one.
        withdrawn: why it was rolled back; None where it was not.
        manifest: what was pushed, with family, dataset, creation time and size; None where unreadable.
        damage: what is wrong with its files; empty when intact, None where not checked.
    """

    version: int
    path: pathlib.Path
    live: bool
    withdrawn: str | None
    manifest: Manifest | None
    damage: str | None

    @property
    def intact(self) -> bool | None:
        """Whether every file is as it was pushed; None where not checked."""
        return None if self.damage is None else not self.damage

    @property
    def accuracy(self) -> float | None:
        """On the eval split, before the push; None where unknown."""
        return self.manifest.metrics.get("accuracy") if self.manifest else None


def list_models(folder: str, check: bool = False) -> list[PushedVersion]:
    """Every version, newest first, withdrawn ones too.

    Args:
        folder: the models folder.
        check: compare every file with its SHA-256.
    """
    models = ModelsFolder.at(folder)
    found = {*models.versions(), *models.withdrawn()}
    return [_describe(models, version, check) for version in sorted(found, reverse=True)]


def _describe(models: ModelsFolder, version: int, check: bool) -> PushedVersion:
    withdrawn, path = None, models.path(version)
    if not path.is_dir():
        rollback = withdrawal_of(read_history(models), version)
        withdrawn, path = rollback.reason if rollback else "", models.withdrawn_path(version)
    manifest, damage = None, None
    try:
        manifest = read_manifest(path)
        damage = "" if check and verify(path) else None
    except ModelError as error:
        damage = f"{error.where}: {error.what}"
    return PushedVersion(version, path, version == models.live, withdrawn, manifest, damage)


def rollback(folder: str, to: int | None = None, reason: str = "") -> Rollback:
    """Makes an older version live, or one that was withdrawn; newer ones are withdrawn, not deleted.

    Args:
        folder: the models folder.
        to: the version to go to; None for the one before the live one.
        reason: why; kept in the history with who and when.

    Raises:
        ModelError: there is no such version, it is damaged, or it is live already.
    """
    _require(folder)
    return roll_back(ModelsFolder.at(folder), to, reason)


def resolve(
    folder: str, name: str | int | os.PathLike[str] = LATEST, *, withdrawn: bool = False
) -> pathlib.Path:
    """The SavedModel that a person means.

    Args:
        folder: the models folder.
        name: a version number, `latest`, or the path of a pushed model, a SavedModel, a Model
            artifact or another models folder.
        withdrawn: whether a version that was rolled back will do, as for its lineage.

    Raises:
        ModelError: there is no such model; says which there are.
    """
    word = os.fspath(name) if isinstance(name, os.PathLike) else str(name)
    if word == LATEST:
        return _live(ModelsFolder.at(folder))
    if word.isdecimal():
        return _version(ModelsFolder.at(folder), int(word), withdrawn)
    return _at_path(pathlib.Path(word))


def _require(folder: str) -> None:
    if not ModelsFolder.at(folder).versions():
        raise ModelError("no model was pushed", where=folder, fix="Run `cascada run` first, or name --out.")


def _live(models: ModelsFolder) -> pathlib.Path:
    _require(str(models.root))
    return models.path(max(models.versions()))


def _version(models: ModelsFolder, version: int, withdrawn: bool) -> pathlib.Path:
    _require(str(models.root))
    if version in models.versions():
        return models.path(version)
    if version in models.withdrawn():
        if withdrawn:
            return models.withdrawn_path(version)
        what, fix = f"version {version} was withdrawn", f"Bring it back: `cascada rollback --to {version}`."
    else:
        known = ", ".join(map(str, models.versions()))
        what, fix = f"there is no version {version}", f"There are: {known}; see `cascada models`."
    raise ModelError(what, where=str(models.root), fix=fix)


def _at_path(path: pathlib.Path) -> pathlib.Path:
    for candidate in (path, path / EXPORT):
        if (candidate / SAVED_MODEL_FILE).is_file():
            return candidate
    if path.is_dir() and ModelsFolder(path).versions():
        return _live(ModelsFolder(path))
    fix = "Give a version number, `latest`, or the folder of a SavedModel; see `cascada models`."
    raise ModelError(
        f"there is no {SAVED_MODEL_FILE}" if path.is_dir() else "no such model", where=str(path), fix=fix
    )


def identity(folder: str) -> str:
    """A random name of the models folder, which a folder that was wiped does not keep.

    As a parameter of the Pusher it makes a wiped folder run the Pusher again, where TFX's cache would
    say that the model is there.
    """
    return ModelsFolder.at(folder).identity()
