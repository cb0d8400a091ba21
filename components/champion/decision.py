"""Who wins, by what, among any number of candidates."""

import dataclasses
from collections.abc import Callable, Sequence
from enum import StrEnum

from components import settings as sections
from components.champion.bootstrap import Difference, Measured
from components.champion.candidates import Candidate
from components.champion.latency import Latency


class By(StrEnum):
    """What decided."""

    ALONE = "the only one that was blessed"
    METRIC = "better by more than the noise"
    LATENCY = "within the noise of the best, and the fastest there"
    PREFERENCE = "within the noise of the best, not slower, and preferred"


@dataclasses.dataclass(frozen=True)
class Standing:
    """A candidate and what was measured of it.

    Attributes:
        candidate: it.
        measured: the metric that decides.
        scores: all metrics that are worth keeping, by name.
        latency: of its exported model.
    """

    candidate: Candidate
    measured: Measured
    scores: dict[str, float]
    latency: Latency


@dataclasses.dataclass(frozen=True)
class Decision:
    """Who wins.

    Attributes:
        winner: it.
        by: what decided.
        tied: all that are within the noise of the best, the winner among them.
        similar: those of them that are about as fast as the fastest.
    """

    winner: Standing
    by: By
    tied: tuple[Standing, ...]
    similar: tuple[Standing, ...]


def decide(standings: Sequence[Standing], settings: sections.Champion) -> Decision | None:
    """The winner; None where no candidate is blessed.

    First by the metric, by more than its noise; then by latency, of single showers and then of batches, by
    more than a factor; then by the order of preference.
    """
    ranked = sorted((one for one in standings if one.candidate.blessed), key=_place_in(settings.prefer))
    if not ranked:
        return None
    best = max(ranked, key=lambda one: one.measured.value)
    tied = tuple(one for one in ranked if one is best or not lead(best, one).beyond_noise)
    similar = tied
    for milliseconds in (_of_request, _of_batch):
        limit = settings.latency_factor * min(map(milliseconds, similar))
        similar = tuple(one for one in similar if milliseconds(one) <= limit)
    return Decision(similar[0], _by(len(ranked), len(tied), len(similar)), tied, similar)


def lead(one: Standing, other: Standing) -> Difference:
    """How much better one is than the other."""
    return one.measured.minus(other.measured)


def _by(blessed: int, tied: int, similar: int) -> By:
    if blessed == 1:
        return By.ALONE
    if tied == 1:
        return By.METRIC
    return By.LATENCY if similar == 1 else By.PREFERENCE


def _place_in(order: Sequence[str]) -> Callable[[Standing], int]:
    """Those that the order does not name come last."""
    return lambda one: order.index(one.candidate.name) if one.candidate.name in order else len(order)


def _of_request(one: Standing) -> float:
    return one.latency.request


def _of_batch(one: Standing) -> float:
    return one.latency.batch
