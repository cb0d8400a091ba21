"""`make bench`: measures what the README states, prints it and writes bench.json.

python -m tests.bench [NAME ...]      all of it, or only the named measurements
"""

import json
import pathlib
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from components import provenance
from pipeline import manifest
from tests.bench import data, runs, wcd

ROOT = pathlib.Path(__file__).resolve().parents[2]


def _models(folder: pathlib.Path) -> dict[str, float]:
    from tests.bench import models

    return models.measure(folder)


def _ingest(folder: pathlib.Path) -> dict[str, float]:
    from tests.bench import ingest, statistics

    return {
        "example_gen_rows_per_second": ingest.example_gen_rate(folder),
        "statistics_rows_per_second": ingest.statistics_rate(folder),
        "in_memory_statistics_rows_per_second": statistics.rate(),
        "in_memory_distances_rows_per_second": statistics.distance_rate(),
    }


def _evaluation(folder: pathlib.Path) -> dict[str, Any]:
    from tests.bench import evaluation

    return evaluation.evaluation_seconds(folder)


def _simulation(folder: pathlib.Path) -> dict[str, float]:
    from tests.bench import simulation

    return {"events_per_second": simulation.rate(folder)}


def _features(folder: pathlib.Path) -> dict[str, float]:
    from tests.bench import features

    del folder
    return {"events_per_second": features.rate()}


def _feeding(folder: pathlib.Path) -> dict[str, float]:
    from tests.bench import feeding

    del folder
    return feeding.share()


def _zoo(folder: pathlib.Path) -> dict[str, Any]:
    from tests.bench import zoo

    return zoo.zoo(folder)


def _faults(folder: pathlib.Path) -> dict[str, Any]:
    from tests.bench import faults

    return faults.faults(folder)


def _learning_curve(folder: pathlib.Path) -> dict[str, Any]:
    from tests.bench import curve

    return curve.learning_curve(folder)


def _node_start(folder: pathlib.Path) -> dict[str, Any]:
    from tests.bench import node_start

    return node_start.node_start(folder)


MEASUREMENTS: dict[str, Callable[[pathlib.Path], dict[str, Any]]] = {
    "help": runs.help_seconds,
    "simulation": _simulation,
    "simulation_memory": wcd.simulation_memory,
    "features": _features,
    "wcd": wcd.quality,
    "wcd_many": wcd.many_events,
    "learning_curve": _learning_curve,
    "muon_scatter": data.muon_scatter,
    "dag": runs.dag_seconds,
    "accuracy": runs.accuracy,
    "three_inputs": runs.accuracy_of_three_inputs,
    "ingest": _ingest,
    "evaluation": _evaluation,
    "models": _models,
    "zoo": _zoo,
    "faults": _faults,
    "feeding": _feeding,
    "node_start": _node_start,
}


def main(names: list[str]) -> int:
    """Runs the measurements and writes bench.json beside the README, keeping what was not measured now."""
    unknown = set(names) - set(MEASUREMENTS)
    if unknown:
        print(
            f"no measurement {', '.join(sorted(unknown))}; there are: {', '.join(MEASUREMENTS)}",
            file=sys.stderr,
        )
        return 1
    target = ROOT / "bench.json"
    results = json.loads(target.read_text()) if target.is_file() else {}
    results |= {"hardware": provenance.hardware(), "code": manifest.code()}
    for name in names or MEASUREMENTS:
        with tempfile.TemporaryDirectory(prefix="cascada-bench-") as folder:
            results[name] = MEASUREMENTS[name](pathlib.Path(folder))
        results[name]["measured"] = time.strftime("%Y-%m-%d", time.gmtime())
        print(name, json.dumps(results[name], indent=2), flush=True)
        target.write_text(json.dumps(results, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
