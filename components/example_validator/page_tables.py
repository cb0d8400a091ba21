"""The tables of the page: what each kind of gate compared, and what it could not compare."""

from collections.abc import Callable, Iterable, Sequence

from components.findings import Finding, Kind
from components.gates import Outcome
from components.page.data_gates.failures import drawn, more
from components.page.data_gates.histograms import picture
from components.page.data_gates.verdict import outcomes
from components.page.data_gates.words import (
    MEANING,
    anchor,
    card,
    chance,
    context,
    counted,
    heading,
    is_above,
    limit,
    limits,
    mark,
    sentence,
    severity,
    subject,
    value,
)
from components.page.markup import details, table, text

COLUMNS: dict[str, Callable[[Finding], str]] = {
    "distribution": lambda finding: picture(finding.histogram) if finding.histogram else "",
    "value": value,
    "95 % interval": lambda finding: limits(finding.estimate),
    "p-value": lambda finding: chance(finding.estimate),
    "limit": limit,
}
TOGETHER = 3
"""Comparisons of a split, above which it has a table of its own."""


def unknown(findings: Sequence[Finding]) -> str:
    """A section with what was not compared and why; empty where there is nothing."""
    without = [one for one in findings if one.outcome is Outcome.NOT_COMPARED]
    if not without:
        return ""
    rows = ((heading(one.kind), text(_of(one)), text(sentence(one))) for one in without)
    note = "<p>Nothing is known of these; they count as neither passed nor failed.</p>"
    listed = table(("gate", "of", "why"), rows, "text", stacked=True)
    return f"<h2>Not compared</h2>{note}{listed}"


def kinds(findings: Sequence[Finding]) -> str:
    """A section for each kind that there is, with a table for each split that was compared."""
    there = ((kind, [one for one in findings if one.kind is kind]) for kind in Kind)
    return "".join(_kind(kind, of) for kind, of in there if of)


def _kind(kind: Kind, findings: Sequence[Finding]) -> str:
    known = [one for one in findings if one.outcome is not Outcome.NOT_COMPARED]
    without = len(findings) - len(known)
    were = f"{counted(without, 'thing')} {'was' if without == 1 else 'were'} not compared, see above"
    note = f"<p class=not-compared>{were}.</p>" if without else ""
    return f"<h3 id='{anchor(kind)}'>{heading(kind)}</h3><p>{text(MEANING[kind])}</p>{note}{_tables(known)}"


def _tables(findings: Sequence[Finding]) -> str:
    """One table; where it would be long, one for each split, to be folded away.

    Only the first is open, and those in which something is above its limit.
    """
    groups: dict[str, list[Finding]] = {}
    for one in findings:
        groups.setdefault(context(one), []).append(one)
    if max(map(len, groups.values()), default=0) <= TOGETHER:
        return _table(findings, _around) if findings else ""
    return "".join(
        details(
            f"<b>{text(around or 'all data')}</b>: {outcomes(of)}",
            _table(of, _nothing),
            is_open=place == 0 or any(map(is_above, of)),
        )
        for place, (around, of) in enumerate(groups.items())
    )


def _table(findings: Sequence[Finding], around: Callable[[Finding], str]) -> str:
    """Failures first, then what is nearest to its limit or beyond; a column that is empty is left out."""
    ordered = sorted(findings, key=lambda one: (one.outcome is not Outcome.FAILED, -severity(one)))
    measured = [column for column in COLUMNS if any(COLUMNS[column](one) for one in findings)]
    measures = {one.measure for one in findings if one.measure}
    (measure,) = measures if len(measures) == 1 else ("",)
    rows = (
        [
            _name(one, around(one), "" if measure else one.measure),
            *(COLUMNS[column](one) for column in measured),
            mark(one),
        ]
        for one in ordered
    )
    names = (measure or column if column == "value" else column for column in measured)
    return table(("of", *names, "outcome"), rows, "gates", stacked=True)


def _nothing(_: Finding) -> str:
    return ""


def _around(finding: Finding) -> str:
    return context(finding) if finding.feature else ""


def _of(finding: Finding) -> str:
    return ", ".join(part for part in (finding.feature, finding.split) if part) or "all data"


def _name(finding: Finding, around: str, measure: str) -> str:
    """What the row is of; with the sentence where numbers do not say it all."""
    lines = (f"<br><span class=quiet>{text(line)}</span>" for line in (around, measure) if line)
    return f"<b>{text(subject(finding))}</b>{''.join(lines)}{_said(finding)}"


def _said(finding: Finding) -> str:
    """The sentence of what numbers alone do not tell, and what there is more to see of it."""
    if finding.outcome is Outcome.FAILED:
        return f"<br><a class=quiet href='#{card(finding)}'>see above</a>"
    if finding.feature and not is_above(finding):
        return ""
    shown = (("both distributions", drawn(finding)), ("more", "" if finding.histogram else more(finding)))
    folded = "".join(details(summary, body) for summary, body in shown if body)
    return f"<br><span class=quiet>{text(sentence(finding))}</span>{folded}"


def facts_table(facts: Iterable[tuple[str, str]]) -> str:
    """What was compared with what, when, how."""
    return table(("fact", "value"), ((text(name), text(content)) for name, content in facts), "text")
