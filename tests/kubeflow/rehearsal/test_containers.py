"""The first tasks of Cascada's package in containers of the built image, and what those may do."""

import dataclasses
import json
import pathlib

import pytest

from kubeflow.errors import KubeflowError
from kubeflow.rehearsal import built, mariadb
from kubeflow.rehearsal.compiled import Task
from kubeflow.rehearsal.conduct import FAILED, SUCCEEDED
from kubeflow.rehearsal.stage import Rehearsal
from pipeline.settings import load_settings
from tests.end_to_end.harness import write_showers

FIRST = ("stage", "ImportSchemaGen", "ExampleGen")
SETTINGS = load_settings(("kubeflow", "ci", "rehearsal"), dataset__name="ground")
ABOUT_ITSELF = """
import json, os, pathlib
def writes(place):
    try:
        pathlib.Path(place, "probe").write_text("")
        return True
    except OSError:
        return False
status = dict(line.split(":\\t") for line in open("/proc/self/status").read().splitlines())
places = "/ /opt/cascada /run /var/tmp /tmp /dev/shm /mnt/cascada".split()
print(json.dumps({
    "user": [os.getuid(), os.getgid()],
    "writes": [place for place in places if writes(place)],
    "rights": [status["CapBnd"], status["NoNewPrivs"]],
    "variables": sorted(os.environ),
}))
"""
GREEDY = "held = bytearray(400 * 2**20); print('had it all')"
SLOW = "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: sys.exit(9)); time.sleep(60)"
KILLED_ONCE = """
import pathlib, time
mark = pathlib.Path("/mnt/cascada/mark")
again = mark.exists()
mark.touch()
print("Probe: starts", flush=True)
time.sleep(0 if again else 60)
"""


def probe(like: Task, program: str, **changed) -> Task:
    """A task that runs a program where another would run its node."""
    container = {**like.container, "command": ["python", "-c", program], "args": []}
    if memory := changed.pop("memory", None):
        container["resources"] = {**container["resources"], "resourceMemoryLimit": memory}
    kubernetes = {**like.kubernetes, **changed.pop("kubernetes", {})}
    named = {"name": "probe", "title": "Probe", "after": frozenset(), "values": {}, "outputs": {}}
    return dataclasses.replace(
        like, container=container, kubernetes=kubernetes, retries=0, **{**named, **changed}
    )


def ready(engine: str) -> str | None:
    """Why nothing can be rehearsed in an engine here; None where it can."""
    try:
        return None if built.require(engine, built.IMAGE) else f"{built.IMAGE} holds other code"
    except KubeflowError as error:
        return error.what


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """A rehearsal in containers, its tasks and its database."""
    reasons = {engine: ready(engine) for engine in ("podman", "docker")}
    engine = next((name for name, why in reasons.items() if why is None), None)
    if engine is None or mariadb.missing():
        pytest.skip("; ".join(filter(None, [*reasons.values(), *mariadb.missing()])))
    data = write_showers(tmp_path_factory.mktemp("data") / "showers", groups=20, seed=1)
    rehearsal = Rehearsal(SETTINGS, tmp_path_factory.mktemp("stage"), data=str(data), engine=engine)
    with mariadb.server(tmp_path_factory.mktemp("db") / "server") as server:
        yield rehearsal, {task.title: task for task in rehearsal.tasks("run", server)}, server


def play(stage, *tasks, kill=()):
    rehearsal, _, server = stage
    rehearsal.kill = kill
    outcomes = rehearsal.play(list(tasks), server)
    return [outcomes[task.name] for task in tasks]


def test_the_first_tasks_run_in_the_image(stage):
    tasks = [stage[1][title] for title in FIRST]
    assert [one.state for one in play(stage, *tasks)] == [SUCCEEDED] * 3
    folder = stage[0].folder / "cascada" / "out"
    examples = list(folder.glob("pipeline/ExampleGen/examples/*/*/*"))
    assert examples
    assert {path.stat().st_uid for path in examples} == {SETTINGS.kubeflow.user}
    for path in [folder, *folder.rglob("*")]:  # whoever rehearsed may read and remove it
        assert path.stat().st_mode & 0o666 == 0o666, path


def test_a_container_may_do_what_a_pod_may_and_no_more(stage):
    (outcome,) = play(stage, probe(stage[1]["ExampleGen"], ABOUT_ITSELF))
    found = json.loads(outcome.message)
    assert found["user"] == [SETTINGS.kubeflow.user] * 2
    assert found["writes"] == ["/tmp", "/dev/shm", "/mnt/cascada"]
    assert found["rights"] == ["0" * 16, "1"]
    assert "CASCADA_METADATA_PASSWORD" in found["variables"]
    assert not {"http_proxy", "HTTP_PROXY"} & set(found["variables"])


def test_no_more_memory_than_the_package_says(stage):
    (outcome,) = play(stage, probe(stage[1]["ExampleGen"], GREEDY, memory="200Mi"))
    assert outcome.state == FAILED
    assert outcome.message == "killed; if by nobody else, it wanted more memory than 200Mi"
    assert not pathlib.Path("oom").exists()  # an engine leaves one where it is called


def test_no_more_time_than_the_package_says(stage):
    slow = probe(stage[1]["ExampleGen"], SLOW, kubernetes={"activeDeadlineSeconds": "2"})
    (outcome,) = play(stage, slow)
    assert outcome.message == "stopped: 2 s are all that it may take"
    assert outcome.seconds < 20


def test_a_container_that_was_killed_is_tried_again(stage):
    task = dataclasses.replace(probe(stage[1]["ExampleGen"], KILLED_ONCE), retries=2)
    (outcome,) = play(stage, task, kill=("Probe",))
    assert (outcome.state, outcome.attempts) == (SUCCEEDED, 2)


def test_an_image_that_is_not_there_is_said_with_what_builds_it(stage):
    engine = stage[0].engine
    with pytest.raises(KubeflowError) as caught:
        built.require(engine, "cascada:never")
    assert str(caught.value) == (
        f"{engine} has no image cascada:never\n  -> Build it: make image ENGINE={engine} IMAGE=cascada:never"
    )
