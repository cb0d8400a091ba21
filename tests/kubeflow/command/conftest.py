"""A contract server, and the real tfx command of this process with our handler plugged in."""

import os
import pathlib
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from kubeflow.client import ENDPOINT, TOKEN, TOKEN_FILE
from kubeflow.command import plug
from tests.kubeflow.server.serving import serving

ROOT = pathlib.Path(__file__).resolve().parents[3]
PIPELINE = pathlib.Path(__file__).with_name("two_nodes.py")


@pytest.fixture
def server():
    with serving() as running:
        yield running


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A user who has never used kfp or TFX; the working folder too."""
    from kfp.client import Client

    monkeypatch.setattr(Client, "_LOCAL_KFP_CONTEXT", str(tmp_path / "context.json"))
    for name in (ENDPOINT, TOKEN, TOKEN_FILE, "KUBECONFIG", "KUBEFLOW_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def quick_pip(tmp_path_factory):
    """A folder with a `pip` that says what pip said: TFX asks it each time, and it takes seconds."""
    folder = tmp_path_factory.mktemp("programs")
    frozen = subprocess.check_output([sys.executable, "-m", "pip", "freeze", "--local"], text=True)
    (folder / "frozen.txt").write_text(frozen)
    (folder / "pip").write_text(f"#!/bin/sh\ncat {folder}/frozen.txt\n")
    (folder / "pip").chmod(0o755)
    return folder


@pytest.fixture
def tfx(home, server, quick_pip, monkeypatch):
    """Calls `tfx` with the engine and the endpoint of the server, unless others are given."""
    monkeypatch.setenv("PATH", f"{quick_pip}:{os.environ['PATH']}")
    plug.install()
    with monkeypatch.context() as path:  # importing the command puts this environment's pip first
        path.setenv("PATH", os.environ["PATH"])
        from tfx.tools.cli.cli_main import cli_group

    def call(*words: str, endpoint: str | None = server.url) -> Result:
        where = [] if endpoint is None or words[1] in ("compile", "schema") else ["--endpoint", endpoint]
        return CliRunner().invoke(cli_group, [*words, "--engine=kubeflow", *where])

    return call
