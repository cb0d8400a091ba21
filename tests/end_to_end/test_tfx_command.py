"""TFX's own command creates and runs the pipeline with its local engine."""

import os
import pathlib
import subprocess
import sys

import pytest

from tests.end_to_end.harness import ROOT

pytestmark = pytest.mark.end_to_end


def _tfx(home: pathlib.Path, cascada, *words: str) -> subprocess.CompletedProcess[str]:
    scripts = pathlib.Path(sys.executable).parent
    settings = home / "settings.yaml"
    settings.write_text(
        (ROOT / "pipeline/settings/ci.yaml").read_text()
        + "\nevaluator: {gates: report}\ndataset: {name: ground}\n"
    )
    environment = os.environ | {
        "HOME": str(home),
        "PATH": f"{scripts}:{os.environ['PATH']}",
        "CASCADA_SETTINGS": str(settings),
        "CASCADA_DATA": str(cascada.data),
        "CASCADA_OUT": str(cascada.out),
    }
    call = [str(scripts / "tfx"), *words, "--engine=local"]
    return subprocess.run(call, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600)


def test_create_then_run(tmp_path, cascada):
    created = _tfx(tmp_path, cascada, "pipeline", "create", "--pipeline_path", "pipeline/local.py")
    assert "created successfully" in created.stdout, created.stdout + created.stderr
    run = _tfx(tmp_path, cascada, "run", "create", "--pipeline_name", "cascada-ground")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "saved_model.pb" in cascada.pushed(1)


def test_a_mistake_shows_no_stack_trace(tmp_path):
    environment = os.environ | {"CASCADA_DATA": str(tmp_path / "nowhere")}
    call = [sys.executable, "pipeline/local.py"]
    result = subprocess.run(call, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert result.returncode == 1
    assert "nowhere does not exist" in result.stderr
    assert "Traceback" not in result.stderr
