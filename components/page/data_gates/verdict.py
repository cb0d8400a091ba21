"""The top of the page: may the run go on, and which gates said what."""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import Self

from components.findings import Finding, Kind
from components.gates import Outcome
from components.page.data_gates.words import (
    anchor,
    card,
    counted,
    heading,
    is_above,
    is_allowed,
    is_refused,
    worst_first,
)
from components.page.markup import table, text

NAMED = 8
"""Failures that are named at the top; the others are below."""


@dataclasses.dataclass(frozen=True)
class Tally:
    """Findings by what they came to.

    Attributes:
        refused: failed, and nobody let them pass.
        allowed: failed, and a person let them pass.
        not_compared: nothing is known.
        passed: held their limits.
    """

    refused: tuple[Finding, ...]
    allowed: tuple[Finding, ...]
    not_compared: tuple[Finding, ...]
    passed: tuple[Finding, ...]

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Self:
        """Sorts findings."""
        every = tuple(findings)
        without = tuple(one for one in every if one.outcome is Outcome.NOT_COMPARED)
        passed = tuple(one for one in every if one.outcome is Outcome.PASSED)
        return cls(tuple(filter(is_refused, every)), tuple(filter(is_allowed, every)), without, passed)

    @property
    def compared(self) -> int:
        """How many comparisons were made."""
        return len(self.refused) + len(self.allowed) + len(self.passed)


def verdict(findings: Sequence[Finding]) -> str:
    """The sentence that decides, what failed, and the reasons that were given."""
    tally = Tally.of(findings)
    style, sentence = _sentence(tally)
    without = f" {_without(tally)}" if tally.not_compared and tally.compared else ""
    return (
        f"<div class='verdict {style}'><p class=lead><strong class={style}>{sentence}</strong>{without}</p>"
        f"{_list(_failed(tally))}{_list(_reasons(tally))}{_near(tally)}</div>"
    )


def overview(findings: Sequence[Finding]) -> str:
    """A table: every kind of gate and what it came to, also those that were not looked at."""
    return table(
        ("gate", "outcome"),
        ((_link(kind, findings), outcomes(one for one in findings if one.kind is kind)) for kind in Kind),
        "text",
    )


def _sentence(tally: Tally) -> tuple[str, str]:
    """A class of the style, and the sentence."""
    allowed, compared = len(tally.allowed), tally.compared
    if tally.refused:
        more = f", and a person allowed {allowed} more" if allowed else ""
        return "failed", f"Refused: {len(tally.refused)} of {counted(compared, 'comparison')} failed{more}."
    if tally.allowed:
        said = f"Passed only because a person allowed {allowed} of {counted(compared, 'comparison')} to fail."
        return "allowed", said
    if not tally.passed:
        return "not-compared", "Nothing was compared, so nothing is known about this data."
    if tally.not_compared:
        said = f"Passed, but {counted(len(tally.not_compared), 'thing')} "
        return "not-compared", f"{said}{'was' if len(tally.not_compared) == 1 else 'were'} not compared."
    return "passed", f"Passed: none of {counted(compared, 'comparison')} failed."


def _without(tally: Tally) -> str:
    """What the sentence does not yet say of what is unknown, and of the others."""
    if tally.refused or tally.allowed:
        was = "was" if len(tally.not_compared) == 1 else "were"
        return f"{counted(len(tally.not_compared), 'thing')} {was} not compared."
    return f"None of {counted(tally.compared, 'comparison')} failed."


def _failed(tally: Tally) -> Iterator[str]:
    """The failures in short, the worst first; HTML."""
    lines = list(map(_short, worst_first(tally.refused)))
    yield from lines[:NAMED]
    if len(lines) > NAMED:
        yield f"and {len(lines) - NAMED} more, all of them below"


def _reasons(tally: Tally) -> Iterator[str]:
    """Everything that was allowed with its reason; HTML."""
    for group in worst_first(tally.allowed):
        reasons = " ".join(f"<q>{text(reason)}</q>" for reason in dict.fromkeys(one.allowed for one in group))
        yield f"allowed: {_short(group)}. Reason: {reasons}"


def _short(group: Sequence[Finding]) -> str:
    """A feature, the kind of gate, and its splits; HTML."""
    feature, kind = group[0].feature, group[0].kind
    named = ", ".join(dict.fromkeys(one.split for one in group if one.split))
    link = f"<a href='#{card(group[0])}'><b>{text(feature or kind)}</b></a>"
    what = f"{link}: {text(kind)}" if feature else link
    return f"{what} ({text(named)})" if named else what


def _near(tally: Tally) -> str:
    above = sum(map(is_above, tally.passed))
    if not above:
        return ""
    are = "is" if above == 1 else "are"
    return (
        f"<p class=quiet>Of what passed, {above} {are} above the limit by no more than chance may give to so "
        "few examples; more data would tell.</p>"
    )


def _list(lines: Iterable[str]) -> str:
    items = "".join(f"<li>{line}</li>" for line in lines)
    return f"<ul>{items}</ul>" if items else ""


def _link(kind: Kind, findings: Sequence[Finding]) -> str:
    there = any(one.kind is kind for one in findings)
    return f"<a href='#{anchor(kind)}'>{heading(kind)}</a>" if there else heading(kind)


def outcomes(findings: Iterable[Finding]) -> str:
    """How many of these came to what, such as `1 failed · 54 passed`; HTML."""
    tally = Tally.of(findings)
    parts = (
        (len(tally.refused), "failed", "failed"),
        (len(tally.allowed), "allowed", "failed, allowed"),
        (len(tally.not_compared), "not-compared", "not compared"),
        (len(tally.passed), "passed", "passed"),
    )
    shown = [f"<span class={style}>{count} {word}</span>" for count, style, word in parts if count]
    return " · ".join(shown) or "<span class=quiet>not looked for</span>"
