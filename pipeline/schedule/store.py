"""The schedules of this machine: `<out>/schedules.json`, one folder each for settings files and logs."""

import contextlib
import dataclasses
import datetime
import fcntl
import json
import pathlib
import re
import shutil
from collections.abc import Iterator, Sequence

from components.errors import SettingsError
from components.files import write_text
from pipeline.schedule.cron import Cron
from pipeline.schedule.every import Every

FILE, FOLDER = "schedules.json", "schedules"
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
When = Cron | Every


@dataclasses.dataclass(frozen=True)
class Schedule:
    """When what is run.

    Attributes:
        name: of the schedule.
        when: it fires.
        words: of `cascada run`, as they were when it was created.
        folder: that run begins in.
        paused: does not fire.
        created: when, in UTC.
    """

    name: str
    when: When
    words: tuple[str, ...]
    folder: str
    paused: bool = False
    created: str = ""


class Store:
    """The schedules under an output folder.

    Args:
        out: the folder.
    """

    def __init__(self, out: str) -> None:
        self.out = pathlib.Path(out)
        self.file = self.out / FILE

    def folder(self, name: str) -> pathlib.Path:
        """Where copies of the settings files of a schedule stand, and the logs of its runs."""
        return self.out / FOLDER / name

    def all(self) -> dict[str, Schedule]:
        """Every schedule by its name.

        Raises:
            SettingsError: the file is damaged.
        """
        if not self.file.is_file():
            return {}
        try:
            rows = json.loads(self.file.read_text(encoding="utf-8"))
            return {row["name"]: _read(row) for row in rows}
        except (ValueError, KeyError, TypeError) as error:
            fix = "Mend it, or remove it and create the schedules again."
            raise SettingsError(f"not a list of schedules: {error}", where=str(self.file), fix=fix) from None

    def get(self, name: str) -> Schedule:
        """One schedule.

        Raises:
            SettingsError: there is none of that name.
        """
        found = self.all()
        if name not in found:
            raise unknown(name, found, str(self.file))
        return found[name]

    def create(self, schedule: Schedule, files: Sequence[str]) -> Schedule:
        """Adds a schedule, with copies of its settings files: it runs with what stands in them today.

        Raises:
            SettingsError: the name is taken, or cannot be the name of a file.
        """
        require_name(schedule.name)
        with self._changing() as found:
            if schedule.name in found:
                raise taken(schedule.name)
            copied = [self._copy(schedule.name, number, file) for number, file in enumerate(files)]
            words = (*schedule.words, *(word for file in copied for word in ("--settings", file)))
            now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            found[schedule.name] = dataclasses.replace(schedule, words=words, created=now)
            return found[schedule.name]

    def pause(self, name: str, paused: bool) -> None:
        """Lets a schedule fire or not."""
        self.get(name)
        with self._changing() as found:
            found[name] = dataclasses.replace(found[name], paused=paused)

    def delete(self, name: str) -> None:
        """Forgets a schedule; the logs of its runs stay."""
        self.get(name)
        with self._changing() as found:
            del found[name]

    def _copy(self, name: str, number: int, file: str) -> str:
        path = pathlib.Path(file)
        if not path.is_file():
            return file  # a name of those beside the defaults
        folder = self.folder(name)
        folder.mkdir(parents=True, exist_ok=True)
        return str(shutil.copy(path, folder / f"{number}-{path.name}"))

    @contextlib.contextmanager
    def _changing(self) -> Iterator[dict[str, Schedule]]:
        """Nobody else changes the file meanwhile."""
        self.out.mkdir(parents=True, exist_ok=True)
        with (self.out / f".{FILE}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            found = self.all()
            yield found
            write_text(str(self.file), json.dumps([_row(one) for one in found.values()], indent=2) + "\n")


def require_name(name: str) -> None:
    """Refuses what cannot name a schedule everywhere.

    Raises:
        SettingsError: it cannot.
    """
    if not NAME.fullmatch(name):
        fix = "Lower-case letters, digits, dots, dashes and underscores, 63 at most."
        raise SettingsError(f"{name!r} cannot name a schedule", where="--name", fix=fix)


def taken(name: str) -> SettingsError:
    """What to raise for a name that somebody has."""
    return SettingsError(
        f"there is a schedule {name}", where="--name", fix="Choose another name, or delete that one first."
    )


def unknown(name: str, known: Sequence[str] | dict[str, Schedule], where: str) -> SettingsError:
    """What to raise for a name that nobody has."""
    names = ", ".join(known) or "none"
    return SettingsError(f"there is no schedule {name}", where=where, fix=f"There are: {names}.")


def _row(schedule: Schedule) -> dict[str, object]:
    when = (
        {"cron": schedule.when.text} if isinstance(schedule.when, Cron) else {"every": schedule.when.seconds}
    )
    rest = {"words": schedule.words, "folder": schedule.folder, "paused": schedule.paused}
    return {"name": schedule.name, **when, **rest, "created": schedule.created}


def _read(row: dict[str, object]) -> Schedule:
    when: When = Cron(str(row.pop("cron"))) if "cron" in row else Every(int(str(row.pop("every"))))
    words = row.pop("words")
    if not isinstance(words, list):
        raise TypeError(f"the words of {row['name']} are no list")
    return Schedule(when=when, words=tuple(map(str, words)), **row)  # type: ignore[arg-type]
