"""Why a candidate wins, in a sentence."""

from collections.abc import Sequence

from components.champion.decision import By, Decision, Standing, lead
from components.champion.latency import BATCH


def no_winner(standings: Sequence[Standing]) -> str:
    """Why nobody wins."""
    reasons = (f"{one.candidate.words}: {one.candidate.refusal}" for one in standings)
    return f"no candidate may win. {'. '.join(reasons)}"


def why_it_wins(standings: Sequence[Standing], decision: Decision, metric: str) -> str:
    """Why the winner wins, against the best of the others."""
    winner = decision.winner
    words = winner.candidate.words
    if decision.by is By.ALONE:
        refused = [one for one in standings if one is not winner]
        reasons = "; ".join(f"{one.candidate.words} was refused: {one.candidate.refusal}" for one in refused)
        return f"{words} wins, for {reasons}" if refused else f"{words} wins, the only candidate"
    others = (one for one in standings if one is not winner and one.candidate.blessed)
    rival = max(others, key=lambda one: one.measured.value)
    margin = _margin(winner, rival, metric)
    if decision.by is By.METRIC:
        return f"{words} wins: {margin}, more than the noise"
    if decision.by is By.LATENCY:
        return f"{words} wins as the fastest ({_speed(winner)}): {margin}, within the noise"
    return f"{words} wins as the preferred one: {margin}, within the noise and about as fast"


def _margin(winner: Standing, rival: Standing, metric: str) -> str:
    d = lead(winner, rival)
    return (
        f"{metric} {winner.measured.value:.4f} against {rival.measured.value:.4f} of {rival.candidate.words} "
        f"on the eval split, a difference of {d.value:+.4f} ({d.low:+.4f} to {d.high:+.4f})"
    )


def _speed(one: Standing) -> str:
    return f"{one.latency.request:.2g} ms for one shower, {one.latency.batch:.2g} ms for {BATCH}"
