"""One number that a review shows, with the gates that watch it."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from components.findings import Finding
from components.gates import Gate, Outcome, Verdict

Interval = tuple[float, float]


@dataclasses.dataclass(frozen=True)
class Reading:
    """One number that would show a fear to be true.

    Attributes:
        words: what it is, for people, such as `recall of iron in sec_zenith 1-1.15`.
        value: None where it was not measured.
        interval: None where there is none.
        gates: those that watch it.
        outcome: of the gates; `not compared` where none watches it, and people must.
        sentence: more for people; empty for nothing.
    """

    words: str
    value: float | None
    interval: Interval | None
    gates: tuple[Gate, ...]
    outcome: Outcome
    sentence: str = ""


@dataclasses.dataclass(frozen=True)
class Review:
    """All that a run measured of one model; an empty part was not measured.

    Attributes:
        metrics: the content of `metrics.json`.
        verdicts: of every node that has one.
        probes: the content of `probes.json`.
        findings: of the data gates.
    """

    metrics: Mapping[str, Any]
    verdicts: Sequence[Verdict]
    probes: Mapping[str, Any]
    findings: Sequence[Finding]


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """Failed where one failed, not compared where none passed."""
    found = set(outcomes)
    return next((one for one in (Outcome.FAILED, Outcome.PASSED) if one in found), Outcome.NOT_COMPARED)


def metric_words(metric: str, subject: str | None, place: str) -> str:
    """A metric for people, such as `AUC of proton_iron in sec_zenith 1-1.15`."""
    shown = "AUC" if metric == "auc" else metric.replace("_", " ").replace("ln a", "ln A")
    return shown + (f" of {subject}" if subject else "") + (f" in {place}" if place else "")
