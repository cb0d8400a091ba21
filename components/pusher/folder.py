"""The folder of pushed models, laid out so that any reader that takes the highest integer is right.

    1/  2/  5/              whole models; the highest is live
    .withdrawn/3/           rolled back; still whole
    .staging-<random>/      being written
    .removed-<random>/      being deleted
    history.jsonl           what was done, when, by whom and why
    .identity               names this folder; a folder that was wiped gets another
    .lock                   held by whoever changes anything

Every change is one rename on one file system. Readers need no lock and know nothing of all this.
"""

import contextlib
import dataclasses
import fcntl
import pathlib
import shutil
import time
import uuid
from collections.abc import Iterator

from components.errors import CascadaError, MachineError, SettingsError
from components.files import is_remote, write_text
from components.pusher.durable import fsync_folder, rename

STAGING, REMOVED, WITHDRAWN, LOCK, IDENTITY = ".staging-", ".removed-", ".withdrawn", ".lock", ".identity"
HISTORY = "history.jsonl"


@dataclasses.dataclass(frozen=True)
class ModelsFolder:
    """A folder of pushed models; `root` is `<out>/models`."""

    root: pathlib.Path

    @classmethod
    def at(cls, place: str) -> "ModelsFolder":
        """The folder at a place; it need not exist.

        Raises:
            SettingsError: the place is remote; only a file system can rename a folder at once.
        """
        if is_remote(place):
            raise SettingsError(
                f"{place} is not a folder of a file system, and only there a model appears at once",
                where="models",
                fix="Name a folder that this machine has mounted.",
            )
        return cls(pathlib.Path(place))

    def versions(self) -> list[int]:
        """The versions a reader can see, ascending; the last is live."""
        return _integers(self.root)

    def withdrawn(self) -> list[int]:
        """The versions that were rolled back, ascending."""
        return _integers(self.root / WITHDRAWN)

    @property
    def live(self) -> int | None:
        """The version that readers take; None where nothing was pushed."""
        return max(self.versions(), default=None)

    def path(self, version: int) -> pathlib.Path:
        """Where a version is served from."""
        return self.root / str(version)

    def withdrawn_path(self, version: int) -> pathlib.Path:
        """Where a version that was rolled back is kept."""
        return self.root / WITHDRAWN / str(version)

    def staging_path(self) -> pathlib.Path:
        """A new place for a model that is being written, on the same file system."""
        return self.root / f"{STAGING}{uuid.uuid4().hex}"

    def withdraw(self, version: int) -> None:
        """Hides a version from readers."""
        (self.root / WITHDRAWN).mkdir(exist_ok=True)
        rename(self.path(version), self.withdrawn_path(version))

    def restore(self, version: int) -> None:
        """Shows a version to readers that was hidden from them."""
        rename(self.withdrawn_path(version), self.path(version))

    def remove(self, path: pathlib.Path) -> None:
        """Deletes one version: out of sight first, so that nobody reads half of it."""
        hidden = self.root / f"{REMOVED}{uuid.uuid4().hex}"
        rename(path, hidden)
        shutil.rmtree(hidden)

    def sweep(self) -> None:
        """Deletes what an interrupted change left behind; only the holder of the lock may."""
        for prefix in (STAGING, REMOVED):
            for path in self.root.glob(f"{prefix}*"):
                shutil.rmtree(path)

    def identity(self) -> str:
        """A random name of this very folder, made on first use."""
        path = self.root / IDENTITY
        with self.locked():
            if not path.is_file():
                write_text(str(path), uuid.uuid4().hex + "\n")
                fsync_folder(self.root)
        return path.read_text(encoding="utf-8").strip()

    @contextlib.contextmanager
    def locked(self, patience: float = 300.0) -> Iterator[None]:
        """Keeps every other process from changing the folder; a process that dies lets go.

        Args:
            patience: seconds to wait for another process.

        Raises:
            CascadaError: another process held on for longer.
            MachineError: the folder cannot be written to; what was being changed is as it was.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with (self.root / LOCK).open("w") as lock:
                _acquire(lock.fileno(), time.monotonic() + patience, self.root)
                yield
        except OSError as error:
            what = f"the models cannot be changed: {error.strerror or error}"
            fix = "Make room on the disk, or mend the permissions, and repeat it."
            raise MachineError(what, where=str(self.root), fix=fix) from error


def _acquire(descriptor: int, deadline: float, root: pathlib.Path) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                what = "another process has been changing the models for too long"
                raise CascadaError(what, where=str(root), fix="Wait for it, or stop it.") from None
            time.sleep(0.02)


def _integers(folder: pathlib.Path) -> list[int]:
    if not folder.is_dir():
        return []
    names = (path.name for path in folder.iterdir() if path.is_dir())
    return sorted(int(name) for name in names if name.isdecimal() and str(int(name)) == name)
