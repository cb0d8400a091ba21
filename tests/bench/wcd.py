"""Whole runs on simulated events, as `make run` does them without data: quality, seconds, memory."""

import pathlib
import subprocess
from typing import Any

from tests.bench.runs import COMMAND, SEEDS, manifest_of, seconds_of, with_interval

METRICS = (
    "accuracy",
    "macro_f1",
    "auc_proton_iron",
    "merit_proton_iron",
    "auc_photon_hadron",
    "rejection_photon_hadron",
)
MANY = 200_000
SAMPLES = (10_000, 1_000_000)


def quality(folder: pathlib.Path) -> dict[str, Any]:
    """Metrics of both families on 20 000 events each of three seeds, and the seconds of the first run."""
    found: dict[str, dict[str, list[float]]] = {}
    seconds = []
    for seed in SEEDS:
        call = [str(COMMAND), "run", "--out", str(folder / str(seed))]
        call += ["--set", f"simulation.seed={seed}", "--set", f"split.seed={seed}"]
        seconds.append(seconds_of(call))
        for family, metrics in manifest_of(folder / str(seed))["metrics"].items():
            for name in METRICS:
                found.setdefault(family, {}).setdefault(name, []).append(metrics[name])
    return {
        "cold_seconds": seconds[0],
        "cached_seconds": seconds_of(call),
        **{family: {n: with_interval(v) for n, v in metrics.items()} for family, metrics in found.items()},
    }


def many_events(folder: pathlib.Path) -> dict[str, Any]:
    """Seconds and the most memory of a run on 200 000 events, simulation included."""
    call = [str(COMMAND), "run", "--out", str(folder), "--set", f"simulation.events={MANY}"]
    return _measured(call)


def simulation_memory(folder: pathlib.Path) -> dict[str, Any]:
    """Seconds and the most memory of `cascada simulate` for few and for many events."""
    found = {}
    for events in SAMPLES:
        call = [str(COMMAND), "simulate", "-o", str(folder / str(events)), "--events", str(events)]
        found[str(events)] = _measured(call)
    return found


def _measured(call: list[str]) -> dict[str, float]:
    """Runs a command under a process of its own, so that its memory is not mixed with that of others."""
    program = (
        "import resource, subprocess, sys, time; start = time.perf_counter(); "
        "code = subprocess.run(sys.argv[1:], capture_output=True).returncode; "
        "print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, code)"
    )
    result = subprocess.run(["python3", "-c", program, *call], capture_output=True, text=True, check=True)
    seconds, kilobytes, code = result.stdout.split()
    if code != "0":
        raise RuntimeError(f"{' '.join(call)} ended with {code}")
    return {"seconds": float(seconds), "megabytes": float(kilobytes) / 1024}
