"""Whole runs, measured from outside: seconds cold and cached, accuracy over split seeds."""

import json
import pathlib
import statistics
import subprocess
import sys
import time
from typing import Any

import scipy.stats

from tests.bench.published import GROUND

COMMAND = pathlib.Path(sys.executable).with_name("cascada")
SEEDS = (1, 2, 3)
THREE_INPUTS = ("--set", "dataset.inputs=[muons, zenith, energy]", "--set", "evaluator.gates=report")


def help_seconds(folder: pathlib.Path) -> dict[str, Any]:
    """The median of ten calls of `cascada --help`."""
    del folder
    return {"seconds": statistics.median(seconds_of([str(COMMAND), "--help"]) for _ in range(10))}


def dag_seconds(folder: pathlib.Path) -> dict[str, Any]:
    """The whole DAG on the published showers, cold and again with everything cached."""
    call = [str(COMMAND), "run", *GROUND, "--out", str(folder)]
    cold = seconds_of(call)
    nodes = {name: node["seconds"] for name, node in manifest_of(folder)["nodes"].items()}
    return {"cold_seconds": cold, "cached_seconds": seconds_of(call), "nodes_cold": nodes}


def accuracy(folder: pathlib.Path) -> dict[str, Any]:
    """Test accuracy with all inputs, for three splits."""
    return _over_seeds(folder, ())


def accuracy_of_three_inputs(folder: pathlib.Path) -> dict[str, Any]:
    """Test accuracy with muons, zenith and energy alone, for three splits."""
    return _over_seeds(folder, THREE_INPUTS)


def _over_seeds(folder: pathlib.Path, words: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, list[float]] = {"gradient_boosting": [], "autoencoder": [], "champion": []}
    for seed in SEEDS:
        out = folder / str(seed)
        seconds_of([str(COMMAND), "run", *GROUND, "--out", str(out), "--set", f"split.seed={seed}", *words])
        manifest = manifest_of(out)
        for family, metrics in manifest["metrics"].items():
            found[family].append(metrics["accuracy"])
        found["champion"].append(manifest["metrics"][manifest["choice"]["winner"]]["accuracy"])
    return {name: with_interval(values) for name, values in found.items()}


def with_interval(values: list[float]) -> dict[str, Any]:
    """Mean and the 95 % interval of Student's t over the splits."""
    mean, error = statistics.mean(values), statistics.stdev(values) / len(values) ** 0.5
    half = float(scipy.stats.t.ppf(0.975, len(values) - 1)) * error
    return {"mean": mean, "interval": [mean - half, mean + half], "values": values}


def manifest_of(out: pathlib.Path) -> dict[str, Any]:
    """The manifest of the newest run below an output folder."""
    content: dict[str, Any] = json.loads((max((out / "runs").iterdir()) / "manifest.json").read_text())
    return content


def seconds_of(call: list[str]) -> float:
    """How long a command takes; one that fails stops the measurements."""
    started = time.perf_counter()
    result = subprocess.run(call, capture_output=True, text=True)
    if result.returncode:
        raise RuntimeError(
            f"{' '.join(call)} ended with {result.returncode}:\n{result.stdout}{result.stderr}"
        )
    return time.perf_counter() - started
