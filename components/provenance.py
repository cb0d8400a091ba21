"""What a result was made by: revision of the code, lock file, packages, hardware.

Read where it is needed and never a parameter of a node, so that no cache depends on it: what is taken from
the cache was made by what stands in it.
"""

import importlib.metadata
import os
import pathlib
import platform
import subprocess
from typing import Any

from components.files import sha256_of

ROOT = pathlib.Path(__file__).resolve().parents[1]
LOCK = ROOT / "uv.lock"


def facts() -> dict[str, Any]:
    """All of it."""
    return {**revision(), "lock_sha256": lock(), "packages": packages(), "hardware": hardware()}


def revision() -> dict[str, Any]:
    """The revision of the code and whether it was changed since; None where nothing knows.

    An image holds no history; there CASCADA_REVISION says it, with `-dirty` behind it where that is so.
    """
    found = _git("rev-parse", "HEAD")
    if found is None and (baked := os.environ.get("CASCADA_REVISION")):
        return {"revision": baked.removesuffix("-dirty"), "dirty": baked.endswith("-dirty")}
    return {"revision": found, "dirty": bool(_git("status", "--porcelain")) if found else None}


def lock() -> str | None:
    """The SHA-256 of the lock file; None where there is none."""
    return sha256_of(LOCK) if LOCK.is_file() else None


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
