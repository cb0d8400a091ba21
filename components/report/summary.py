"""The decision in a page of Markdown: verdict, headline figures, classes, weakest slices, failed gates."""

from collections.abc import Iterable, Iterator, Sequence

from components.page.markup import plain
from components.report.audit import signatures
from components.report.content import Content, Json
from components.report.decision import Decision
from components.report.error_analysis import Tag, tags
from components.report.judged import counts
from components.report.measures import (
    beyond_noise,
    headline,
    judged,
    limits,
    shown,
    signed,
    signed_limits,
    singles,
    title,
)

WEAKEST = 8
"""Slices that are named."""
NAMED = 20
"""Failed gates that are named."""
SYNTHETIC = "**Synthetic data.** These events were simulated and not measured."


def markdown(content: Content) -> str:
    """The text; what there is nothing of is left out."""
    return "\n".join(_blocks(content)) + "\n"


def _blocks(content: Content) -> Iterator[str]:
    decision = Decision.of(content)
    run = f", run {content.sources.run}" if content.sources.run else ""
    yield f"# {content.sources.dataset.title}{run}\n"
    if content.is_synthetic:
        yield f"{SYNTHETIC}\n"
    yield f"**{decision.state}.** {_safe(decision.sentence)}\n"
    tally = counts(decision.gates)
    yield f"Gates: {', '.join(f'{count} {outcome}' for outcome, count in tally.items())}.\n"
    if said := signatures(content):
        yield f"Audit: {said}\n"
    yield from _failed(decision)
    if content.champion and content.family:
        yield from _figures(content.champion, content.family)
        yield from _classes(content.champion)
        yield from _weakest(content.champion, content.reference)


def _failed(decision: Decision) -> Iterator[str]:
    if not decision.failed:
        return
    yield "## What failed\n"
    for name, gate in decision.failed[:NAMED]:
        yield f"- {name}: {_safe(gate.sentence)}"
    if len(decision.failed) > NAMED:
        yield f"- and {len(decision.failed) - NAMED} more"
    yield ""


def _figures(found: Json, family: str) -> Iterator[str]:
    yield f"## {plain(family).capitalize()} on {found['examples']} showers of the {found['split']} split\n"
    rows = ([title(metric), *_figure(found, metric)] for metric in headline(found))
    yield from _table(["figure", "value", "interval", "against the blessed model"], rows)
    if not found.get("changes") and found.get("baseline_reason"):
        yield f"Not compared with a blessed model: {_safe(found['baseline_reason'])}.\n"


def _figure(found: Json, metric: str) -> Iterator[str]:
    change = (found.get("changes") or {}).get(metric)
    yield shown(found["overall"].get(metric))
    yield limits(found.get("intervals", {}).get(metric))
    interval = f" ({signed_limits(change.get('interval'))})" if change else ""
    said = judged(metric, change) if beyond_noise(change) else "within noise"
    yield f"{signed(change['value'])}{interval}, {said}" if change else ""


def _classes(found: Json) -> Iterator[str]:
    yield "## Each class\n"
    kinds = ("precision", "recall", "f1")
    rows = (
        [
            name,
            f"{found['overall'].get(f'support_{name}', 0):.0f}",
            *(_with(found, f"{k}_{name}") for k in kinds),
        ]
        for name in found["classes"]
    )
    yield from _table(["class", "showers", "precision", "recall", "F1"], rows)


def _with(found: Json, metric: str) -> str:
    """A value and its interval."""
    value, interval = shown(found["overall"].get(metric)), limits(found.get("intervals", {}).get(metric))
    return f"{value} ({interval})" if value and interval else value


def _weakest(found: Json, reference: Json | None) -> Iterator[str]:
    ranked = tags(singles(found["slices"]), found, reference)[:WEAKEST]
    if ranked:
        yield "## What to work on first\n"
        header = ["slice", "showers", "accuracy", "of all mistakes", "gap", "gap × share of the data"]
        yield from _table(header, map(_tag, ranked))


def _tag(tag: Tag) -> list[str]:
    band = tag.band
    errors = "" if tag.errors is None else f"{tag.errors:.0%}"
    name = f"{plain(band['slice'])} {band['band']}"
    value = shown(band["metrics"]["accuracy"])
    return [name, str(band["examples"]), value, errors, signed(tag.gap), signed(tag.gain)]


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(map(_safe, row))} |"
    yield ""


def _safe(value: str) -> str:
    """Text that neither ends a cell of a table nor is taken for HTML."""
    return value.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
