"""One node in a process: what it imports, what it says when it fails, how it goes on when it was ended."""

import json
import pathlib
import shutil
import signal
import subprocess
import time

import pytest

from kubeflow import database, executions, failure, ir, staging
from kubeflow.rehearsal import compiled
from kubeflow.rehearsal.conduct import Conductor
from kubeflow.rehearsal.placeholders import command_of
from tests.kubeflow import small
from tests.kubeflow.tasks import Cluster

WATCH = (
    "import sys, kubeflow.run_node as node; code = node.main(sys.argv[1:]);"
    "from kubeflow import later; print(*sorted(filter(later.is_loaded, sys.modules))); sys.exit(code)"
)
RUN = "run"
HEAVY = {"tensorflow", "apache_beam", "keras", "pandas", "kubernetes", "tensorflow_model_analysis"}


class Nodes:
    """The small pipeline in one run, with what comes before Count done; the others are run one by one."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder, self._kept = folder / "nodes", folder / "kept"
        small.write_span(self.folder, 1)
        self.cluster = Cluster(self.folder)
        first = [task for task in self._tasks() if task.title in ("stage", "CsvExampleGen", "Latest")]
        states = {one.state for one in Conductor(self.cluster.engine, lambda *_: None, 1).run(first).values()}
        assert states == {"SUCCEEDED"}
        shutil.copytree(self.folder, self._kept)

    def restore(self) -> None:
        """As if no other node had run."""
        shutil.rmtree(self.folder)
        shutil.copytree(self._kept, self.folder)

    def start(self, node: str, word: str, watch: bool = False) -> subprocess.Popen:
        """Starts one node."""
        (task,) = (one for one in self._tasks(word) if one.title == node)
        engine = self.cluster.engine
        words = command_of(task, task.values, engine.outputs(task))
        if watch:
            words = [words[0], "-c", WATCH, *words[3:]]
        words, environment = engine.call(task, words, node)
        pipe = subprocess.PIPE
        return subprocess.Popen(words, env=environment, stdout=pipe, stderr=pipe, text=True)

    def run(self, node: str, word: str = "count", watch: bool = False) -> tuple[int, str, str]:
        """Runs one node to its end; gives code, output and errors."""
        process = self.start(node, word, watch)
        output, errors = process.communicate(timeout=300)
        return process.returncode, output, errors

    def state(self, node: str) -> str:
        """What ML Metadata says of it."""
        (staged,) = (self.folder / "root" / staging.FOLDER).glob("*.json")
        found = ir.nodes_of(ir.from_text(staged.read_text()))[node]
        store = database.open_store(str(self.folder / "metadata.sqlite"))
        return executions.state(executions.of(store, found, RUN))

    def _tasks(self, word: str = "count") -> list[compiled.Task]:
        return compiled.read(self.cluster.package, RUN, {"word": word})


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return Nodes(tmp_path_factory.mktemp("nodes"))


@pytest.fixture
def nodes(made):
    made.restore()
    return made


def test_a_node_starts_with_what_it_needs_and_no_more(nodes):
    code, output, errors = nodes.run("Count", watch=True)
    assert code == 0, errors
    seconds = float(output.partition("starts after ")[2].partition(" s of CPU")[0])
    assert seconds < 5
    assert not HEAVY & set(output.split())
    assert nodes.state("Count") == "ran"


def test_a_node_that_has_finished_returns_at_once(nodes):
    nodes.run("Count")
    code, output, errors = nodes.run("Count", watch=True)
    assert code == 0, errors
    assert "Count: ran, finished before in this run" in output
    assert "tfx.orchestration.portable.launcher" not in output.split()


def test_a_node_whose_condition_is_false_is_skipped_with_what_follows(nodes):
    nodes.run("Count")
    for node in ("Never", "Read"):
        code, output, errors = nodes.run(node)
        assert code == 0, errors
        assert f"{node}: skipped" in output


def test_kfp_is_shown_what_the_node_wrote(nodes):
    nodes.run("Count")
    code, _, errors = nodes.run("Note")
    assert code == 0, errors
    shown = nodes.cluster.engine.scratch / "artifacts" / "note"
    assert (shown / "html").read_text() == "<p>counted</p>"
    assert (shown / "markdown").read_text().startswith("# Note: ran")
    logged = json.loads((shown / "executor_output.json").read_text())["artifacts"]
    assert logged["metrics"]["artifacts"][0]["metadata"] == {"files": 2}


def test_a_refusal_is_one_message_and_no_stack_trace(nodes):
    code, _, errors = nodes.run("Count", "refuse")
    assert code == failure.REFUSED
    assert errors.endswith("error: Count: too few\n  -> Bring more.\n")
    assert "Traceback" not in errors
    assert nodes.state("Count") == "failed"


def test_a_mistake_in_the_program_shows_where_it_is(nodes):
    code, _, errors = nodes.run("Count", "break")
    assert code == failure.UNEXPECTED
    assert "in Count" in errors
    assert errors.endswith("unexpected: Count: ZeroDivisionError: of no use to anybody\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_node_that_was_ended_begins_again_without_what_it_left(nodes, tmp_path, number):
    mark = tmp_path / "mark"
    word = f"wait {mark}"
    process = nodes.start("Count", word)
    while not mark.exists() and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == (failure.TERMINATED if number == signal.SIGTERM else -number), errors
    assert list(nodes.folder.glob("root/Count/count/*/half"))
    code, output, errors = nodes.run("Count", word)
    assert code == 0, errors
    assert "Count: ran" in output
    assert not list(nodes.folder.glob("root/Count/count/*/half"))


def test_a_compiled_pipeline_that_was_changed_is_refused(tmp_path):
    digest = staging.write(str(tmp_path), "{}")
    pathlib.Path(staging.path_of(str(tmp_path), digest)).write_text("{ }")
    with pytest.raises(Exception, match="was changed"):
        staging.read(str(tmp_path), digest)
