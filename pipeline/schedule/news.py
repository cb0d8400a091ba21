"""What came of a run, in one sentence: above all, whether there was anything new to train on."""

from collections.abc import Mapping
from typing import Any

LEARNING = ("Trainer", "Tuner")
"""How the names of the nodes end that learn from data."""


def trained(record: Mapping[str, Any]) -> list[str]:
    """The nodes of a run that learned; those that were taken from the cache did not."""
    nodes = record.get("nodes") or {}
    return [name for name, one in nodes.items() if name.endswith(LEARNING) and one["state"] == "ran"]


def sentence(record: Mapping[str, Any]) -> str:
    """What came of a run.

    Args:
        record: its manifest.
    """
    status = record.get("status")
    if status in ("failed", "waiting"):
        return f"{status}: {str(record.get('error', '')).partition(chr(10))[0]}"
    span = (record.get("data") or {}).get("span")
    newest = "the data" if span is None else f"span {span}"
    if not trained(record):
        return f"nothing new: {newest} was trained on before, nothing was trained"
    pushed = (record.get("pushed") or {}).get("version")
    return f"trained on {newest}" + (f", pushed model {pushed}" if pushed else "")
