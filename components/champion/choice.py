"""The choice as `choice.json`: who won and why, with a row for each candidate."""

import json
from typing import Any

from components.champion.core import Contest
from components.champion.decision import Decision, Standing, lead
from components.champion.latency import BATCH


def to_json(held: Contest) -> str:
    """The content of `choice.json`."""
    body = {
        "winner": held.winner.name if held.winner else None,
        "sentence": held.sentence,
        "split": "eval",
        "metric": held.settings.metric,
        "examples": len(held.showers.ids),
        "groups": held.showers.groups,
        "confidence": held.settings.confidence,
        "samples": held.settings.samples,
        "candidates": [_row(one, held.decision) for one in held.standings],
        "incumbent": _incumbent(held),
    }
    return json.dumps(body, indent=2, allow_nan=False) + "\n"


def _row(one: Standing, decision: Decision | None) -> dict[str, Any]:
    behind = lead(one, decision.winner) if decision else None
    return {
        "name": one.candidate.name,
        "value": one.measured.value,
        "interval": list(one.measured.interval),
        "scores": one.scores,
        "difference": None if behind is None else [behind.value, behind.low, behind.high],
        "latency": {
            "request_milliseconds": one.latency.request,
            "batch_milliseconds": one.latency.batch,
            "batch": BATCH,
        },
        "blessed": one.candidate.blessed,
        "why": _why(one, decision),
    }


def _incumbent(held: Contest) -> dict[str, Any] | None:
    found = held.challenge
    if found is None:
        return None
    d, old = found.ahead, found.old
    return {
        "outcome": str(found.outcome),
        "sentence": found.sentence,
        "value": old.value if old else None,
        "lead": [d.value, d.low, d.high] if d else None,
        "margin": found.margin,
    }


def _why(one: Standing, decision: Decision | None) -> str:
    """Why a candidate won or lost, for its row of the table."""
    if not one.candidate.blessed:
        return f"refused: {one.candidate.refusal}"
    assert decision is not None  # for one is blessed
    if one is decision.winner:
        return str(decision.by)
    if one not in decision.tied:
        return "worse than the best by more than the noise"
    return "tied, and not preferred" if one in decision.similar else "tied, and slower"
