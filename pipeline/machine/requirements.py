"""What a machine must be before Cascada can be installed on it."""

import os
import platform
import shutil
import sysconfig
from pathlib import Path

from components.errors import MachineError

COMPILER = "install a C++ compiler and the headers (Debian: apt install g++ python3.11-dev), and run it again"
SPACE = 6e9  # bytes: the environment, and the downloads kept while it is made


def require_platform() -> None:
    """Refuses a platform that TFX publishes no wheels for.

    Raises:
        MachineError: not 64-bit x86 Linux with glibc.
    """
    found = f"{platform.system()} {platform.machine()} {platform.libc_ver()[0]}".strip()
    if found != "Linux x86_64 glibc":
        raise MachineError(
            f"Cascada runs on Linux x86_64 with glibc, this is {found}",
            fix="use such a machine (Debian 12, Ubuntu 22.04, RHEL 9 or newer), or the container image",
        )


def require_space(folder: Path, needed: float = SPACE) -> None:
    """Refuses a disk with fewer free bytes than needed.

    Raises:
        MachineError: it has fewer.
    """
    if (free := shutil.disk_usage(folder).free) < needed:
        raise MachineError(
            f"{free / 1e9:.1f} GB free, the environment needs {needed / 1e9:.0f} GB",
            where=str(folder),
            fix="free some space, or put the checkout on a larger disk",
        )


def require_compiler() -> None:
    """Refuses a fresh machine that cannot build pyfarmhash, which TFX needs and which is published as source.

    Raises:
        MachineError: no C++ compiler or no Python headers, and no download cache that may hold it built.
    """
    if not can_compile() and not download_cache().exists():
        raise MachineError(
            "g++ or the headers of Python 3.11 are missing, one package is built here", fix=COMPILER
        )


def can_compile() -> bool:
    """Whether a C++ extension of Python can be built."""
    headers = Path(sysconfig.get_path("include"), "Python.h")
    return shutil.which("g++") is not None and headers.exists()


def download_cache() -> Path:
    """The folder uv keeps downloads in; it may not exist yet."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("UV_CACHE_DIR") or home / "uv").absolute()


def likeliest_cure(folder: Path) -> str:
    """What to do when an installation under this folder failed."""
    cache = download_cache()
    for place in (folder, next(folder for folder in (cache, *cache.parents) if folder.exists())):
        if shutil.disk_usage(place).free < SPACE / 6:
            return f"the disk of {place} is nearly full: free some space and run it again"
    return (
        "check the network and run it again: what has been downloaded is kept" if can_compile() else COMPILER
    )
