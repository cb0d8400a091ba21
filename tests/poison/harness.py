"""Feeds data to a child process, and says what a clear refusal is."""

import dataclasses
import json
import pathlib
import subprocess
import sys
from typing import Self

ROOT = pathlib.Path(__file__).resolve().parents[2]
MOST_SECONDS = 10
"""Of one processor: how long others keep it busy does not count."""
LONGEST_WAIT = 120
"""Seconds after which nothing more is to be expected."""
MOST_MEGABYTES = 1000
LONGEST_MESSAGE = 2000


@dataclasses.dataclass(frozen=True)
class Meal:
    """What became of some data.

    Attributes:
        code: 0 where all went well, 1 after one message to a person, and more where that failed.
        message: the message.
        megabytes: the most memory that the process took.
        kept: how many records were kept.
        left: the files that were written, output and temporary ones, by name.
    """

    code: int
    message: str
    megabytes: float
    kept: int
    left: list[str]


class Eater:
    """A process that eats data, each meal in a fork."""

    def __enter__(self) -> Self:
        call = [sys.executable, "-m", "tests.poison.child"]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(call, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def feed(
        self,
        dataset: str,
        data: pathlib.Path,
        folder: pathlib.Path,
        bad_records: str = "stop",
        largest_file: int | None = None,
    ) -> Meal:
        """Reads data as ExampleGen does.

        Args:
            dataset: its name.
            data: the file or folder.
            folder: a new folder for what is written.
            bad_records: `stop` or `quarantine`.
            largest_file: bytes that a file may have; None for no limit.
        """
        (folder / "tmp").mkdir(parents=True, exist_ok=True)
        meal = {"dataset": dataset, "data": str(data), "folder": str(folder), "bad_records": bad_records}
        meal |= {"seconds": MOST_SECONDS, "wait": LONGEST_WAIT, "largest_file": largest_file}
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(meal) + "\n")
        self._process.stdin.flush()
        said = json.loads(self._process.stdout.readline())
        return Meal(**{"kept": 0, **said}, left=written(folder))


def written(folder: pathlib.Path) -> list[str]:
    """The names of the files in a folder, hidden ones included."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


def require_refusal(meal: Meal, *words: str) -> None:
    """Asks for one clear message that holds these words, a fix, bounded memory, and nothing half-written."""
    assert meal.code == 1, meal.message or f"{meal.kept} records kept"
    for word in words:
        assert word in meal.message
    assert "\n  -> " in meal.message
    assert len(meal.message) < LONGEST_MESSAGE
    assert meal.megabytes < MOST_MEGABYTES
    assert meal.left == []
