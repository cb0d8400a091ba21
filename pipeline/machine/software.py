"""Checks of what is installed: Python, the platform, the native wheels, the pinned versions."""

import platform
import sys
import sysconfig
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from components.errors import MachineError
from pipeline.machine import glibc, requirements
from pipeline.machine.check import Check, ask

AGAIN = "rm -r .venv && make setup"
# A store that answers and a protocol message that survives C++ show more than an import does.
NATIVE = """
import tensorflow_data_validation, xgboost, pyarrow
from ml_metadata.metadata_store import metadata_store
from ml_metadata.proto import metadata_store_pb2
config = metadata_store_pb2.ConnectionConfig()
config.sqlite.SetInParent()
metadata_store.MetadataStore(config).get_contexts()
"""


def python() -> Check:
    """Python 3.11, the one version that all of TFX 1.21 runs on."""
    found = platform.python_version()
    if sys.version_info[:2] == (3, 11):
        return Check("Python", "ok", found)
    return Check("Python", "failed", f"{found}, Cascada needs 3.11", f"install python3.11, then {AGAIN}")


def system() -> Check:
    """64-bit x86 Linux with glibc, the one platform TFX publishes native wheels for."""
    try:
        requirements.require_platform()
    except MachineError as error:
        return Check("platform", "failed", error.what, error.fix)
    return Check("platform", "ok", f"{platform.system()} {platform.machine()}")


def c_library() -> Check:
    """Whether the native wheels suit this system's glibc, by nature or by repair."""
    site_packages, found = Path(sysconfig.get_path("purelib")), platform.libc_ver()[1]
    try:
        late = glibc.repair(site_packages, write=False)
    except MachineError as error:
        return Check("glibc", "failed", f"{found}; {error.where}: {error.what}", error.fix)
    if late:
        repair = f"python3.11 -m pipeline.machine.glibc {site_packages}"
        return Check("glibc", "failed", f"{found} is too old for {len(late)} native extensions", repair)
    old = tuple(int(part) for part in found.split(".")[:2]) < (2, 38)
    return Check(
        "glibc",
        "ok",
        f"{found}, the native wheels are repaired for it" if old else f"{found}, no repair needed",
    )


def native_wheels() -> Check:
    """Whether the compiled libraries really load and work, in a process of their own."""
    answer = ask([sys.executable, "-c", NATIVE], seconds=180)
    if answer.success:
        return Check("native wheels", "ok", "TensorFlow, data validation, metadata store and XGBoost load")
    return Check("native wheels", "failed", answer.line, AGAIN)


def versions() -> Check:
    """Whether every package Cascada asks for is installed in a version it asks for."""
    from packaging.requirements import Requirement

    asked = [Requirement(line) for line in requires("cascada") or []]
    asked = [need for need in asked if need.marker is None or need.marker.evaluate({"extra": ""})]
    wrong = list(filter(None, (complaint(need.name, str(need.specifier)) for need in asked)))
    if wrong:
        return Check("versions", "failed", "; ".join(wrong), AGAIN)
    return Check("versions", "ok", f"{len(asked)} packages as setup.py asks, TFX {version('tfx')}")


def complaint(name: str, specifier: str) -> str:
    """What is wrong with an installed package's version; empty if it is one of those asked for."""
    from packaging.specifiers import SpecifierSet

    try:
        found = version(name)
    except PackageNotFoundError:
        return f"{name} is missing"
    return (
        ""
        if SpecifierSet(specifier).contains(found, prereleases=True)
        else f"{name} is {found}, not {specifier}"
    )


def kubeflow_client() -> Check:
    """Whether kfp is there: TFX's `kfp` extra is silently empty from Python 3.12 on."""
    try:
        return Check("kfp", "ok", version("kfp"))
    except PackageNotFoundError:
        return Check("kfp", "failed", "missing; TFX's kfp extra is empty from Python 3.12 on", AGAIN)


CHECKS = (python, system, c_library, native_wheels, versions, kubeflow_client)
