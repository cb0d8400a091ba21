"""Setting a checkout up: once, whole, undisturbed by the caller's shell, and again after an interruption."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

import pytest

from components.errors import MachineError
from pipeline.machine import bootstrap, requirements, uv
from pipeline.machine.glibc import EXTENSIONS

ROOT = pathlib.Path(__file__).resolve().parents[3]
SCRIPT = "pipeline/machine/bootstrap.py"
# Stands in for uv: makes what uv makes, as far as the set-up looks at it.
INSTALLER = """#!/bin/sh
echo "$@" >> arguments
env > variables
if [ -e refuse ]; then echo "no such package" >&2; exit 2; fi
for extension in EXTENSIONS; do
    mkdir -p ".venv/lib/python3.11/site-packages/$(dirname $extension)"
    cp extension.so ".venv/lib/python3.11/site-packages/$extension"
done
mkdir -p .venv/bin
touch .venv/pyvenv.cfg .venv/bin/python .venv/bin/cascada
"""


@pytest.fixture
def checkout(tmp_path, extension):
    """A copy of what the set-up reads, with an installer that installs at once."""
    root = tmp_path / "checkout"
    for name in (*bootstrap.DETERMINING, "components/errors.py", "pipeline/machine/requirements.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    installer = root / f".tools/uv-{uv.locked(root / 'uv.lock').version}/uv"
    installer.parent.mkdir(parents=True)
    installer.write_text(INSTALLER.replace("EXTENSIONS", " ".join(EXTENSIONS)), encoding="utf-8")
    installer.chmod(0o755)
    shutil.copy(extension, root / "extension.so")
    return root


def set_up(root, **variables):
    """Runs the script as `make setup` does, on a Python that has no packages."""
    command = [sys.executable, "-S", SCRIPT]
    environment = {"PATH": os.environ["PATH"], "HOME": str(root), **variables}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def test_it_installs_repairs_and_leaves_a_stamp(checkout):
    done = set_up(checkout)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("repaired ") == 2
    assert bootstrap.is_ready(checkout)
    arguments = (checkout / "arguments").read_text(encoding="utf-8").split()
    assert arguments[:4] == ["sync", "--frozen", "--extra", "dev"]
    assert arguments[arguments.index("--python-platform") + 1] == "x86_64-manylinux_2_39"
    assert not pathlib.Path(arguments[arguments.index("--python") + 1]).is_relative_to(sys.prefix)


def test_a_second_call_returns_at_once_and_installs_nothing(checkout):
    set_up(checkout)
    start = time.perf_counter()
    again = set_up(checkout)
    assert time.perf_counter() - start < 1  # 0.05 s on a quiet machine
    assert (again.returncode, again.stdout) == (0, "")
    assert len((checkout / "arguments").read_text(encoding="utf-8").splitlines()) == 1


@pytest.mark.parametrize("name", bootstrap.DETERMINING)
def test_a_change_to_any_file_that_decides_makes_it_install_again(checkout, name):
    set_up(checkout)
    with (checkout / name).open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    assert not bootstrap.is_ready(checkout)


@pytest.mark.parametrize("name", [".venv/bin/python", ".venv/bin/cascada", bootstrap.STAMP])
def test_an_environment_that_lacks_a_part_is_made_again(checkout, name):
    set_up(checkout)
    (checkout / name).unlink()
    assert set_up(checkout).returncode == 0
    assert bootstrap.is_ready(checkout)


def test_the_callers_shell_does_not_lead_it_astray(checkout):
    astray = {"PYTHONPATH": "/elsewhere", "VIRTUAL_ENV": "/elsewhere", "UV_PROJECT_ENVIRONMENT": "/elsewhere"}
    certificates = {"PIP_CERT": "/certificates.pem", "PYTHONDONTWRITEBYTECODE": "1"}
    assert set_up(checkout, **astray, **certificates).returncode == 0
    lines = (checkout / "variables").read_text(encoding="utf-8").splitlines()
    variables = dict(line.split("=", 1) for line in lines if "=" in line)
    assert "/elsewhere" not in variables.values()
    assert variables["SSL_CERT_FILE"] == "/certificates.pem"
    assert variables["UV_PYTHON_DOWNLOADS"] == "never"


def test_the_callers_own_certificates_win(monkeypatch):
    monkeypatch.setenv("PIP_CERT", "/pip.pem")
    monkeypatch.setenv("SSL_CERT_FILE", "/own.pem")
    assert bootstrap.environment()["SSL_CERT_FILE"] == "/own.pem"


def test_a_failed_installation_says_what_to_do_and_leaves_no_stamp(checkout):
    (checkout / "refuse").touch()
    done = set_up(checkout)
    assert done.returncode == 1
    assert "no such package" in done.stderr
    assert "uv could not install the environment (exit 2" in done.stderr
    assert "  -> " in done.stderr
    assert "Traceback" not in done.stderr
    assert not (checkout / bootstrap.STAMP).exists()


def test_failures_that_touch_nothing_keep_the_environment_but_not_its_stamp(checkout):
    set_up(checkout)
    (checkout / "setup.py").write_text("# changed\n", encoding="utf-8")
    (checkout / "refuse").touch()
    assert [set_up(checkout).returncode for _ in range(3)] == [1, 1, 1]
    assert (checkout / ".venv/bin/cascada").exists()
    shutil.copy(ROOT / "setup.py", checkout / "setup.py")
    assert not bootstrap.is_ready(checkout)


def test_an_extension_that_cannot_be_repaired_leaves_no_stamp(checkout):
    (checkout / "extension.so").write_bytes(b"not a library")
    done = set_up(checkout)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert EXTENSIONS[0] in done.stderr
    assert not bootstrap.is_ready(checkout)


KILLED = """
import os, pathlib, sys
from pipeline.machine import bootstrap
root = pathlib.Path(sys.argv[1])
with bootstrap.sole_setup(root):
    if sys.argv[2] == "touch":
        (root / bootstrap.PACKAGES / "half").mkdir()
    os._exit(9)
