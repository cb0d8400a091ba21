"""What the metrics of the test split show, over all showers or in slices."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from components.audit.evidence import Evidence
from components.audit.reading import Reading, Review, metric_words, worst
from components.gates import Gate, Verdict


@dataclasses.dataclass(frozen=True)
class _Part:
    """Some of the showers: in words, as gates call the place, and their values and intervals by metric."""

    words: str
    place: str
    values: Mapping[str, float]
    intervals: Mapping[str, Sequence[float]]


def metric_readings(evidence: Evidence, review: Review) -> Iterator[Reading]:
    """A reading of each metric in each part of the showers, and of the gaps between the bands of a slice."""
    metrics = review.metrics
    names = evidence.metrics_among(metrics.get("overall", {}), tuple(metrics.get("classes", ())))
    for part in _parts(evidence, metrics):
        for name in (name for name in names if name in part.values):
            interval = part.intervals.get(name)
            gates = tuple(_watching(review.verdicts, name, part.place))
            yield Reading(
                words=metric_words(str(evidence.metric), _subject(evidence, name), part.words),
                value=part.values[name],
                interval=(interval[0], interval[1]) if interval else None,
                gates=gates,
                outcome=worst(gate.outcome for gate in gates),
            )


def _subject(evidence: Evidence, name: str) -> str | None:
    return name.removeprefix(f"{evidence.metric}_") if name != evidence.metric else None


def _parts(evidence: Evidence, metrics: Mapping[str, Any]) -> Iterator[_Part]:
    if evidence.slice is None:
        yield _Part("", "", metrics.get("overall", {}), metrics.get("intervals", {}))
        return
    for band in metrics.get("slices", ()):
        if band["slice"] == evidence.slice and evidence.band in (None, band["band"]):
            words, place = f"{evidence.slice} {band['band']}", f"{evidence.slice}|{band['band']}"
            yield _Part(words, place, band["metrics"], band.get("intervals", {}))
    for gap in metrics.get("gaps", ()):
        if gap["slice"] == evidence.slice and evidence.band is None:
            words = f"{evidence.slice}, gap between {gap['lowest']} and {gap['highest']}"
            intervals = {gap["metric"]: gap["interval"]} if gap.get("interval") else {}
            yield _Part(words, f"{evidence.slice}|", {gap["metric"]: gap["value"]}, intervals)


def _watching(verdicts: Sequence[Verdict], metric: str, place: str) -> Iterator[Gate]:
    for verdict in verdicts:
        for gate in verdict.gates:
            if (gate.metric, gate.place) == (metric, place):
                yield gate
