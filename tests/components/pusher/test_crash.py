"""Killed at any instant, the folder shows the old model or the new one, and the next push heals it."""

import itertools
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter

import pytest

from components.errors import ModelError
from components.models.manifest import Source, verify
from components.pusher.core import push
from components.pusher.folder import ModelsFolder

HERE = pathlib.Path(__file__).parent
SOURCE = Source(artifact=1, uri="/trained")
LARGE = 30_000_000  # bytes; long enough to be killed while it is copied


@pytest.fixture
def memory_folder():
    """A folder in memory where there is one: hundreds of pushes wait long for a disk."""
    parent = "/dev/shm" if pathlib.Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(dir=parent) as folder:
        yield pathlib.Path(folder)


def start_pushing(folder: ModelsFolder, model: pathlib.Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(HERE / "push_forever.py"), str(folder.root), str(model)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.mark.parametrize(("action", "old", "new"), [("push", 3, 4), ("rollback", 3, 1)])
def test_killed_at_every_line_there_is_a_whole_model_and_a_repetition_heals(action, old, new, memory_folder):
    command = [sys.executable, str(HERE / "kill_at_every_line.py"), action, str(memory_folder)]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    seen = json.loads(result.stdout)["seen"]
    assert seen == sorted(seen, key=[old, new].index), "readers went back and forth"
    assert Counter(seen).keys() == {old, new}
    assert len(seen) > 100


def test_killed_while_copying_the_old_model_stays_live_and_the_rest_is_swept(folder, make_model):
    push(make_model("old"), folder, SOURCE, keep=2)
    large = make_model("large", LARGE)
    process = start_pushing(folder, large)
    while not list(folder.root.glob(".staging-*/variables/*")):
        time.sleep(0.0005)
    kill(process)
    assert folder.versions() == [1]
    assert list(folder.root.glob(".staging-*"))
    assert push(large, folder, SOURCE, keep=2).manifest.version == 2
    assert not list(folder.root.glob(".staging-*"))


def test_killed_at_random_times_readers_always_find_a_whole_model(folder, make_model):
    push(make_model("old"), folder, SOURCE, keep=2)
    model = make_model("new", 3_000_000)
    reader = Reader(folder)
    reader.start()
    chance = random.Random(2020)
    for _ in range(4):
        process = start_pushing(folder, model)
        time.sleep(chance.uniform(0.05, 0.5))
        kill(process)
    reader.stop()
    assert reader.problems == []
    assert reader.reads > 10
    (model / "saved_model.pb").write_text("the last one")
    pushed = push(model, folder, SOURCE, keep=2)
    assert folder.live == pushed.manifest.version
    verify(pushed.path)


class Reader(threading.Thread):
    """A model server: takes the highest integer and reads every file, over and over, without a lock."""

    def __init__(self, folder: ModelsFolder) -> None:
        super().__init__()
        self.folder, self.problems, self.reads, self._stopped = folder, [], 0, threading.Event()

    def run(self) -> None:
        while not self._stopped.is_set():
            version = self.folder.live
            try:
                verify(self.folder.path(version))
            except ModelError as error:
                if version == self.folder.live:  # otherwise it was replaced while it was read
                    self.problems.append(str(error))
            self.reads += 1

    def stop(self) -> None:
        self._stopped.set()
        self.join()


def test_a_full_disk_changes_nothing_and_is_told(folder, make_model):
    push(make_model("old"), folder, SOURCE, keep=2)
    program = (
        "import pathlib, resource, sys\n"
        "from components.errors import MachineError\n"
        "from components.models.manifest import Source\n"
        "from components.pusher.core import push\n"
        "from components.pusher.folder import ModelsFolder\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "folder, model = map(pathlib.Path, sys.argv[1:])\n"
        "try:\n"
        "    push(model, ModelsFolder(folder), Source(artifact=1, uri='u'), keep=2)\n"
        "except MachineError as error:\n"
        "    print(error)\n"
    )
    command = [sys.executable, "-c", program, str(folder.root), str(make_model("large", 300_000))]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "the models cannot be changed: File too large" in told
    assert "Make room on the disk" in told
    assert folder.versions() == [1]
    assert not list(folder.root.glob(".staging-*"))


def test_many_pushers_at_once_do_not_collide(folder, make_model):
    models = [make_model(f"model-{number}", 300_000) for number in range(4)]
    program = (
        "import sys, pathlib\n"
        "from components.models.manifest import Source\n"
        "from components.pusher.core import push\n"
        "from components.pusher.folder import ModelsFolder\n"
        "folder, model = map(pathlib.Path, sys.argv[1:])\n"
        "push(model, ModelsFolder(folder), Source(artifact=1, uri='u'), keep=9)\n"
    )
    command = [sys.executable, "-c", program, str(folder.root)]
    processes = [subprocess.Popen([*command, str(model)]) for model in models * 2]
    assert [process.wait() for process in processes] == [0] * 8
    contents = [verify(folder.path(version)).content for version in folder.versions()]
    assert len(set(contents)) == 4
    assert folder.versions() == list(range(1, len(contents) + 1))
    assert all(one != following for one, following in itertools.pairwise(contents))
