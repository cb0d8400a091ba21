"""The runs of an output folder, read from their manifests; a damaged one is a run like the others."""

import dataclasses
import json
import pathlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pydantic

from components.gates import Outcome, Verdict
from pipeline import places
from pipeline.settings import Settings

MANIFEST, LOG = "manifest.json", "log.txt"


class Status(StrEnum):
    """How a run stands."""

    PUSHED = "pushed"
    REFUSED = "refused"
    FAILED = "failed"
    WAITING = "waiting"
    RUNNING = "running"
    STOPPED = "stopped"
    DAMAGED = "damaged"


class Node(pydantic.BaseModel):
    """How a node ended, and the seconds that it took."""

    state: str
    seconds: float


class Gates(pydantic.BaseModel):
    """How many gates of a node passed, failed and were not compared, and what those that failed say."""

    node: str
    passed: int
    failed: int
    not_compared: int = pydantic.Field(alias="not compared")
    failures: list[str] = []


class Choice(pydantic.BaseModel):
    """The family that won, if one did, and why."""

    winner: str | None = None
    sentence: str = ""


class Pushed(pydantic.BaseModel):
    """Where a model was pushed, and its version."""

    destination: str
    version: str


class Manifest(pydantic.BaseModel):
    """What these pages show of a run's `manifest.json`; there is less of it while the run goes on."""

    status: str
    started: pydantic.AwareDatetime
    finished: pydantic.AwareDatetime | None = None
    error: str = ""
    command: list[str] = []
    code: dict[str, Any] = {}
    lock_sha256: str | None = None
    hardware: dict[str, Any] = {}
    seeds: dict[str, int] = {}
    split: dict[str, float] = {}
    settings: dict[str, Any] = {}
    data: dict[str, Any] | None = None
    nodes: dict[str, Node] = {}
    metrics: dict[str, dict[str, Any]] = {}
    verdicts: list[Gates] = []
    choice: Choice | None = None
    pushed: Pushed | None = None


@dataclasses.dataclass(frozen=True)
class Run:
    """One run.

    Attributes:
        id: it sorts by time.
        folder: where its manifest and its log stand.
        status: how it stands.
        manifest: None where it is damaged.
        damage: what is wrong with the manifest; empty where nothing is.
        refusals: the verdicts of nodes that refused, which the manifest does not have.
    """

    id: str
    folder: pathlib.Path
    status: Status
    manifest: Manifest | None
    damage: str = ""
    refusals: tuple[Verdict, ...] = ()

    @property
    def dataset(self) -> str:
        """Name of the dataset; empty where it is not known."""
        chosen = self.manifest.settings.get("dataset") if self.manifest else None
        return str(chosen.get("name", "")) if isinstance(chosen, dict) else ""

    @property
    def seconds(self) -> float | None:
        """From start to end; None while it is not over."""
        if self.manifest is None or self.manifest.finished is None:
            return None
        return (self.manifest.finished - self.manifest.started).total_seconds()

    @property
    def champion(self) -> str:
        """Name of the family that won; empty where none did."""
        choice = self.manifest.choice if self.manifest else None
        return (choice.winner if choice else None) or ""

    @property
    def metrics(self) -> Mapping[str, Any]:
        """Of the champion, on the test split; empty where there is none."""
        return self.manifest.metrics.get(self.champion, {}) if self.manifest else {}

    @property
    def reported(self) -> bool:
        """Whether there is something to report on: it came to an end of its own."""
        return self.status not in (Status.RUNNING, Status.STOPPED, Status.DAMAGED)

    @property
    def judged(self) -> bool:
        """Whether any node has given a verdict."""
        return bool(self.refusals or (self.manifest and self.manifest.verdicts))

    def gates(self, outcome: Outcome) -> int:
        """How many gates of all nodes came to this."""
        found = self.manifest.verdicts if self.manifest else []
        refused = sum(gate.outcome is outcome for verdict in self.refusals for gate in verdict.gates)
        return refused + sum(int(getattr(gates, outcome.name.lower())) for gates in found)


def read_runs(settings: Settings) -> list[Run]:
    """Every run in the output folder, newest first."""
    folder = places.run_folder(settings, "")
    names = sorted((path.name for path in folder.glob("*") if path.is_dir()), reverse=True)
    busy = is_locked(pathlib.Path(places.absolute(settings.out)) / ".lock")
    return [_read(folder / name, busy and number == 0) for number, name in enumerate(names)]


def _read(folder: pathlib.Path, may_run: bool) -> Run:
    path = folder / MANIFEST
    try:
        manifest = Manifest.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Run(folder.name, folder, Status.DAMAGED, None, f"{path} is missing")
    except pydantic.ValidationError as error:
        field = ".".join(map(str, error.errors()[0]["loc"]))
        return Run(folder.name, folder, Status.DAMAGED, None, f"{path}: {field} is not as it was written")
    except (OSError, ValueError):
        return Run(folder.name, folder, Status.DAMAGED, None, f"{path} cannot be read")
    return Run(folder.name, folder, _status(manifest.status, may_run), manifest)


def _status(written: str, may_run: bool) -> Status:
    """A run that was killed has written that it runs; nothing holds its folder then."""
    if written == Status.RUNNING:
        return Status.RUNNING if may_run else Status.STOPPED
    return Status(written) if written in Status.__members__.values() else Status.FAILED


def is_locked(path: pathlib.Path) -> bool:
    """Whether a run holds the lock of its folder; asked of the kernel, for trying would hold it too."""
    try:
        inode = f":{path.stat().st_ino} "
        return any(inode in line for line in pathlib.Path("/proc/locks").read_text().splitlines())
    except OSError:
        return False


def interval_of(metrics: Mapping[str, Any], name: str) -> tuple[float, float] | None:
    """The confidence interval of a metric; None where the manifest has none."""
    found = metrics.get("intervals", {}).get(name) or metrics.get(f"{name}_interval")
    return (float(found[0]), float(found[1])) if found else None
