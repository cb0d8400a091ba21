"""`cascada compile`: the package, without a server."""

import os
import pathlib
import subprocess
import sys

import pytest
import yaml

from tests.kubeflow.server.packages import check_job, read_package

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    """Twice, at the same time, in processes whose sets have other orders."""
    folder = tmp_path_factory.mktemp("packages")
    words = ("-m", "pipeline.cli", "compile", "-o")
    begun = [
        subprocess.Popen(
            [sys.executable, *words, str(folder / f"{seed}.yaml")],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
        )
        for seed in ("1", "2")
    ]
    said = [process.communicate(timeout=300) for process in begun]
    assert [process.returncode for process in begun] == [0, 0], said
    return folder, said[0]


def test_the_same_settings_give_the_same_bytes(compiled):
    folder, _ = compiled
    first, second = ((folder / f"{seed}.yaml").read_bytes() for seed in ("1", "2"))
    assert first == second


def test_it_says_what_is_in_the_package_and_nothing_else(compiled):
    folder, (out, err) = compiled
    spec = next(yaml.safe_load_all((folder / "1.yaml").read_text()))
    first, second = out.splitlines()
    assert first.startswith(f"cascada-wcd: {len(spec['deploymentSpec']['executors'])} tasks, ")
    assert first.endswith(f"in {folder / '1.yaml'}")
    assert second == (
        "on GPUs: autoencoder-trainer (1 nvidia.com/gpu), gradient-boosting-trainer (1 nvidia.com/gpu)"
    )
    assert err == ""


def test_a_server_takes_it(compiled):
    package = read_package((compiled[0] / "1.yaml").read_bytes())
    check_job(package, {})


def test_a_mistake_shows_no_stack_trace(tmp_path):
    words = ("-m", "pipeline.cli", "compile", "--set", "kubeflow.nodes.Trainer={cpu: '1'}")
    result = subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert result.returncode == 1
    assert "no such nodes: Trainer" in result.stderr
    assert "Traceback" not in result.stderr + result.stdout
