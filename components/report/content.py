"""What stands in the artifacts of a run, read once for all sections of its page."""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any, Self

from components.files import exists, read_text
from components.findings import FINDINGS_FILE, Finding, from_json
from components.gates import VERDICT_FILE, Verdict
from components.report.sources import Sources

Json = dict[str, Any]
METRICS_FILE = "metrics.json"


@dataclasses.dataclass(frozen=True)
class Content:
    """Everything that was found; what was not is empty or None.

    Attributes:
        sources: where it was found.
        ingestion, choice, reference: the files of these names.
        findings: of the data gates.
        metrics, probes, training, importance, studies: by family.
        verdicts: of the data, of each evaluation by family, of the choice and of the infrastructure.
        refusals: of the nodes that refused the run.
    """

    sources: Sources
    ingestion: Json | None
    findings: tuple[Finding, ...]
    reference: Json | None
    metrics: Mapping[str, Json]
    probes: Mapping[str, Json]
    training: Mapping[str, Json]
    importance: Mapping[str, Json]
    studies: Mapping[str, Json]
    choice: Json | None
    verdicts: Mapping[str, Verdict]
    refusals: tuple[Verdict, ...]

    @classmethod
    def read(cls, sources: Sources) -> Self:
        """Reads whatever is there."""
        evaluations, training = sources.evaluations, sources.training
        return cls(
            sources=sources,
            ingestion=read_json(sources.ingestion, "report.json"),
            findings=_findings([sources.anomalies, *sources.refused]),
            reference=read_json(sources.reference, "reference.json"),
            metrics=_of_families(evaluations, METRICS_FILE),
            probes=_of_families(evaluations, "probes.json"),
            training=_of_families(training, "training.json"),
            importance=_of_families(training, "importance.json"),
            studies=_of_families(sources.trials, "study.json"),
            choice=read_json(sources.choice, "choice.json"),
            verdicts=_verdicts(sources),
            refusals=tuple(found for folder in sources.refused if (found := _verdict(folder))),
        )

    @property
    def winner(self) -> str | None:
        """The family that the Champion chose."""
        return self.choice.get("winner") if self.choice else None

    @property
    def family(self) -> str | None:
        """The family that the page is about: the winner, else the more accurate one."""
        if self.winner in self.metrics:
            return self.winner
        return max(self.metrics, key=lambda one: self.metrics[one]["overall"]["accuracy"], default=None)

    @property
    def champion(self) -> Json | None:
        """Its `metrics.json`."""
        return self.metrics[self.family] if self.family else None

    @property
    def families(self) -> list[str]:
        """Every family that was evaluated, that of the page first."""
        return sorted(self.metrics, key=lambda one: one != self.family)

    @property
    def is_synthetic(self) -> bool:
        """Whether the data was simulated by this project."""
        return bool(self.ingestion and self.ingestion.get("synthetic"))


def read_json(folder: str | None, file: str) -> Json | None:
    """The content of a file, None where there is none."""
    if folder is None or not exists(f"{folder}/{file}"):
        return None
    content: Json = json.loads(read_text(f"{folder}/{file}"))
    return content


def _of_families(folders: Mapping[str, str], file: str) -> dict[str, Json]:
    found = {family: read_json(folder, file) for family, folder in folders.items()}
    return {family: content for family, content in found.items() if content is not None}


def _findings(folders: list[str | None]) -> tuple[Finding, ...]:
    paths = (f"{folder}/{FINDINGS_FILE}" for folder in folders if folder)
    path = next(filter(exists, paths), None)
    return from_json(read_text(path)) if path else ()


def _verdict(folder: str | None) -> Verdict | None:
    path = f"{folder}/{VERDICT_FILE}"
    return Verdict.from_json(read_text(path)) if folder and exists(path) else None


def _verdicts(sources: Sources) -> dict[str, Verdict]:
    folders = {
        "data": sources.anomalies,
        **sources.evaluations,
        "choice": sources.choice,
        "infrastructure": sources.infra,
    }
    found = {name: _verdict(folder) for name, folder in folders.items()}
    return {name: verdict for name, verdict in found.items() if verdict is not None}
