"""How the separation of primaries grows with the number of simulated events: boosting on the features.

Read as the pipeline reads them, from the event table; tested on a sample of another seed.
"""

import pathlib
from typing import Any

import numpy as np
import sklearn.metrics

from components.models.examples import Examples
from components.models.gradient_boosting import train_gradient_boosting
from components.settings import GradientBoosting
from components.showers.dataset import load_dataset
from components.showers.records import read_records
from components.showers.simulator.settings import Simulation
from components.showers.simulator.write import write_simulation
from components.transform.preprocessing import derive
from pipeline.settings import load_settings

SIZES = (5_000, 10_000, 20_000, 50_000, 100_000, 200_000)
TESTED = 40_000
DATASET = load_dataset("wcd")

Array = np.ndarray[Any, Any]


def learning_curve(folder: pathlib.Path) -> dict[str, Any]:
    """Metrics on 40 000 test events for each number of training events."""
    learned = _examples(folder / "train.parquet", Simulation(seed=101, events=max(SIZES)))
    tested = _examples(folder / "test.parquet", Simulation(seed=102, events=TESTED))
    settings = load_settings().gradient_boosting
    return {str(size): _measure(_first(learned, size), tested, settings) for size in SIZES}


def _examples(path: pathlib.Path, simulation: Simulation) -> Examples:
    write_simulation(simulation, path)
    tables = [batch.table for batch in read_records(path, DATASET, bad_records="quarantine")]
    numbers = [f.name for f in DATASET.inputs if not f.shape]
    raw = {name: np.concatenate([t[name].to_numpy() for t in tables]) for name in numbers}
    inputs = np.stack(derive(DATASET.model_inputs, raw), axis=1).astype(np.float32)
    names = np.concatenate([t[DATASET.label.name].to_numpy(zero_copy_only=False) for t in tables])
    labels = np.array([DATASET.classes.index(name) for name in names])
    return Examples(inputs, labels, raw)


def _first(examples: Examples, size: int) -> Examples:
    return Examples(examples.inputs[:size], examples.labels[:size], {})


def _measure(learned: Examples, tested: Examples, settings: GradientBoosting) -> dict[str, float]:
    boosted = train_gradient_boosting(
        learned,
        _first(tested, 1000),
        settings,
        inputs=[derived.name for derived in DATASET.model_inputs],
        classes=len(DATASET.classes),
        seed=1,
    )
    p = boosted.predict(tested.inputs)
    return {
        "accuracy": float((p.argmax(axis=1) == tested.labels).mean()),
        "auc_proton_iron": _auc(p, tested.labels, [4], [1]),
        "auc_photon_hadron": _auc(p, tested.labels, [0], [1, 2, 3, 4]),
        "training_seconds": boosted.seconds,
    }


def _auc(p: Array, labels: Array, signal: list[int], background: list[int]) -> float:
    rows = np.isin(labels, signal + background)
    above, below = p[:, signal].sum(axis=1)[rows], p[:, background].sum(axis=1)[rows]
    return float(sklearn.metrics.roc_auc_score(np.isin(labels[rows], signal), above / (above + below)))
