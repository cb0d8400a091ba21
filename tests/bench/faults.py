"""The smallest span at which each injected fault is caught and by which gate, and how often honest spans are.

A pipeline runs once on each dataset: it leaves the profile and the champion that spans are held against, as
in `cascada validate`. The span it ran on stays at hand too, which is what a classifier needs.
"""

import dataclasses
import functools
import math
import pathlib
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from components.errors import DataError
from components.example_validator.data import Against
from components.example_validator.profile import PROFILE_FILE, Profile
from components.example_validator.serving import file_data
from components.example_validator.shifts.recorded import read_recorded
from components.findings import Finding, Kind
from components.showers.dataset import Dataset, Role, load_dataset
from components.showers.simulator.settings import Simulation
from pipeline.last import last_champion, last_profile
from pipeline.settings import load_settings
from tests.bench.published import PUBLISHED
from tests.bench.runs import COMMAND, seconds_of
from tests.faults.inject import SIMULATION_FAULTS, TABLE_FAULTS, TableFault
from tests.faults.judge import Judge
from tests.faults.spans import halves, shower_records, simulated, some_groups

SIZES = (200, 500, 1_000, 2_000, 5_000, 10_000, 20_000)
SEEDS = (1, 2)
HONEST_SIZES = (500, 1_000, 2_000, 5_000, 20_000)
HONEST_SEEDS = (11, 12)
BASELINE = Simulation(seed=1, events=20_000)
STEEP = 5  # simulated events for each one of the falling spectrum that is kept; 28 % are
SMALL = ("evaluator.gates=report", "gradient_boosting.rounds=100", "gradient_boosting.max_depth=6")

MEASURED, CLASSIFIER, TRUTH = "measured", "classifier", "truth"
Write = Callable[[int, int, pathlib.Path], bool]
"""Writes a span of so many events with a seed to a path; false where there are not so many."""


@dataclasses.dataclass(frozen=True)
class Trial:
    """A fault in a dataset.

    Attributes:
        name: of the fault.
        judge: holds files of the dataset against its baseline.
        write: a faulty span.
    """

    name: str
    judge: Judge
    write: Write


def faults(folder: pathlib.Path) -> dict[str, Any]:
    """Every fault with the gate that catches it for both seeds and the number of events it needs.

    `classifier_events` is the size at which the classifier that tells spans apart sees it, null where it did
    not at any size that was tried; `truth` is what the columns tell that only a simulation has. Measured data
    do not have those, so they do not count.
    """
    wcd, ground = _wcd(folder), _ground(folder)
    pool = _other_half()
    caught = {one.name: _smallest(one, folder) for one in (*_of_wcd(wcd), *_of_ground(ground, pool))}
    honest = [*_honest(wcd, _simulated, folder), *_honest(ground, _drawn(pool), folder)]
    alarms = [sentence for sentences in honest for sentence in sentences]
    refused = sum(bool(sentences) for sentences in honest)
    return {
        "faults": caught,
        "honest": {"spans": len(honest), "false_alarms": refused, "sentences": alarms},
    }


def _of_wcd(judge: Judge) -> Iterator[Trial]:
    for name, fault in SIMULATION_FAULTS.items():

        def write(events: int, seed: int, path: pathlib.Path, fault: Any = fault) -> bool:
            simulated(fault(_honest_events(events, seed)), path)
            return True

        yield Trial(name, judge, write)
    yield Trial("falling spectrum", judge, functools.partial(_steep, judge.dataset))


def _of_ground(judge: Judge, pool: pa.Table) -> Iterator[Trial]:
    for name, fault in TABLE_FAULTS.items():
        if name == "falling spectrum":
            continue
        yield Trial(name, judge, functools.partial(_faulty_groups, judge.dataset, pool, fault))


def _honest_events(events: int, seed: int) -> Simulation:
    return Simulation(seed=100 + seed, events=events)


def _simulated(events: int, seed: int, path: pathlib.Path) -> bool:
    simulated(_honest_events(events, seed), path)
    return True


def _steep(dataset: Dataset, events: int, seed: int, path: pathlib.Path) -> bool:
    thrown = simulated(_honest_events(STEEP * events, seed), path)
    pq.write_table(TABLE_FAULTS["falling spectrum"](thrown, dataset, seed).slice(0, events), path)
    return True


def _faulty_groups(
    dataset: Dataset, pool: pa.Table, fault: TableFault, events: int, seed: int, path: pathlib.Path
) -> bool:
    pq.write_table(fault(some_groups(pool, dataset, events, seed), dataset, seed), path)
    return bool(events <= pool.num_rows)


def _drawn(pool: pa.Table) -> Write:
    return functools.partial(_faulty_groups, load_dataset("ground"), pool, lambda table, *_: table)


