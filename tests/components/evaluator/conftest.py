"""A small dataset, showers of it, and a model of it that is a formula."""

import dataclasses

import numpy as np
import pytest

from components.evaluator.core import Review
from components.evaluator.plan_file import parse_plan
from components.settings import Evaluator as Settings
from components.showers.dataset import Dataset

CLASSES = ("photon", "proton", "iron")
PLAN = """
slices:
  - {feature: primary}
  - {feature: zenith, edges: [0, 20, 40, 60]}
  - {feature: depth, edges: [500, 1000]}
  - {cross: [zenith, primary]}
minimum_examples: 50
gates:
  - {metric: accuracy, at_least: 0.6, at_most: 0.999}
  - {metric: recall, at_least: 0.3}
  - {metric: accuracy, slice: zenith, at_least: 0.5}
  - {metric: accuracy, may_fall: 0.01}
  - {metric: accuracy, slice: zenith, largest_gap: 0.3}
  - {metric: recall, class: iron, slice: zenith x primary, band: 0-20 x iron, at_least: 0.3}
"""


@dataclasses.dataclass(frozen=True)
class Scores:
    probabilities: np.ndarray
    anomaly_score: np.ndarray | None = None


@dataclasses.dataclass(frozen=True)
class Gaussian:
    """A class is likely where the signal is near its index; a shift makes the model worse."""

    shift: float = 0.0
    classes: tuple[str, ...] = CLASSES
    family: str = "gradient_boosting"

    def predict(self, columns):
        distance = columns["signal"][:, None] - np.arange(len(self.classes)) - self.shift
        weights = np.exp(-2 * distance**2)
        probabilities = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
        return Scores(probabilities, anomaly_score=np.abs(distance).min(axis=1).astype(np.float32))


@pytest.fixture(scope="session")
def gaussian():
    return Gaussian


@pytest.fixture(scope="session")
def dataset():
    features = [
        {"name": "event", "role": "id", "dtype": "int"},
        {"name": "signal", "role": "input"},
        {"name": "zenith", "role": "slice"},
        {"name": "depth", "role": "truth"},
        {"name": "primary", "role": "label", "dtype": "string"},
        {"name": "shower", "role": "group", "dtype": "int", "from": "event", "floor_divide": 10},
    ]
    described = [{**feature, "meaning": feature["name"]} for feature in features]
    return Dataset.model_validate({"name": "toy", "title": "Toy", "classes": CLASSES, "features": described})


@pytest.fixture(scope="session")
def plan(dataset):
    return parse_plan(PLAN, dataset)


@pytest.fixture(scope="session")
def settings():
    return Settings(gates="enforce", confidence=0.95, replicates=200, seed=1)


def columns(rows, seed):
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, len(CLASSES), rows)
    return {
        "event": np.arange(rows) * 10 + truth,
        "signal": (truth + rng.normal(0, 0.5, rows)).astype(np.float32),
        "zenith": rng.uniform(0, 60, rows).astype(np.float32),
        "depth": rng.normal(750, 150, rows).astype(np.float32),
        "primary": np.array(CLASSES)[truth],
        "shower": np.arange(rows),
    }


@pytest.fixture(scope="session")
def showers():
    """The columns of the splits eval and test."""
    return {"eval": columns(400, seed=1), "test": columns(1500, seed=2)}


@pytest.fixture(scope="session")
def review(dataset, plan, settings, showers):
    """Reviews a model on the showers, in batches of 600; gives the verdict."""

    def run(output, model, baseline="there is no baseline yet"):
        def read(split):
            table = showers[split]
            for start in range(0, len(table["event"]), 600):
                yield {name: column[start : start + 600] for name, column in table.items()}

        return Review(dataset, plan, settings, model, baseline).run(read, str(output))

    return run
