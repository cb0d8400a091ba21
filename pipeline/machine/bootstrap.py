"""Makes this checkout's environment, .venv, from nothing but Python 3.11 (with its headers) and g++.

    python3.11 pipeline/machine/bootstrap.py

Fetches the locked uv, installs everything uv.lock names, repairs two native wheels where the system is
older than they are (see glibc.py), and leaves a stamp, so that the next call returns at once. It can be
interrupted at any moment and run again.
"""

import fcntl
import hashlib
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    if sys.version_info[:2] != (3, 11):  # said here, for an older Python cannot even read the imports below
        sys.exit(f"Cascada needs Python 3.11 and this is {platform.python_version()}: run it with python3.11")
    sys.path[0] = str(ROOT)  # Python puts the script's own folder there

from components.errors import MachineError  # noqa: E402

# The imports inside functions are those that a call which finds everything ready should not wait for.

GLIBC_WHEELS = "x86_64-manylinux_2_39"  # the only Linux platform that TFX's native wheels are tagged for
STAMP, PACKAGES = ".venv/.cascada-ready", ".venv/lib/python3.11/site-packages"
DETERMINING = (
    *("uv.lock", "setup.py", "pyproject.toml"),
    *(f"pipeline/machine/{name}.py" for name in ("bootstrap", "elf", "glibc", "uv")),
)
# Each of these would send uv, or the Python it starts, to another environment than this checkout's.
FOREIGN = (
    *("VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONPATH", "PYTHONHOME"),
    *("UV_PYTHON", "UV_PROJECT", "UV_WORKING_DIR", "UV_NO_EDITABLE", "UV_NO_INSTALL_PROJECT"),
)


def fingerprint(root: Path) -> str:
    """The sha256 of every file that decides what the environment holds."""
    digest = hashlib.sha256()
    for name in DETERMINING:
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def is_ready(root: Path) -> bool:
    """Whether a checkout's environment is complete and was made from its present files."""
    present = all((root / name).exists() for name in (STAMP, ".venv/bin/python", ".venv/bin/cascada"))
    return present and (root / STAMP).read_text(encoding="utf-8") == fingerprint(root)


def last_change(root: Path) -> str:
    """When packages were last put into or taken out of the environment, if there is one."""
    packages = root / PACKAGES
    return f"{packages.stat().st_mtime_ns} ns" if packages.exists() else "none"


@contextmanager
def sole_setup(root: Path) -> Iterator[None]:
    """Lets one set-up at a time work on a checkout, on an environment that none has left half made.

    The lock ends with the process that holds it, however that ends. What it wrote in the file stays until
    it succeeds: the state it began with, by which the next one sees whether anything was touched.
    """
    (root / ".tools").mkdir(exist_ok=True)
    with (root / ".tools/setup.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("waiting for another set-up of this checkout", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        remove_half_made(root, interrupted=lock.read() not in ("", last_change(root)))
        lock.truncate(0)
        lock.write(last_change(root))
        lock.flush()
        yield
        lock.truncate(0)


def remove_half_made(root: Path, *, interrupted: bool) -> None:
    """Removes an environment whose making was interrupted, or that has no Python (any more)."""
    import shutil

    complete = all((root / ".venv" / name).exists() for name in ("pyvenv.cfg", "bin/python"))
    if (root / ".venv").exists() and (interrupted or not complete):
        print("an earlier set-up was interrupted: making .venv anew", flush=True)
        shutil.rmtree(root / ".venv")


def environment() -> dict[str, str]:
    """The environment variables uv runs with: the caller's, less those that lead it elsewhere."""
    own = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    authorities = {"SSL_CERT_FILE": own["PIP_CERT"]} if "PIP_CERT" in own else {}
    fixed = {"UV_PYTHON_DOWNLOADS": "never", "UV_PROJECT_ENVIRONMENT": ".venv"}
    return {"UV_SYSTEM_CERTS": "true"} | authorities | own | fixed


def install(program: Path, root: Path) -> None:
    """Makes .venv hold exactly what uv.lock names, and this project as an editable install.

    Raises:
        MachineError: uv failed; what it says itself has been shown.
    """
    import subprocess

    from pipeline.machine.requirements import likeliest_cure

    python = getattr(sys, "_base_executable", sys.executable)  # never the .venv that is being made
    command = [program, "sync", "--frozen", "--extra", "dev", "--python", python]
    command += ["--python-platform", GLIBC_WHEELS] + ["--no-progress"] * (not sys.stderr.isatty())
    done = subprocess.run(command, cwd=root, env=environment(), check=False)
    if done.returncode:
        what = f"uv could not install the environment (exit {done.returncode}; its own words are above)"
        raise MachineError(what, fix=likeliest_cure(root))


def set_up(root: Path) -> None:
    """Makes a checkout's environment, unless it is ready.

    Raises:
        MachineError: it cannot be made; says why and what to do.
    """
    from pipeline.machine import glibc, requirements, uv

    requirements.require_platform()
    if not (root / ".venv").exists():
        requirements.require_space(root)
        requirements.require_compiler()
    program = uv.ready(root / "uv.lock", root / ".tools")
    with sole_setup(root):
        if is_ready(root):  # another set-up was waited for
            return
        (root / STAMP).unlink(missing_ok=True)
        install(program, root)
        for path in glibc.repair(root / PACKAGES):
            print(f"repaired {path.name}, made for a newer glibc than {platform.libc_ver()[1]}", flush=True)
        (root / STAMP).write_text(fingerprint(root), encoding="utf-8")


def main() -> int:
    """Makes the environment of this checkout; returns 0 when it is ready, 1 when it cannot be made."""
    try:
        if not is_ready(ROOT):
            set_up(ROOT)
    except (MachineError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ninterrupted; run it again to go on", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
