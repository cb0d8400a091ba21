"""Fingerprints of our own source, so that changed code runs again and unchanged code is cached.

TFX's cache knows a node's inputs and parameters but not the code behind a class path.
"""

import functools
import hashlib
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[1]
SHARED = (
    "components/*.py",
    "components/settings/*.py",
    "components/showers/*.py",
    *(f"components/showers/{folder}/*.py" for folder in ("features", "readers", "reconstruction")),
    "components/models/**/*.py",
)


def fingerprint(*folders: str) -> str:
    """A SHA-256 over the source of `components/<folder>` and of what all nodes share.

    Args:
        folders: folders below components/ that a node's code stands in.
    """
    return fingerprint_of(*SHARED, *(f"components/{folder}/**/*.py" for folder in folders))


@functools.cache
def fingerprint_of(*patterns: str) -> str:
    """A SHA-256 over the files of these patterns below the root of the project, shortened to 16 digits."""
    files = sorted({path for pattern in patterns for path in ROOT.glob(pattern)})
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