def _smallest(trial: Trial, folder: pathlib.Path) -> dict[str, Any]:
    """Goes up the sizes until the fault is caught, and in simulations until the classifier sees it too."""
    found: dict[str, tuple[str, int]] = {}
    for events in SIZES:
        for way, gate in _caught(trial, events, folder).items():
            found.setdefault(way, (gate, events))
        if MEASURED in found and (CLASSIFIER in found or trial.name not in SIMULATION_FAULTS):
            break
    ways = [found[way] for way in (MEASURED, CLASSIFIER) if way in found]
    gate, needed = min(ways, key=lambda one: one[1]) if ways else ("nothing", None)
    return {
        "dataset": trial.judge.dataset.name,
        "caught_by": gate,
        "events": needed,
        "measured": found.get(MEASURED),
        "classifier_events": found.get(CLASSIFIER, (None, None))[1],
        "truth": found.get(TRUTH),
    }


def _caught(trial: Trial, events: int, folder: pathlib.Path) -> dict[str, str]:
    """Way -> the gate that failed by the largest factor, of those that failed for every seed."""
    dataset, path = trial.judge.dataset, folder / "span.parquet"
    by_seed: list[dict[str, dict[str, float]]] = []
    for seed in SEEDS:
        if not trial.write(events, seed, path):
            return {}
        by_seed.append(_by_way(trial.judge, path, dataset))
    first, *others = by_seed
    common = {
        way: {gate: size for gate, size in gates.items() if all(gate in one.get(way, {}) for one in others)}
        for way, gates in first.items()
    }
    return {way: max(gates, key=lambda gate: gates[gate]) for way, gates in common.items() if gates}


def _by_way(judge: Judge, path: pathlib.Path, dataset: Dataset) -> dict[str, dict[str, float]]:
    """Way -> gate -> measured value over threshold; infinite where there is none."""
    try:
        failures = judge.failures(path)
    except DataError:
        return {MEASURED: {"reading": math.inf}}
    found: dict[str, dict[str, float]] = {}
    for one in failures:
        gate = f"{one.kind} of {one.feature}" if one.feature else str(one.kind)
        found.setdefault(_way(one, dataset), {})[gate] = _factor(one)
    return found


def _way(finding: Finding, dataset: Dataset) -> str:
    if finding.kind is Kind.COVARIATE:
        return CLASSIFIER
    truth = {feature.name for feature in dataset.by_role(Role.TRUTH)}
    return TRUTH if finding.feature in truth else MEASURED


def _factor(finding: Finding) -> float:
    if finding.estimate is None or not finding.threshold:
        return math.inf
    return finding.estimate.value / finding.threshold


def _honest(judge: Judge, write: Write, folder: pathlib.Path) -> Iterator[list[str]]:
    """The sentences of all gates that failed, of each honest span."""
    path = folder / "span.parquet"
    for seed in HONEST_SEEDS:
        for place, events in enumerate(HONEST_SIZES):
            write(events, 10 * seed + place, path)
            yield [f"{events} events: {one.sentence}" for one in judge.failures(path)]


def _wcd(folder: pathlib.Path) -> Judge:
    """Of 20 000 simulated events."""
    data = folder / "wcd" / "events.parquet"
    data.parent.mkdir(parents=True)
    simulated(BASELINE, data)
    return _run("wcd", data)


def _ground(folder: pathlib.Path) -> Judge:
    """Of one half of the published showers."""
    dataset, data = load_dataset("ground"), folder / "ground" / "showers.parquet"
    data.parent.mkdir(parents=True)
    pq.write_table(halves(shower_records(PUBLISHED, dataset), dataset)[0], data)
    return _run("ground", data)


def _other_half() -> pa.Table:
    dataset = load_dataset("ground")
    return halves(shower_records(PUBLISHED, dataset), dataset)[1]


def _run(name: str, data: pathlib.Path) -> Judge:
    """Runs the pipeline on one file, and takes from it what later spans are held against."""
    out = data.parent.with_name(f"{name}-out")
    call = [str(COMMAND), "run", "--dataset", name, "--data", str(data.parent), "--out", str(out)]
    seconds_of([*call, "--settings", "ci", *(part for word in SMALL for part in ("--set", word))])
    return _judge(name, data, out)


def _judge(name: str, data: pathlib.Path, out: pathlib.Path) -> Judge:
    settings = load_settings(["ci"], SMALL, dataset__name=name, out=str(out))
    dataset = load_dataset(name)
    span, place = last_profile(settings, dataset)
    champion, evaluation = last_champion(settings)
    against = Against(
        name=span,
        profile=Profile.read(f"{place}/{PROFILE_FILE}"),
        raw=file_data(str(data), dataset, labelled=True),
        champion=champion,
        recorded=read_recorded(evaluation),
    )
    return Judge(dataset, against, settings.example_validator)
