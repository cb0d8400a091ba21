"""Taking the live model back, and bringing a withdrawn one back."""

from components.errors import ModelError
from components.models.manifest import verify
from components.pusher.folder import ModelsFolder
from components.pusher.history import Rollback, append, carry_out, heal


def roll_back(folder: ModelsFolder, to: int | None, reason: str) -> Rollback:
    """Makes an older version live, or one that was withdrawn.

    Newer versions are moved to `.withdrawn/`, so that a reader that takes the highest integer gets the
    right one, by a single rename. Who did it, when and why is in the history.

    Args:
        folder: where models are pushed.
        to: the version to go to; None for the one before the live one.
        reason: why, for people.

    Raises:
        ModelError: there is no such version, it is damaged, or it is live already.
    """
    with folder.locked():
        heal(folder)
        target = _previous(folder) if to is None else to
        _check(folder, target)
        newer = tuple(version for version in folder.versions() if version > target)
        record = Rollback(live=folder.live, to=target, withdraw=newer, reason=reason)
        append(folder, record)
        carry_out(folder, record)
    return record


def _previous(folder: ModelsFolder) -> int:
    versions = folder.versions()
    if len(versions) < 2:
        raise ModelError(
            "there is no older version to go back to", where=str(folder.root), fix=_known(folder)
        )
    return versions[-2]


def _check(folder: ModelsFolder, target: int) -> None:
    if target == folder.live:
        raise ModelError(f"version {target} is live already", where=str(folder.root), fix=_known(folder))
    if target in folder.versions():
        verify(folder.path(target))
    elif target in folder.withdrawn():
        verify(folder.withdrawn_path(target))
    else:
        raise ModelError(f"there is no version {target}", where=str(folder.root), fix=_known(folder))


def _known(folder: ModelsFolder) -> str:
    shown = {"Versions": folder.versions(), "withdrawn": folder.withdrawn()}
    return "; ".join(f"{name}: {', '.join(map(str, found)) or 'none'}" for name, found in shown.items()) + "."
