"""A run in the words of a tracking server: parameters, metrics and tags, under names that MLflow accepts."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

LONGEST = 6000  # letters of a parameter that MLflow keeps
VERSIONS = ("tfx", "tensorflow", "keras", "xgboost", "numpy")
_FORBIDDEN = re.compile(r"[^\w.\-: ]")
_USER = re.compile(r"(?<=//)[^/\s@]+@")


def without_password(words: str) -> str:
    """The same without `user:password@` in any URL."""
    return _USER.sub("", words)


def parameters(record: Mapping[str, Any]) -> dict[str, str]:
    """Settings, seeds and revision, flat: `gradient_boosting.rounds` -> `800`."""
    code = record.get("code") or {}
    known = {
        "settings": record.get("settings", {}),
        "seeds": record.get("seeds", {}),
        "revision": code.get("revision"),
        "dirty": code.get("dirty"),
        "data": record.get("data") or {},
    }
    found = dict(_flat(known))
    return {name.removeprefix("settings."): value for name, value in found.items()}


def _flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        key = f"{prefix}{_FORBIDDEN.sub('_', str(name))}"
        if isinstance(value, Mapping):
            yield from _flat(value, f"{key}.")
        else:
            words = value if isinstance(value, str) else json.dumps(value)
            yield key, without_password(words)[:LONGEST]


def metrics(family: str, reviewed: Mapping[str, Any]) -> dict[str, float]:
    """All figures of an evaluation: `autoencoder/accuracy`, `autoencoder/energy/1-3.16/recall_iron`.

    Args:
        family: of the model.
        reviewed: its `metrics.json`.
    """
    found = dict(_numbers(family, reviewed["overall"]))
    for name, (low, high) in reviewed.get("intervals", {}).items():
        found |= dict(_numbers(f"{family}/{_part(name)}", {"low": low, "high": high}))
    for part in reviewed.get("slices", ()):
        place = f"{family}/{_part(part['slice'])}/{_part(part['band'])}"
        found |= dict(_numbers(place, part["metrics"]))
    return found


def _numbers(prefix: str, values: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    for name, value in values.items():
        if isinstance(value, int | float) and math.isfinite(value):
            yield f"{prefix}/{_part(name)}", float(value)


def _part(name: str) -> str:
    """One part of the path that MLflow takes a name for: no slash in it, and neither `.` nor `..`."""
    cleaned = _FORBIDDEN.sub("_", name)
    return cleaned if cleaned.strip(".") else "_" * max(len(cleaned), 1)


def tags(record: Mapping[str, Any]) -> dict[str, str]:
    """What runs are found by: status, dataset, champion, version, packages."""
    settings, choice = record.get("settings", {}), record.get("choice") or {}
    packages = record.get("packages", {})
    known = {
        "status": record["status"],
        "dataset": settings.get("dataset", {}).get("name"),
        "champion": choice.get("winner"),
        "model_version": (record.get("pushed") or {}).get("version"),
        "error": record.get("error"),
        "mlflow.note.content": choice.get("sentence") or record.get("error"),
        "mlflow.source.git.commit": (record.get("code") or {}).get("revision"),
        **{f"package.{name}": packages.get(name) for name in VERSIONS},
    }
    return {name: without_password(str(value))[:LONGEST] for name, value in known.items() if value}
