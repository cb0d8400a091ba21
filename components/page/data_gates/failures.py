"""The failures of the page: each with its sentence, and both distributions over one another."""

from collections.abc import Iterable, Sequence

from components.findings import Finding
from components.page.data_gates.histograms import bars
from components.page.data_gates.words import (
    card,
    context,
    heading,
    is_refused,
    mark,
    sentence,
    worst_first,
)
from components.page.markup import details, table, text

OPEN = 12
"""Histograms that are not folded away; with more failures the page would be too long to be read."""
ADVICE = (
    "<p>Correct the data; or, if the data is right, <code>dataset.yaml</code> and <code>schema.pbtxt</code>. "
    "A person may let a failure pass: <code>--allow-drift FEATURE --reason &quot;TEXT&quot;</code>, or "
    "<code>example_validator: allow:</code> in the settings, where a kind of gate may stand in place of a "
    "feature. The reason is kept.</p>"
)
LEGEND = (
    "<p class=quiet><svg class=key width=14 height=14><rect class='there' width='14' height='14'/></svg> "
    "wide and grey: share of the values of what it is compared with. "
    "<svg class=key width=14 height=14><rect class='here' y='3' width='14' height='8'/></svg> narrow: share "
    "here. The bins of numbers are cut at the quantiles of what it is compared with, so that "
    "each holds about as much of it; bins that are empty on both sides are left out. "
    "Differences are in percentage points.</p>"
)


def failures(title: str, findings: Iterable[Finding], level: int = 2) -> str:
    """A section with a card for each feature; the worst first; empty for no findings.

    Args:
        title: of the section; text.
        findings: failed, allowed or not.
        level: of its heading.
    """
    groups = worst_first(findings)
    if not groups:
        return ""
    advice = ADVICE if any(is_refused(group[0]) for group in groups) else ""
    legend = LEGEND if any(one.histogram for group in groups for one in group) else ""
    cards = (_card(group, place < OPEN, level + 1) for place, group in enumerate(groups))
    return f"<h{level}>{text(title)}</h{level}>{advice}{legend}{''.join(cards)}"


def drawn(finding: Finding) -> str:
    """The bars of a finding; empty where it has no distributions."""
    if finding.histogram is None:
        return ""
    name, sides = finding.feature or "value", (finding.reference or "there", finding.split or "here")
    return bars(finding.histogram, name, *sides)


def more(finding: Finding) -> str:
    """The table of a finding; empty where it has none."""
    if not finding.table:
        return ""
    return table(finding.table[0], (map(text, row) for row in finding.table[1:]), stacked=True)


def _card(group: Sequence[Finding], is_open: bool, level: int) -> str:
    """One feature in all the splits that it failed in; the distributions of the first are open."""
    first = group[0]
    name = f"{heading(first.kind)}: {text(first.feature)}" if first.feature else heading(first.kind)
    splits: dict[str, list[Finding]] = {}
    for one in group:
        splits.setdefault(context(one), []).append(one)
    parts = (_part(of, is_open and place == 0) for place, of in enumerate(splits.values()))
    return f"<article id='{card(first)}'><h{level}>{name}</h{level}>{''.join(parts)}</article>"


def _part(findings: Sequence[Finding], is_open: bool) -> str:
    """The findings of one feature in one split; whatever the measure, the distributions are the same."""
    first = findings[0]
    around = f"<p class=quiet>{' · '.join(part for part in (mark(first), text(context(first))) if part)}</p>"
    said = "".join(f"<p>{text(sentence(one))}</p>" for one in findings)
    tables = "".join(dict.fromkeys(map(more, findings)))
    bins = drawn(first)
    shown = details("Share of the values in each bin", f"{bins}{tables}", is_open=is_open) if bins else tables
    return f"<section>{around}{said}{_reason(first)}{shown}</section>"


def _reason(finding: Finding) -> str:
    if not finding.allowed:
        return ""
    return f"<p><span class=allowed>Allowed by a person:</span> <q>{text(finding.allowed)}</q></p>"
