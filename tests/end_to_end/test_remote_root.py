"""A pipeline root that is no folder: nobody reads or writes an artifact by its path alone."""

import dataclasses
import os
import pathlib
import subprocess
import sys

import pytest

from tests.end_to_end.harness import ROOT, SMALL, Command

pytestmark = pytest.mark.end_to_end
NO_INTERVALS = ("--set", "evaluator.replicates=50")


@dataclasses.dataclass(frozen=True)
class Elsewhere:
    """Calls `cascada` from an empty folder, with a root of artifacts that is an address."""

    folder: pathlib.Path
    data: pathlib.Path

    @property
    def root(self) -> pathlib.Path:
        return self.folder / "root"

    @property
    def here(self) -> pathlib.Path:
        return self.folder / "here"

    @property
    def command(self) -> Command:
        """What it has left, apart from artifacts."""
        return Command(self.folder / "out", self.data)

    def call(self, name: str, *words: str) -> subprocess.CompletedProcess[str]:
        self.here.mkdir(parents=True, exist_ok=True)
        call = [sys.executable, "-m", "tests.end_to_end.addresses", name, "--out", str(self.folder / "out")]
        call += ["--set", f"root=file://{self.root}", *words]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        return subprocess.run(
            call, cwd=self.here, env=environment, capture_output=True, text=True, timeout=600
        )

    def run(self) -> subprocess.CompletedProcess[str]:
        return self.call("run", "--dataset", "ground", "--data", str(self.data), *SMALL, *NO_INTERVALS)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory, cascada) -> Elsewhere:
    remote = Elsewhere(tmp_path_factory.mktemp("elsewhere"), cascada.data)
    result = remote.run()
    assert result.returncode == 0, result.stdout + result.stderr
    return remote


def test_every_node_runs_and_its_artifacts_are_there(elsewhere):
    states = elsewhere.command.states()
    assert "failed" not in states.values()
    left = {path.name for path in elsewhere.root.iterdir()}
    assert {node for node, state in states.items() if state == "ran"} <= left


def test_no_folder_is_called_as_the_scheme_is(elsewhere):
    assert list(elsewhere.here.iterdir()) == []
    assert list(elsewhere.folder.rglob("file:*")) == []
    assert not (ROOT / "file:").exists()


def test_the_pushed_model_is_that_of_a_root_on_disk(elsewhere, cascada):
    result = cascada.run(*NO_INTERVALS)
    assert result.returncode == 0, result.stdout + result.stderr
    assert elsewhere.command.pushed(1) == cascada.pushed(1)


def test_the_report_stands_there_and_is_made_again_from_there(elsewhere):
    manifest = elsewhere.command.manifest()
    (made,) = elsewhere.root.glob("Report/report/*/report.html")
    assert manifest["report"] == f"file://{made}"
    result = elsewhere.call("report")
    assert result.returncode == 0, result.stdout + result.stderr
    page = (elsewhere.command.newest() / "report.html").read_text()
    assert "worst mistakes" in page
    assert "worst mistakes" in made.read_text()


def test_the_same_run_again_is_all_cache(elsewhere):
    result = elsewhere.run()
    assert result.returncode == 0, result.stdout + result.stderr
    assert set(elsewhere.command.states().values()) == {"cached", "resolved"}
