"""An output folder with runs of every kind, and the local page over it."""

import json
import pathlib
import shutil

import pytest
from flask.testing import FlaskClient

from pipeline.ui.app import create_app
from tests.pipeline.ui.small_pipeline import run, settings_of

FIRST, SECOND, REFUSED = "20260101T000000.000", "20260102T000000.000", "20260103T000000.000"
STOPPED, DAMAGED = "20260104T000000.000", "20251231T000000.000"


@pytest.fixture(scope="session")
def out(tmp_path_factory) -> pathlib.Path:
    """Two runs that pushed, one that was refused, one that was killed, one whose manifest is damaged."""
    folder = tmp_path_factory.mktemp("ui") / "out"
    run(folder, FIRST, seed=1, accuracy=0.5)
    run(folder, SECOND, seed=2, accuracy=0.6)
    run(folder, REFUSED, seed=3, drift=0.2)
    _kill(folder)
    damaged = folder / "runs" / DAMAGED
    damaged.mkdir()
    (damaged / "manifest.json").write_text('{"run": ')
    return folder


def _kill(folder: pathlib.Path) -> None:
    """What a run leaves that is killed before its first node ends."""
    begun = json.loads((folder / "runs" / FIRST / "manifest.json").read_text())
    late = ("finished", "nodes", "data", "metrics", "verdicts", "choice", "pushed", "report")
    begun = {name: value for name, value in begun.items() if name not in late}
    killed = folder / "runs" / STOPPED
    killed.mkdir()
    (killed / "manifest.json").write_text(json.dumps(begun | {"run": STOPPED, "status": "running"}))


@pytest.fixture(scope="session")
def client(out) -> FlaskClient:
    """A reader of the page."""
    return create_app(settings_of(out)).test_client()


@pytest.fixture
def copied(out, tmp_path) -> pathlib.Path:
    """The same folder again, to damage."""
    return pathlib.Path(shutil.copytree(out, tmp_path / "out"))
