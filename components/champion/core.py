"""Chooses among any number of candidates, on the same showers, and says why."""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np

from components import settings as sections
from components.champion.bootstrap import Measured, measure
from components.champion.candidates import Array, Candidate, Showers, align, align_all
from components.champion.decision import Decision, Standing, decide
from components.champion.incumbent import NOBODY, Challenge, Incumbent, challenge
from components.champion.latency import Latency
from components.champion.metrics import METRICS, Metric
from components.champion.words import no_winner, why_it_wins
from components.errors import DataError
from components.gates import Gate, Outcome, Verdict

SEED = 0
"""Of the bootstrap: the choice follows from the predictions alone, and in a tie from the latency."""


@dataclasses.dataclass(frozen=True)
class Contest:
    """All candidates, scored on the same showers of the eval split.

    Attributes:
        showers: of the eval split.
        standings: of all candidates, in their order.
        decision: who wins; None where nobody is blessed.
        challenge: the winner against the last champion; None where nobody wins.
        settings: what it was decided by.
    """

    showers: Showers
    standings: tuple[Standing, ...]
    decision: Decision | None
    challenge: Challenge | None
    settings: sections.Champion

    @property
    def winner(self) -> Candidate | None:
        """The best of the candidates; None where none is blessed."""
        return self.decision.winner.candidate if self.decision else None

    @property
    def sentence(self) -> str:
        """Why the winner wins, or why nobody does."""
        if self.decision is None or self.challenge is None:
            return no_winner(self.standings)
        won = why_it_wins(self.standings, self.decision, self.settings.metric)
        return f"{won}; {self.challenge.sentence}"

    @property
    def verdict(self) -> Verdict:
        """Fails where nobody wins, or where the last champion stays."""
        names = ", ".join(one.candidate.words for one in self.standings)
        if self.decision is None or self.challenge is None:
            failed = Gate("a candidate wins", names, None, None, Outcome.FAILED, self.sentence)
            return Verdict("Champion", (failed,))
        won = why_it_wins(self.standings, self.decision, self.settings.metric)
        value = self.decision.winner.measured.value
        gate = Gate("a candidate wins", f"{names} on the eval split", value, None, Outcome.PASSED, won)
        return Verdict("Champion", (gate, self.challenge.gate))


def contest(
    candidates: Sequence[Candidate],
    settings: sections.Champion,
    metric: Metric,
    latencies: Mapping[str, Latency],
    incumbent: Incumbent = NOBODY,
) -> Contest:
    """Compares candidates on the eval split, by a paired bootstrap over shower groups.

    Args:
        candidates: one or more.
        settings: samples and confidence of the bootstrap, margin, and what decides a tie.
        metric: what is compared.
        latencies: of each candidate, by name.
        incumbent: the last champion.

    Raises:
        DataError: they were evaluated on different showers, or these do not have what the metric is of.
    """
    showers, probabilities = align_all(candidates)
    old = _of_incumbent(incumbent, showers)
    measured = _measure([*probabilities, *old], showers, settings, metric)
    standings = tuple(
        Standing(one, found, _scores(showers, p, settings.metric, found), latencies[one.name])
        for one, found, p in zip(candidates, measured, probabilities, strict=False)
    )
    decision = decide(standings, settings)
    last = measured[-1] if old else None
    challenged = challenge(settings, decision.winner.measured, last, incumbent) if decision else None
    return Contest(showers, standings, decision, challenged, settings)


def _of_incumbent(incumbent: Incumbent, showers: Showers) -> list[Array]:
    if incumbent.predictions is None:
        return []
    return [align("the candidates and the last champion", incumbent.predictions, showers)]


def _measure(
    probabilities: Sequence[Array], showers: Showers, settings: sections.Champion, metric: Metric
) -> list[Measured]:
    statistics = [metric(showers, p) for p in probabilities]
    options = {"samples": settings.samples, "confidence": settings.confidence}
    measured = measure(statistics, showers, **options, seed=SEED)  # type: ignore[arg-type]
    if not np.isfinite([one.value for one in measured]).all():
        raise DataError(
            f"no showers that {settings.metric} could be measured on",
            where="predictions of the eval split",
            fix="Give ExampleGen more showers, or set champion.metric to accuracy.",
        )
    return measured


def _scores(showers: Showers, probabilities: Array, name: str, measured: Measured) -> dict[str, float]:
    """Accuracy and macro F1, and the metric that decides."""
    whole = np.ones((1, showers.groups), np.int64)
    usual = {name: float(metric(showers, probabilities)(whole)[0]) for name, metric in METRICS.items()}
    return {**usual, name: measured.value}
