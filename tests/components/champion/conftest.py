"""Two families that predicted the same showers, as right as a test wants them to be."""

import numpy as np
import pyarrow as pa
import pytest

from components.champion.families import Family
from components.gates import Gate, Outcome, Verdict
from components.settings import Champion as Settings

CLASSES = ("photon", "proton", "iron")


def predictions(labels, wrong, groups):
    """A table of predictions that are right but for the rows `wrong`."""
    guess = np.where(wrong, (labels + 1) % 3, labels)
    probabilities = np.full((len(labels), 3), 0.1, np.float32)
    probabilities[np.arange(len(labels)), guess] = 0.8
    columns = {f"p_{name}": probabilities[:, k] for k, name in enumerate(CLASSES)}
    ids = np.arange(len(labels))
    return pa.table({"id": ids, "group": groups, "label": np.array(CLASSES)[labels], **columns})


@pytest.fixture
def families():
    """Families that are wrong in so many of 2 000 showers, on the whole on different ones."""

    def make(first_wrong, second_wrong, blessed=("gradient_boosting", "autoencoder")):
        rng = np.random.default_rng(0)
        labels, groups = rng.integers(0, 3, 2000), np.repeat(np.arange(400), 5)
        made = []
        for name, wrong in (("gradient_boosting", first_wrong), ("autoencoder", second_wrong)):
            rows = np.isin(np.arange(2000), rng.choice(2000, wrong, replace=False))
            outcome = Outcome.PASSED if name in blessed else Outcome.FAILED
            gate = Gate("f1>=0.9", "f1", 0.5, 0.9, outcome, f"f1 of {name} is 0.5")
            verdict = Verdict(f"Evaluator ({name})", (gate,))
            made.append(Family(name, verdict, name in blessed, predictions(labels, rows, groups)))
        return made

    return make


@pytest.fixture
def settings():
    return Settings(samples=500, confidence=0.95, prefer="gradient_boosting")
