"""What gates said of a number: its outcome as a mark, a word and a colour."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Self

from components.gates import Gate, Outcome, Verdict
from components.page.markup import text

MARKS = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.NOT_COMPARED: "?"}
WORST_FIRST = (Outcome.FAILED, Outcome.NOT_COMPARED, Outcome.PASSED)
CHANGE = " change"
LEGEND = (
    "<p class=quiet><span class=passed>✓ held its limits</span> · <span class=failed>✗ broke one</span> · "
    "<span class=not-compared>? too few showers, or no blessed model, to compare</span> · no mark: no gate "
    "looks at it.</p>"
)
Key = tuple[str, str, bool]


@dataclasses.dataclass(frozen=True)
class Judged:
    """The gates of a verdict by what they look at.

    Attributes:
        gates: place, full name of the metric, whether it is a change -> the gates.
    """

    gates: Mapping[Key, tuple[Gate, ...]]

    @classmethod
    def of(cls, verdict: Verdict | None) -> Self:
        """Sorts the gates of a verdict; those of old verdicts do not say what they look at."""
        found: dict[Key, tuple[Gate, ...]] = {}
        for gate in verdict.gates if verdict else ():
            if gate.metric:
                key = (gate.place, gate.metric, CHANGE in gate.name)
                found[key] = (*found.get(key, ()), gate)
        return cls(found)

    def watching(self, metric: str, place: str = "", *, change: bool = False) -> tuple[Gate, ...]:
        """The gates of a metric at a place."""
        return self.gates.get((place, metric, change), ())

    def outcome(self, metric: str, place: str = "", *, change: bool = False) -> Outcome | None:
        """The worst outcome; None where no gate looks."""
        there = {gate.outcome for gate in self.watching(metric, place, change=change)}
        return next((outcome for outcome in WORST_FIRST if outcome in there), None)

    def mark(self, metric: str, place: str = "", *, change: bool = False) -> str:
        """The mark of the worst outcome, as HTML with what the gates say; empty where no gate looks."""
        outcome = self.outcome(metric, place, change=change)
        if outcome is None:
            return ""
        gates = self.watching(metric, place, change=change)
        said = "; ".join(gate.sentence for gate in gates if gate.outcome is outcome)
        return f"<abbr class='{style(outcome)}' title='{text(f'{outcome}: {said}')}'>{MARKS[outcome]}</abbr>"

    def tint(self, metric: str, place: str = "", *, change: bool = False) -> str:
        """The class of a cell; empty where no gate looks."""
        outcome = self.outcome(metric, place, change=change)
        return f"gate {style(outcome)}" if outcome else ""


def style(outcome: Outcome) -> str:
    """The class of an outcome."""
    return str(outcome).replace(" ", "-")


def counts(gates: Iterable[Gate]) -> dict[Outcome, int]:
    """How many gates came to what."""
    outcomes = [gate.outcome for gate in gates]
    return {outcome: outcomes.count(outcome) for outcome in Outcome}


def counted(gates: Iterable[Gate]) -> str:
    """The same as HTML, such as `✓ 52 passed · ✗ 1 failed`; outcomes that no gate came to are left out."""
    parts = (
        f"<span class={style(outcome)}>{MARKS[outcome]} {count} {outcome}</span>"
        for outcome, count in counts(gates).items()
        if count
    )
    return " · ".join(parts) or "<span class=quiet>no gates</span>"
