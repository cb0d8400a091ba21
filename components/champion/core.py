"""Chooses between two families, and says why."""

import dataclasses
import json
from typing import Any

import numpy as np

from components import settings as sections
from components.champion.bootstrap import Difference, paired_difference
from components.champion.families import Family, Scored, align
from components.gates import Gate, Outcome, Verdict

SEED = 0
"""Of the bootstrap: the choice follows from the predictions alone."""


@dataclasses.dataclass(frozen=True)
class Contest:
    """Two families, scored on the same showers of the eval split.

    Attributes:
        first, second: the two.
        scores: of both, in this order.
        difference: accuracy of the first less that of the second.
        settings: samples and confidence of the bootstrap, and the preferred family.
    """

    first: Family
    second: Family
    scores: tuple[Scored, Scored]
    difference: Difference
    settings: sections.Champion

    @property
    def winner(self) -> Family | None:
        """The family that is better by more than the noise, or else the preferred one.

        A family that is not blessed never wins; None where neither is.
        """
        blessed = [family for family in (self.first, self.second) if family.blessed]
        if len(blessed) < 2:
            return blessed[0] if blessed else None
        if self.difference.beyond_noise:
            return self.first if self.difference.value > 0 else self.second
        return self.first if self.first.name == self.settings.prefer else self.second

    @property
    def sentence(self) -> str:
        """Why the winner wins, or why nobody does."""
        winner = self.winner
        if winner is None:
            reasons = (f"{family.words}: {family.refusal}" for family in (self.first, self.second))
            return f"no family may win. {'. '.join(reasons)}"
        loser = self.second if winner is self.first else self.first
        if not loser.blessed:
            return f"{winner.words} wins, for {loser.words} was refused: {loser.refusal}"
        if self.difference.beyond_noise:
            return f"{winner.words} wins: {self._margin(winner)}, more than the noise"
        return f"{winner.words} wins as the preferred family: {self._margin(winner)}, within the noise"

    def _margin(self, winner: Family) -> str:
        ahead = winner is self.first
        own, other = self.scores if ahead else self.scores[::-1]
        d = self.difference if ahead else self.difference.reversed
        return (
            f"accuracy {own.accuracy:.4f} against {other.accuracy:.4f} on the eval split, "
            f"a difference of {d.value:+.4f} ({d.low:+.4f} to {d.high:+.4f})"
        )

    @property
    def verdict(self) -> Verdict:
        """Fails where nobody wins."""
        compared = f"{self.first.words} with {self.second.words} on the eval split"
        outcome = Outcome.PASSED if self.winner else Outcome.FAILED
        gate = Gate("a family wins", compared, self.difference.value, None, outcome, self.sentence)
        return Verdict("Champion", (gate,))

    def to_json(self) -> str:
        """The content of `choice.json`."""
        winner = self.winner
        body = {
            "winner": winner.name if winner else None,
            "sentence": self.sentence,
            "split": "eval",
            "examples": len(self.scores[0].ids),
            "groups": len(np.unique(self.scores[0].groups)),
            "families": {
                f.name: _facts(f, s) for f, s in zip((self.first, self.second), self.scores, strict=True)
            },
            "difference": {
                "of": f"{self.first.name} - {self.second.name}",
                **dataclasses.asdict(self.difference),
                "confidence": self.settings.confidence,
                "samples": self.settings.samples,
            },
        }
        return json.dumps(body, indent=2, allow_nan=False) + "\n"


def contest(first: Family, second: Family, settings: sections.Champion) -> Contest:
    """Compares two families on the eval split, by a paired bootstrap over shower groups.

    Raises:
        DataError: they were evaluated on different showers.
    """
    scores = align(first, second)
    difference = paired_difference(
        scores[0].hits,
        scores[1].hits,
        scores[0].groups,
        samples=settings.samples,
        confidence=settings.confidence,
        seed=SEED,
    )
    return Contest(first, second, scores, difference, settings)


def _facts(family: Family, scored: Scored) -> dict[str, Any]:
    return {"accuracy": scored.accuracy, "macro_f1": scored.macro_f1, "blessed": family.blessed}
