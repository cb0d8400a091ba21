"""How each item of a checklist stands: what was measured, what the gates say, and who signed."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from components.audit.approvals import Approval
from components.audit.checklist import Checklist
from components.audit.evidence import Item
from components.audit.reading import Reading, Review, worst
from components.audit.readings import readings_of
from components.findings import Finding
from components.gates import Outcome, Verdict


@dataclasses.dataclass(frozen=True)
class Standing:
    """One item of a checklist, with what a run measured of it.

    Attributes:
        item: what is feared, and what is done about it.
        readings: what would show it, with value, interval and gates; never empty.
        outcome: failed where a gate failed; not compared where no gate watches, so that people must.
        signed: the sign-offs in the role of the item.
    """

    item: Item
    readings: tuple[Reading, ...]
    outcome: Outcome
    signed: tuple[Approval, ...]


def status(
    checklist: Checklist,
    metrics: Mapping[str, Any] | None,
    verdicts: Iterable[Verdict] = (),
    probes: Mapping[str, Any] | None = None,
    findings: Sequence[Finding] = (),
    approvals: Iterable[Approval] = (),
) -> list[Standing]:
    """How the items of a checklist stand.

    Args:
        checklist: the items.
        metrics: the content of `metrics.json` of the model; None where it was not evaluated.
        verdicts: of every node that has one.
        probes: the content of `probes.json`; None where there is none.
        findings: of the data gates.
        approvals: of the model, those that count.

    Returns:
        One standing for each item, in the order of the checklist.
    """
    review = Review(metrics or {}, tuple(verdicts), probes or {}, tuple(findings))
    signed = tuple(approvals)
    return [_standing(item, review, signed) for item in checklist.items]


def _standing(item: Item, review: Review, approvals: tuple[Approval, ...]) -> Standing:
    readings = tuple(reading for evidence in item.shown_by for reading in readings_of(evidence, review))
    signed = tuple(approval for approval in approvals if approval.role == item.sign)
    return Standing(item, readings, worst(reading.outcome for reading in readings), signed)
