"""The audit checklist: what people fear, what was measured of it, and who signed."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from components.page.markup import details, text
from components.page.sorting import Cell, sortable
from components.report.content import Content
from components.report.judged import MARKS, style
from components.report.measures import limits, shown

if TYPE_CHECKING:
    from components.audit import Reading, Standing

HEADER = ("fear", "outcome", "what was measured", "control", "signature")
OPEN = 3
"""Readings of an item that are shown at once."""


def standings(content: Content) -> "list[Standing]":
    """Each item of the checklist with what the run measured; none where there is no checklist."""
    if not content.sources.checklist or not content.sources.checklist.items:
        return []
    from components.audit import status

    family = content.family or ""
    verdicts = [content.verdicts[name] for name in (family, "data") if name in content.verdicts]
    return status(
        content.sources.checklist,
        content.champion,
        verdicts,
        content.probes.get(family),
        content.findings,
        content.sources.approvals,
    )


def audit_section(content: Content) -> str:
    """A table of the items; empty where there is no checklist."""
    found = standings(content)
    if not found:
        return ""
    body = sortable(HEADER, map(_row, found), "audit", label="audit checklist")
    return f"<h3 id=audit>Audit checklist</h3><p>{text(signatures(content))}</p>{body}"


def signatures(content: Content) -> str:
    """Who signed and who did not; empty where there is no checklist."""
    found = standings(content)
    signed = {one.item.sign: one.signed for one in found}
    if not signed:
        return ""
    missing = [role for role, approvals in signed.items() if not approvals]
    said = f"Signed in {len(signed) - len(missing)} of {len(signed)} roles."
    return f"{said} Nobody has signed as {', '.join(missing)} yet." if missing else said


def _row(one: "Standing") -> Iterator[Cell]:
    yield Cell(f"<b>{text(one.item.id.replace('_', ' '))}</b><br>{text(one.item.fear)}", style="wrap")
    yield Cell(_outcome(one), str(one.outcome), style="words")
    yield Cell(_readings(one.readings), style="words wrap")
    yield Cell(text(one.item.control), style="words wrap")
    yield Cell(_signed(one), style="words wrap")


def _outcome(one: "Standing") -> str:
    watched = any(reading.gates for reading in one.readings)
    said = one.outcome if watched else "no gate watches"
    return f"<span class={style(one.outcome)}>{MARKS[one.outcome]} {said}</span>"


def _readings(readings: "Iterable[Reading]") -> str:
    lines = [f"<div>{_reading(reading)}</div>" for reading in readings]
    more = lines[OPEN:]
    return "".join(lines[:OPEN]) + (details(f"{len(more)} more", "".join(more)) if more else "")


def _reading(reading: "Reading") -> str:
    mark = f"<span class={style(reading.outcome)}>{MARKS[reading.outcome]}</span>"
    interval = f" <span class=quiet>({limits(reading.interval)})</span>" if reading.interval else ""
    told = f" {shown(reading.value)}{interval}" if reading.value is not None else ""
    return f"{mark} {text(reading.words)}{told or f': {text(reading.sentence)}'}"


def _signed(one: "Standing") -> str:
    lines = "".join(f"<div>{text(approval.sentence())}</div>" for approval in one.signed)
    return lines or f"<span class=not-compared>nobody yet as {text(one.item.sign)}</span>"
