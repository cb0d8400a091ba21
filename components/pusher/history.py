"""What was done to a folder of models: one JSON object a line, in `history.jsonl`, never rewritten.

A rollback is written down before it is carried out, so that one which was interrupted is finished by
the next change. A push is written down after it: until its rename, nothing has happened.
"""

import getpass
import json
import os
import socket
import time
from typing import Annotated, Literal

import pydantic

from components.errors import ModelError
from components.models.manifest import read_manifest
from components.pusher.durable import fsync_folder
from components.pusher.folder import HISTORY, ModelsFolder


def now() -> str:
    """The time in UTC, ISO 8601."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def who() -> str:
    """The account and machine that act; an account without a name is its number."""
    try:
        account = getpass.getuser()
    except (KeyError, OSError):
        account = str(os.getuid())
    return f"{account}@{socket.gethostname()}"


class _Record(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(frozen=True)

    time: str = pydantic.Field(default_factory=now)
    by: str = pydantic.Field(default_factory=who)


class Push(_Record):
    """A version appeared."""

    action: Literal["push"] = "push"
    version: int
    content: str


class Rollback(_Record):
    """Versions were withdrawn, and perhaps one that had been withdrawn came back, so that `to` is live."""

    action: Literal["rollback"] = "rollback"
    live: int | None
    to: int
    withdraw: tuple[int, ...]
    reason: str


Record = Annotated[Push | Rollback, pydantic.Field(discriminator="action")]
_RECORD: pydantic.TypeAdapter[Push | Rollback] = pydantic.TypeAdapter(Record)


def read_history(folder: ModelsFolder) -> list[Push | Rollback]:
    """Every record, oldest first.

    Raises:
        ModelError: a line is damaged; says which.
    """
    path = folder.root / HISTORY
    lines = path.read_bytes().split(b"\n")[:-1] if path.is_file() else []
    return [_parse(line, f"{path}, line {number}") for number, line in enumerate(lines, start=1)]


def _parse(line: bytes, where: str) -> Push | Rollback:
    try:
        return _RECORD.validate_json(line)
    except pydantic.ValidationError:
        raise ModelError("not a record of the history", where=where, fix="Mend or remove the line.") from None


def append(folder: ModelsFolder, record: Push | Rollback) -> None:
    """Adds a record, and returns when it is on the disk."""
    path = folder.root / HISTORY
    with path.open("ab") as stream:
        stream.write(json.dumps(record.model_dump()).encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    fsync_folder(folder.root)


def carry_out(folder: ModelsFolder, rollback: Rollback) -> None:
    """Moves versions as a rollback says; what is done already stays done.

    The old live version goes last, so that readers see one change, at one instant.
    """
    if folder.withdrawn_path(rollback.to).is_dir():
        folder.restore(rollback.to)
    for version in sorted(rollback.withdraw):
        if folder.path(version).is_dir():
            folder.withdraw(version)


def heal(folder: ModelsFolder) -> None:
    """Brings everything in order after a process that died; only the holder of the lock may."""
    folder.sweep()
    _cut_torn_line(folder)
    records = read_history(folder)
    if records and isinstance(records[-1], Rollback):
        carry_out(folder, records[-1])
    known = {record.version for record in records if isinstance(record, Push)}
    for version in set(folder.versions()) - known:
        _note_push(folder, version)


def _cut_torn_line(folder: ModelsFolder) -> None:
    path = folder.root / HISTORY
    content = path.read_bytes() if path.is_file() else b""
    if content and not content.endswith(b"\n"):
        os.truncate(path, content.rfind(b"\n") + 1)


def _note_push(folder: ModelsFolder, version: int) -> None:
    try:
        manifest = read_manifest(folder.path(version))
    except ModelError:
        return
    append(folder, Push(version=version, content=manifest.content, time=manifest.created))
