"""The manifest of a run: enough to run it again and compare.

Code revision, lock file, packages, hardware, seeds, data fingerprints, split, settings and results.
"""

import json
import pathlib
import time
from typing import Any

from components import provenance
from components.files import write_text
from pipeline.settings import Settings
from pipeline.source import fingerprint

FILE = "manifest.json"


def describe_start(settings: Settings, run_id: str, command: list[str]) -> dict[str, Any]:
    """All that is known before the first node runs."""
    return {
        "run": run_id,
        "status": "running",
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "command": command,
        "code": code(),
        "lock_sha256": provenance.lock(),
        "packages": provenance.packages(),
        "hardware": provenance.hardware(),
        **choices(settings),
    }


def choices(settings: Settings) -> dict[str, Any]:
    """What people chose: seeds, split and every setting."""
    return {
        "seeds": seeds(settings),
        "split": settings.split.model_dump(),
        "settings": settings.model_dump(),
    }


def seeds(settings: Settings) -> dict[str, int]:
    """What everything random in a run follows from."""
    training = dict.fromkeys(("python", "numpy", "tensorflow", "xgboost"), settings.seed)
    return {
        **training,
        "optuna": settings.tuner.seed,
        "split": settings.split.seed,
        "data_gates": settings.example_validator.seed,
        **({"simulation": settings.simulation.seed} if settings.data is None else {}),
    }


def write_manifest(folder: pathlib.Path, manifest: dict[str, Any]) -> pathlib.Path:
    """Writes `manifest.json`, whole."""
    path = folder / FILE
    write_text(str(path), json.dumps(manifest, indent=2) + "\n")
    return path


def code() -> dict[str, Any]:
    """The revision of the code, whether it was changed since, and a fingerprint of the source itself."""
    return {**provenance.revision(), "fingerprint": fingerprint("*")}
