"""A small synthetic table of showers at ground, and the `cascada` command on it."""

import dataclasses
import json
import os
import pathlib
import subprocess
import sys

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
MASSES = {"photon": 0.0, "proton": 1.0, "helium": 4.0, "nitrogen": 14.0, "iron": 56.0}
SMALL = ("--settings", "ci", "--set", "evaluator.gates=report")


def synthetic_showers(groups: int, seed: int) -> np.ndarray:
    """Rows in the column order of the published files; muon numbers after Heitler and Matthews.

    Made up: each group of five shares zenith angle and energy, as the published showers do.
    """
    random = np.random.default_rng(seed)
    energy = 10 ** random.uniform(0, 2.4, groups)
    zenith = np.rad2deg(np.arcsin(np.sqrt(random.uniform(0, 0.74, groups))))
    blocks = []
    for code, mass in enumerate(MASSES.values()):
        size = 0.15 if mass == 0 else mass**0.073
        muons = (
            8e6 * size * energy**0.93 * np.cos(np.deg2rad(zenith)) * np.exp(random.normal(0, 0.03, groups))
        )
        electrons = 3e9 * energy**1.02 * np.exp(-0.08 * np.log(mass + 0.3) + random.normal(0, 0.05, groups))
        number = (1000 + np.arange(groups)) * 10 + code
        rest = [random.normal(700, 40, groups), zenith, energy, random.uniform(2e4, 5e4, groups)]
        label = np.full(groups, code)
        blocks.append(np.column_stack([number, 1.01 * (electrons + muons), muons, electrons, *rest, label]))
    return np.concatenate(blocks)


def write_showers(folder: pathlib.Path, groups: int, seed: int) -> pathlib.Path:
    """Writes one text file for each primary, as the published set has them."""
    folder.mkdir(parents=True, exist_ok=True)
    table = synthetic_showers(groups, seed)
    for code, name in enumerate(MASSES):
        rows = table[table[:, -1] == code]
        formats = ["%d", "%.6g", "%.6g", "%.6g", "%.6g", "%.6g", "%.6g", "%.6g", "%d"]
        np.savetxt(folder / f"synthetic-{name}.txt", rows, fmt=formats)
    return folder


@dataclasses.dataclass(frozen=True)
class Command:
    """Calls `cascada` in a process of its own, on one output folder."""

    out: pathlib.Path
    data: pathlib.Path | None
    dataset: str = "ground"

    @property
    def temporary(self) -> pathlib.Path:
        """Where its temporary files go."""
        return self.out.with_name("temporary")

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Starts a run and does not wait for it."""
        call = [sys.executable, "-m", "pipeline.cli", "run", "--dataset", self.dataset, "--out", self.out]
        call += [*(["--data", self.data] if self.data else []), *SMALL, *words]
        pipe = subprocess.PIPE
        self.temporary.mkdir(parents=True, exist_ok=True)
        environment = os.environ | {"PYTHONUNBUFFERED": "1", "TMPDIR": str(self.temporary)}
        return subprocess.Popen(
            list(map(str, call)), cwd=ROOT, env=environment, stdout=pipe, stderr=pipe, text=True
        )

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Runs to the end."""
        process = self.start(*words)
        output, errors = process.communicate(timeout=600)
        return subprocess.CompletedProcess(process.args, process.returncode, output, errors)

    def newest(self) -> pathlib.Path:
        """The folder of the newest run."""
        return max((self.out / "runs").iterdir())

    def manifest(self) -> dict[str, object]:
        """The manifest of the newest run."""
        content: dict[str, object] = json.loads((self.newest() / "manifest.json").read_text())
        return content

    def states(self) -> dict[str, str]:
        """How each node of the newest run ended."""
        return {name: node["state"] for name, node in self.manifest()["nodes"].items()}

    def pushed(self, version: int) -> dict[str, str]:
        """The SHA-256 of each file of a pushed model."""
        content = json.loads((self.out / "models" / str(version) / "manifest.json").read_text())
        return {name: entry["sha256"] for name, entry in content["files"].items()}