"""


@pytest.mark.parametrize(("how", "kept"), [("touch", False), ("look", True)])
def test_what_a_killed_set_up_left_half_made_is_removed(checkout, how, kept):
    set_up(checkout)
    (checkout / ".venv/from-before").touch()
    (checkout / bootstrap.STAMP).unlink()
    subprocess.run([sys.executable, "-c", KILLED, checkout, how], cwd=ROOT, check=False)
    healed = set_up(checkout)
    assert healed.returncode == 0
    assert ("interrupted" in healed.stdout) != kept
    assert (checkout / ".venv/from-before").exists() == kept
    assert bootstrap.is_ready(checkout)


HOLDING = """
import pathlib, sys
from pipeline.machine import bootstrap
with bootstrap.sole_setup(pathlib.Path(sys.argv[1])):
    print("holding", flush=True)
    sys.stdin.read()
"""


def test_two_set_ups_take_turns(checkout):
    command = [sys.executable, "-c", HOLDING, checkout]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as first:
        assert first.stdout.readline() == "holding\n"
        second = subprocess.Popen(
            [sys.executable, "-S", SCRIPT],
            cwd=checkout,
            stdout=pipe,
            text=True,
            env={"PATH": os.environ["PATH"]},
        )
        assert "waiting" in second.stdout.readline()
        assert not (checkout / "arguments").exists()
        first.stdin.close()
        second.communicate(timeout=30)
    assert second.returncode == 0
    assert bootstrap.is_ready(checkout)


def another_python():
    """A Python that is not 3.11, or None."""
    names = [f"python3.{minor}" for minor in (6, 8, 9, 10, 12, 13, 14)]
    found = [
        *filter(None, map(shutil.which, names)),
        *pathlib.Path.home().glob(".pyenv/versions/*/bin/python"),
    ]
    for path in found:
        asked = subprocess.run(
            [path, "-c", "import sys; print(*sys.version_info[:2])"],
            capture_output=True,
            text=True,
            check=False,
        )
        if asked.stdout.startswith("3 ") and asked.stdout.strip() != "3 11":
            return path
    return None


def test_another_python_is_refused_in_one_sentence(checkout):
    if (python := another_python()) is None:
        pytest.skip("no Python but 3.11 on this machine")
    done = subprocess.run([python, checkout / SCRIPT], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Cascada needs Python 3.11 and this is 3.")
    assert len(done.stderr.splitlines()) == 1


def test_too_small_a_disk_is_refused_with_both_numbers(tmp_path):
    with pytest.raises(MachineError, match=r"\d GB free, the environment needs 1000000000 GB"):
        requirements.require_space(tmp_path, needed=1e18)


def test_a_machine_that_can_neither_build_nor_has_built_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    with pytest.raises(MachineError, match=r"g\+\+") as refusal:
        requirements.require_compiler()
    assert "apt install" in refusal.value.fix
    (tmp_path / "cache").mkdir()
    requirements.require_compiler()  # what has to be built may be in the cache


def test_another_platform_is_refused_by_name(monkeypatch):
    monkeypatch.setattr(requirements.platform, "machine", lambda: "aarch64")
    with pytest.raises(MachineError, match="this is Linux aarch64"):
        requirements.require_platform()


def test_no_registry_is_named_in_the_sources():
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "pipeline/machine").glob("*.py")]
    assert not [source for source in sources if re.search(r"://\w", source)]
