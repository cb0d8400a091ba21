"""A run that waits for people: it stops before the push, and goes on when they have signed."""

import json
import subprocess
import sys

import pytest

from tests.end_to_end.harness import ROOT, Command, write_showers

pytestmark = pytest.mark.end_to_end

WAIT = ("--set", "pusher.approval=required")
ROLES = ("physics", "operations")


@pytest.fixture(scope="module")
def waited(tmp_path_factory):
    """A first run that waits, the sign-offs, and a second run; what each of them said."""
    folder = tmp_path_factory.mktemp("approval")
    command = Command(folder / "out", write_showers(folder / "data/span-1", groups=400, seed=3))
    first = command.run(*WAIT)
    manifest = command.manifest()
    signed = [cascada(command, "approve", "candidate", "--role", role, *SIGNATURE) for role in ROLES]
    second = command.run(*WAIT)
    return command, first, manifest, signed, second


SIGNATURE = ("--by", "M. Curie", "--reason", "every slice looked at")


def cascada(command: Command, *words: str) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-m", "pipeline.cli", *words, "--dataset", "ground", "--out", str(command.out)]
    return subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_the_first_run_waits_with_the_report_there_and_says_who_must_sign(waited):
    _, first, manifest, _, _ = waited
    assert first.returncode == 1
    assert manifest["status"] == "waiting"
    assert manifest["pushed"] is None
    assert manifest["nodes"]["Report"]["state"] == "ran"
    assert "waits for the sign-off of physics and operations" in first.stderr
    assert manifest["report"] in first.stderr
    assert "cascada approve candidate --by NAME --role physics --reason TEXT" in first.stderr
    assert "Traceback" not in first.stderr


def test_each_role_signs_by_itself(waited):
    *_, (physics, operations), _ = waited
    assert "still to sign: operations" in physics.stdout
    assert "everybody has signed" in operations.stdout


def test_the_second_run_pushes_and_trains_nothing(waited):
    command, _, _, _, second = waited
    assert second.returncode == 0, second.stderr
    states = command.states()
    again = {name for name, state in states.items() if state == "ran"}
    assert "Pusher" in again
    assert again <= {"Pusher", "Report"}
    assert command.manifest()["status"] == "pushed"


def test_the_folder_of_the_model_and_its_lineage_name_who_signed(waited):
    command, *_ = waited
    manifest = json.loads((command.out / "models/1/manifest.json").read_text())
    assert [one["role"] for one in manifest["provenance"]["approvals"]] == list(ROLES)
    lineage = cascada(command, "lineage", "latest").stdout
    assert "M. Curie signed as physics on " in lineage
    assert "every slice looked at" in lineage
    assert "M. Curie (physics)" in " ".join(cascada(command, "models").stdout.split())
