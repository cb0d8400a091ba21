"""The manifest of a run: enough to run it again and compare.

Code revision, lock file, packages, hardware, seeds, data fingerprints, split, settings and results.
"""

import importlib.metadata
import json
import os
import pathlib
import platform
import subprocess
import time
from typing import Any

from components.files import sha256_of, write_text
from pipeline.settings import Settings
from pipeline.source import ROOT, fingerprint

FILE = "manifest.json"
LOCK = ROOT / "uv.lock"


def describe_start(settings: Settings, run_id: str, command: list[str]) -> dict[str, Any]:
    """All that is known before the first node runs."""
    return {
        "run": run_id,
        "status": "running",
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "command": command,
        "code": code(),
        "lock_sha256": sha256_of(LOCK) if LOCK.is_file() else None,
        "packages": packages(),
        "hardware": hardware(),
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
    revision = _git("rev-parse", "HEAD")
    return {
        "revision": revision,
        "dirty": bool(_git("status", "--porcelain")) if revision else None,
        "fingerprint": fingerprint("*"),
    }


def packages() -> dict[str, str]:
    """Every installed package with its version."""
    found = {d.metadata["Name"]: d.version for d in importlib.metadata.distributions() if d.metadata["Name"]}
    return dict(sorted(found.items(), key=lambda item: item[0].lower()))


def hardware() -> dict[str, Any]:
    """Processor, cores, memory, graphics processors and operating system."""
    import psutil

    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_bytes": psutil.virtual_memory().total,
        "gpus": _gpus(),
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def _processor() -> str:
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown"
    )


def _gpus() -> list[str]:
    try:
        names = ["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"]
        result = subprocess.run(names, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return []
    return result.stdout.splitlines()


def _git(*words: str) -> str | None:
    try:
        result = subprocess.run(
            ["git", "-C", ROOT, *words], capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return result.stdout.strip()
