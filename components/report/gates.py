"""Every gate of a run, in folded tables."""

from components.gates import Outcome, Verdict
from components.page.markup import details, text
from components.page.sorting import Cell, sortable
from components.report.content import Content
from components.report.decision import Decision
from components.report.judged import MARKS, WORST_FIRST, counted, style

HEADER = ("outcome", "measured", "limit", "what was compared")


def gates_section(content: Content) -> str:
    """A table for each node that judges; one that refused is open."""
    verdicts = Decision.of(content).verdicts
    tables = (
        details(f"<b>{text(name)}</b>: {counted(verdict.gates)}", _table(verdict), is_open=not verdict.passed)
        for name, verdict in verdicts
    )
    body = "".join(tables) or "<p class=not-compared>No node has judged yet.</p>"
    return f"<h3 id=gates>Every gate</h3>{body}"


def _table(verdict: Verdict) -> str:
    ordered = sorted(verdict.gates, key=lambda gate: WORST_FIRST.index(gate.outcome))
    rows = (
        [
            Cell(_outcome(gate.outcome), str(gate.outcome), "words"),
            _number(gate.measured),
            _number(gate.threshold),
            Cell(text(gate.sentence), style="words wrap"),
        ]
        for gate in ordered
    )
    return sortable(HEADER, rows, "gates-of-run", label=f"gates of {verdict.node}")


def _outcome(outcome: Outcome) -> str:
    return f"<span class={style(outcome)}>{MARKS[outcome]} {outcome}</span>"


def _number(value: float | None) -> Cell:
    return Cell("" if value is None else f"{value:.4g}".replace("-", "−"), "" if value is None else value)
