"""A table that is new to Cascada needs a folder that describes it, and not one line of code."""

import pathlib
import re

import numpy as np
import pytest

from tests.end_to_end.harness import ROOT, Command

pytestmark = pytest.mark.end_to_end

DATASET, EVALUATION = re.findall(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
"""The example of the README."""


def write_events(path: pathlib.Path, events: int) -> None:
    """Iron makes larger and weaker footprints; synthetic."""
    random = np.random.default_rng(1)
    iron = random.integers(0, 2, events)
    footprint = random.lognormal(11 + 0.8 * iron, 0.25)
    amplitude = random.lognormal(3 - 0.3 * iron, 0.25)
    lines = ["event,A[m2],amplitude,primary"]
    lines += [
        f"{10 * number},{a:.1f},{b:.3f},{('proton', 'iron')[kind]}"
        for number, (a, b, kind) in enumerate(zip(footprint, amplitude, iron, strict=True))
    ]
    path.parent.mkdir(parents=True)
    path.write_text("\n".join(lines) + "\n")


def test_it_goes_through_the_whole_pipeline(tmp_path):
    described = tmp_path / "radio"
    described.mkdir()
    (described / "dataset.yaml").write_text(DATASET)
    (described / "evaluation.yaml").write_text(EVALUATION)
    write_events(tmp_path / "data/events.csv", events=2000)
    cascada = Command(tmp_path / "out", tmp_path / "data", str(described))
    result = cascada.run("--set", "evaluator.gates=enforce")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "saved_model.pb" in cascada.pushed(1)
