"""What a review shows of one piece of evidence: values with their intervals, and the gates on them."""

from collections.abc import Iterator, Mapping
from typing import Any

from components.audit.evidence import Evidence
from components.audit.metrics import metric_readings
from components.audit.reading import Reading, Review, metric_words, worst
from components.findings import Finding
from components.gates import Outcome

TWO_SIGMA = 1.96
"""Standard errors to either side of a value, for an interval of 95 %."""


def readings_of(evidence: Evidence, review: Review) -> tuple[Reading, ...]:
    """What a review shows; one reading without a value where it shows nothing."""
    kind = metric_readings if evidence.metric else _findings if evidence.finding else _probes
    nothing = Reading(_asked(evidence), None, None, (), Outcome.NOT_COMPARED, "not measured in this run")
    return tuple(kind(evidence, review)) or (nothing,)


def _asked(evidence: Evidence) -> str:
    if evidence.finding:
        return _finding_words(evidence)
    if evidence.probe:
        return f"predicted fractions in the probe {evidence.probe}"
    place = " ".join(filter(None, (evidence.slice, evidence.band)))
    return metric_words(str(evidence.metric), evidence.class_ or evidence.separation, place)


def _finding_words(evidence: Evidence) -> str:
    return f"{evidence.finding} of {evidence.feature}" if evidence.feature else str(evidence.finding)


def _findings(evidence: Evidence, review: Review) -> Iterator[Reading]:
    """The finding that is nearest to, or furthest beyond, its limit; a failure before all others."""
    of = [f for f in review.findings if f.kind == evidence.finding and evidence.feature in (None, f.feature)]
    if not of:
        return
    shown = max(of, key=lambda one: (one.outcome is Outcome.FAILED, _share_of_limit(one)))
    estimate = shown.estimate
    yield Reading(
        words=_finding_words(evidence),
        value=estimate.value if estimate else None,
        interval=(estimate.low, estimate.high) if estimate else None,
        gates=(shown.gate(),),
        outcome=worst(one.outcome for one in of),
        sentence=shown.sentence + (f"; allowed: {shown.allowed}" if shown.allowed else ""),
    )


def _share_of_limit(finding: Finding) -> float:
    if finding.estimate is None or not finding.threshold:
        return 0.0
    return finding.estimate.value / finding.threshold


def _probes(evidence: Evidence, review: Review) -> Iterator[Reading]:
    """How the predicted fraction of a class shifts; where none is named, of the one that shifts most.

    An unseen primary has no fraction to shift; of it, the bias of ln A.
    """
    for sample in review.probes.get("samples", ()):
        if sample["sample"] != evidence.probe:
            continue
        if "shift" in sample:
            of = evidence.class_ or sample["largest_shift"]["class"]
            words = f"shift of the predicted fraction of {of} in the probe {evidence.probe}"
            yield _measured(words, sample["shift"][of])
        else:
            words = f"bias of ln A of {sample['primary']} in the probe {evidence.probe}"
            yield _measured(words, sample.get("ln_a_bias"))


def _measured(words: str, estimate: Mapping[str, Any] | None) -> Reading:
    if estimate is None:
        return Reading(words, None, None, (), Outcome.NOT_COMPARED)
    value, half = estimate["value"], TWO_SIGMA * estimate["error"]
    return Reading(words, value, (value - half, value + half), (), Outcome.NOT_COMPARED)
