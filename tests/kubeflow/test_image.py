"""The image holds what a task needs and nothing else, and a process in it can change nothing."""

import os
import pathlib
import re
import shutil
import subprocess

import pytest

from pipeline.settings import load_settings

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "kubeflow/Dockerfile").read_text(encoding="utf-8")
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
WHOLE = re.sub(r"\\\n\s*", "", re.sub(r"(?m)^#.*\n", "", DOCKERFILE))
PACKAGES, IMAGE = (stage.splitlines() for stage in WHOLE.split("FROM ")[1:])
BASE = "CASCADA_IMAGE_BASE"  # names a base that is there, and so asks for the image to be built for real
CONFINED = ("--read-only", "--tmpfs", "/tmp:rw,size=2g,mode=1777", "--cap-drop=all", "--network=none")


def words(stage, instruction):
    return [line.partition(" ")[2] for line in stage if line.startswith(f"{instruction} ")]


def variables(stage):
    return dict(pair.split("=", 1) for line in words(stage, "ENV") for pair in line.split())


def test_its_user_is_a_number_that_settings_know_and_not_root():
    (user,) = words(IMAGE, "USER")
    assert user == f"{(number := load_settings().kubeflow.user)}:{number}"
    assert number > 0


def test_nothing_runs_as_root_after_that():
    assert {line.split()[0] for line in IMAGE[IMAGE.index(f"USER {words(IMAGE, 'USER')[0]}") + 1 :]} == {
        "CMD"
    }


def test_every_package_comes_from_the_lock_file_with_its_hash():
    (install,) = [line for line in words(PACKAGES, "RUN") if " sync " in line]
    assert "--frozen" in install
    assert not [
        line
        for line in words(PACKAGES, "RUN") + words(IMAGE, "RUN")
        if "pip install" in line and "--no-deps" not in line
    ]


def test_the_installer_is_the_one_that_the_lock_file_names():
    (fetched,) = [line for line in words(PACKAGES, "RUN") if "pipeline.machine.uv" in line]
    assert "ready(Path('uv.lock')" in fetched


def test_nothing_is_taken_from_an_address():
    assert not words(PACKAGES, "ADD") + words(IMAGE, "ADD")
    assert not re.search(r"\b(curl|wget|https?:)", WHOLE)


def test_the_compiler_stays_behind():
    assert any("g++" in line for line in words(PACKAGES, "RUN"))
    assert not any("apt-get" in line for line in words(IMAGE, "RUN"))
    assert [line for line in words(IMAGE, "COPY") if "--from" in line] == [
        "--from=packages /opt/venv /opt/venv"
    ]


def test_bytecode_is_compiled_when_it_is_built_and_never_later():
    assert any("--compile-bytecode" in line for line in words(PACKAGES, "RUN"))
    assert any("compileall" in line for line in words(IMAGE, "RUN"))
    assert variables(IMAGE)["PYTHONDONTWRITEBYTECODE"] == "1"


def test_what_changes_often_comes_last():
    copied = [line.split()[-1] for line in words(IMAGE, "COPY")]
    assert copied == ["/opt/venv", "./", "schemas", "components", "pipeline", "kubeflow"]
    assert DOCKERFILE.index("ARG REVISION") > DOCKERFILE.index("COPY kubeflow")


@pytest.mark.parametrize(
    "name", ["HOME", "TMPDIR", "XDG_CACHE_HOME", "MPLCONFIGDIR", "KERAS_HOME", "NUMBA_CACHE_DIR"]
)
def test_whatever_is_written_goes_below_tmp(name):
    assert pathlib.Path(variables(IMAGE)[name]).is_relative_to("/tmp")


def test_one_argument_says_whether_it_is_for_gpus():
    (install,) = [line for line in words(PACKAGES, "RUN") if " sync " in line]
    assert words(PACKAGES, "ARG") == ["VARIANT=cpu"]
    assert "cuda) set -- --extra gpu ;;" in install
    assert "exit 1" in install


def test_its_base_is_an_argument_of_one_version():
    (base,) = re.findall(r"(?m)^ARG BASE=(\S+)", DOCKERFILE)
    assert re.fullmatch(r"python:3\.11-slim-trixie(@sha256:[0-9a-f]{64})?", base)
    assert PACKAGES[0] == "${BASE} AS packages"
    assert IMAGE[0] == "${BASE}"


def test_it_knows_its_revision():
    assert words(IMAGE, "ARG") == ["REVISION="]
    assert variables(IMAGE)["CASCADA_REVISION"] == "${REVISION}"


def test_it_starts_whatever_command_it_is_given():
    assert not words(IMAGE, "ENTRYPOINT")
    assert words(IMAGE, "CMD") == ['["cascada", "--help"]']


def test_nothing_gets_in_that_is_not_named():
    rules = [line for line in IGNORED if line and not line.startswith("#")]
    assert rules[0] == "*"
    named = {line.removeprefix("!") for line in rules if line.startswith("!")}
    assert named == {
        "uv.lock",
        "pyproject.toml",
        "setup.py",
        "README.md",
        *("components", "pipeline", "schemas", "kubeflow"),
    }
    assert "**/.*" in rules[rules.index("!kubeflow") :]


def test_everything_that_is_copied_is_let_in():
    named = {line.removeprefix("!") for line in IGNORED if line.startswith("!")}
    for line in words(PACKAGES, "COPY") + words(IMAGE, "COPY"):
        sources = [] if "--from" in line else line.split()[:-1]
        assert {source.split("/")[0] for source in sources} <= named
        assert all((ROOT / source).exists() for source in sources)


@pytest.fixture(scope="module")
def built():
    """The image, built for real: some minutes, and downloads."""
    engine = next(filter(None, map(shutil.which, ("podman", "docker"))), None)
    if engine is None or BASE not in os.environ:
        pytest.skip(f"no container engine, or no {BASE}, is named to build the image with")
    arguments = ["--build-arg", f"BASE={os.environ[BASE]}", "--build-arg", "REVISION=0123abc-dirty"]
    command = [
        engine,
        "build",
        "--network=host",
        "-f",
        "kubeflow/Dockerfile",
        "-t",
        "cascada:test",
        *arguments,
    ]
    subprocess.run([*command, "."], cwd=ROOT, check=True, timeout=3600)
    return [engine, "run", "--rm", *CONFINED, "cascada:test"]


def answer(command):
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout.strip()


def test_the_command_starts_in_it(built):
    assert answer([*built, "cascada", "--version"]) == "cascada, version 0.1.0"


def test_a_task_starts_in_it(built):
    assert "--node" in answer([*built, "python", "-m", "kubeflow.run_node", "--help"])


def test_the_doctor_finds_it_well(built):
    assert answer([*built, "cascada", "doctor"]).endswith("Cascada can run here")


def test_it_knows_its_own_revision(built):
    ask = "from components.provenance import revision; print(revision())"
    assert answer([*built, "python", "-c", ask]) == "{'revision': '0123abc', 'dirty': True}"


def test_there_is_no_compiler_and_no_history_in_it(built):
    found = answer([*built, "sh", "-c", "ls -A /opt/cascada; command -v g++ cc git || true"]).split()
    assert not {".git", "tests", "out", ".venv"} & set(found)
    assert not [path for path in found if path.startswith("/")]
