"""How a container of docker or podman is called: the limits, rights and secrets of the package."""

import itertools
import os
import pathlib
import subprocess
import sys

import pytest

from kubeflow.rehearsal import built
from kubeflow.rehearsal.compiled import Task
from kubeflow.rehearsal.containers import Containers

ROOT = pathlib.Path(__file__).resolve().parents[3]


@pytest.fixture
def task() -> Task:
    """A task that wants more than any machine has."""
    resources = {"resourceCpuLimit": "4096", "resourceMemoryLimit": "900Ti"}
    return Task(
        name="big",
        title="Big",
        after=frozenset(),
        last=False,
        values={},
        outputs={},
        container={"image": "image:1", "resources": resources},
        kubernetes={
            "securityContext": {"runAsUser": "10001", "runAsGroup": "10001"},
            "secretAsEnv": [
                {"secretName": "db", "keyToEnv": [{"secretKey": "password", "envVar": "PASSWORD"}]}
            ],
            "pvcMount": [{"constant": "cascada", "mountPath": "/mnt/cascada"}],
            "emptyDirMounts": [
                {"mountPath": "/tmp", "sizeLimit": "1Gi"},
                {"mountPath": "/dev/shm", "sizeLimit": "2Mi"},
            ],
        },
        retries=0,
        backoff=0.0,
    )


def called(task: Task, folder, engine: str = "docker") -> tuple[list[str], dict[str, str]]:
    (folder / "cascada").mkdir()
    mounts = {"cascada": folder / "cascada"}
    containers = Containers(folder, {"db/password": "hunter2"}, engine, "image:1", 10001, mounts, "run")
    return containers.call(task, ["python", "-m", "node"], "big-1")


def test_limits_above_the_machine_are_what_it_has_and_said(task, tmp_path):
    words, _ = called(task, tmp_path)
    assert words[words.index("--cpus") + 1] == str(os.cpu_count())
    assert words[words.index("--memory") + 1] == str(900 * 2**40)
    assert built.beyond([task]) == [
        "this machine has less than 4096 cores and 900Ti; all of it is the limit of Big"
    ]


def test_places_of_its_own_have_the_size_that_the_package_says(task, tmp_path):
    words, _ = called(task, tmp_path)
    places = [word for before, word in itertools.pairwise(words) if before == "--tmpfs"]
    assert places == [
        "/dev/shm:rw,exec,mode=1777,size=2097152",
        "/tmp:rw,exec,mode=1777,size=1073741824",
    ]


def test_a_secret_is_no_word_of_a_command(task, tmp_path):
    words, environment = called(task, tmp_path)
    assert "PASSWORD" in words
    assert environment["PASSWORD"] == "hunter2"
    assert not [word for word in words if "hunter2" in word]


@pytest.mark.parametrize("engine", ["docker", "podman"])
def test_it_is_not_root_and_has_no_rights(task, tmp_path, engine):
    words = " ".join(called(task, tmp_path, engine)[0])
    for needed in ("--user 10001:10001", "--read-only ", "--cap-drop ALL", "no-new-privileges"):
        assert needed in words
    assert ("--read-only-tmpfs=false" in words) == (engine == "podman")


def test_an_engine_that_is_not_there_is_one_message_and_nothing_stays(tmp_path):
    there = {**os.environ, "PATH": str(tmp_path), "TMPDIR": str(tmp_path)}
    call = [sys.executable, "-m", "kubeflow.rehearsal", "--engine", "podman"]
    done = subprocess.run(call, cwd=ROOT, env=there, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert done.stderr == (
        "error: podman is not installed\n  -> Install it, or leave ENGINE out: tasks run in processes then.\n"
    )
    assert not list(tmp_path.iterdir())
