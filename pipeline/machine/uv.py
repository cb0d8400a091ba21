"""Fetches the installer, uv, in exactly the version and with exactly the bytes that uv.lock names."""

import hashlib
import os
import shutil
import ssl
import tempfile
import tomllib
import urllib.request
import zipfile
from dataclasses import dataclass
from pathlib import Path

from components.errors import MachineError

TIMEOUT = 60  # seconds without a byte


@dataclass(frozen=True)
class Wheel:
    """A release of uv: its version, where it is published, and the sha256 of its wheel."""

    version: str
    url: str
    sha256: str


def locked(lock: Path) -> Wheel:
    """The wheel of uv for 64-bit x86 Linux that a lock file names.

    Raises:
        MachineError: the lock file is missing, damaged, or does not name uv.
    """
    try:
        packages = tomllib.loads(lock.read_text(encoding="utf-8"))["package"]
        (package,) = (package for package in packages if package["name"] == "uv")
        (wheel,) = (w for w in package["wheels"] if "manylinux" in w["url"] and "x86_64" in w["url"])
        return Wheel(package["version"], wheel["url"], wheel["hash"].removeprefix("sha256:"))
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise MachineError(
            "does not name a wheel of uv for 64-bit x86 Linux",
            where=str(lock),
            fix="restore it: git checkout uv.lock",
        ) from error


def ready(lock: Path, tools: Path) -> Path:
    """The uv program, fetched into `tools/uv-<version>/` unless it is there already.

    When it cannot be downloaded, a uv on the PATH is used in its place, and that is said.

    Raises:
        MachineError: no download and no other uv, or the downloaded bytes are not the locked ones.
    """
    wheel = locked(lock)
    program = tools / f"uv-{wheel.version}" / "uv"
    if os.access(program, os.X_OK):
        return program
    program.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=program.parent) as scratch:
        archive = Path(scratch) / "uv.whl"
        try:
            _download(wheel.url, archive)
        except OSError as error:
            return _other(wheel, error)
        _verify(archive, wheel)
        _unpack(archive, wheel, program)
    return program


def _download(url: str, target: Path) -> None:
    context = ssl.create_default_context()
    if authorities := os.environ.get("PIP_CERT"):
        context.load_verify_locations(authorities)
    with (
        urllib.request.urlopen(url, timeout=TIMEOUT, context=context) as answer,
        target.open("wb") as file,
    ):
        shutil.copyfileobj(answer, file)


def _other(wheel: Wheel, error: OSError) -> Path:
    """A uv on the PATH, which keeps a machine that cannot download going."""
    if other := shutil.which("uv"):
        print(f"uv {wheel.version} cannot be downloaded ({error}); using {other}", flush=True)
        return Path(other)
    raise MachineError(
        f"uv {wheel.version} cannot be downloaded: {error}",
        where=wheel.url,
        fix="check the network, HTTPS_PROXY and SSL_CERT_FILE (Debian: apt install ca-certificates),"
        " or put a uv of your own on the PATH",
    ) from error


def _verify(archive: Path, wheel: Wheel) -> None:
    with archive.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != wheel.sha256:
        raise MachineError(
            f"the download has sha256 {found}, the lock file says {wheel.sha256}",
            where=wheel.url,
            fix="something between here and the registry changes downloads: try another network or proxy",
        )


def _unpack(archive: Path, wheel: Wheel, program: Path) -> None:
    """Puts the program in place in one step, so that an interrupted set-up never leaves half of it."""
    with zipfile.ZipFile(archive) as files:
        unpacked = files.extract(f"uv-{wheel.version}.data/scripts/uv", archive.parent)
    os.chmod(unpacked, 0o755)
    os.replace(unpacked, program)
