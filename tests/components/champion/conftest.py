"""Candidates that predicted the same showers, as right as a test wants them to be."""

import numpy as np
import pyarrow as pa
import pytest

from components.champion.candidates import Candidate
from components.champion.core import contest
from components.champion.incumbent import NOBODY
from components.champion.latency import Latency
from components.champion.metrics import accuracy
from components.gates import Gate, Outcome, Verdict
from components.settings import Champion as Settings

CLASSES = ("photon", "proton", "iron")
ROWS, GROUPS = 2000, 400
NAMES = ("gradient_boosting", "autoencoder")


def predictions(labels, wrong, groups):
    """A table of predictions that are right but for the rows `wrong`."""
    guess = np.where(wrong, (labels + 1) % 3, labels)
    probabilities = np.full((len(labels), 3), 0.1, np.float32)
    probabilities[np.arange(len(labels)), guess] = 0.8
    columns = {f"p_{name}": probabilities[:, k] for k, name in enumerate(CLASSES)}
    ids = np.arange(len(labels))
    return pa.table({"id": ids, "group": groups, "label": np.array(CLASSES)[labels], **columns})


@pytest.fixture
def predicted():
    """Predictions that are wrong in so many of 2 000 showers each, on the whole in different ones."""

    def make(*wrong):
        rng = np.random.default_rng(0)
        labels, groups = rng.integers(0, 3, ROWS), np.repeat(np.arange(GROUPS), ROWS // GROUPS)
        drawn = (np.isin(np.arange(ROWS), rng.choice(ROWS, number, replace=False)) for number in wrong)
        return [predictions(labels, rows, groups) for rows in drawn]

    return make


@pytest.fixture
def candidates(predicted):
    """Candidates that are wrong in so many showers."""

    def make(*wrong, names=NAMES, blessed=None):
        made = []
        for name, table in zip(names, predicted(*wrong), strict=True):
            worthy = blessed is None or name in blessed
            outcome = Outcome.PASSED if worthy else Outcome.FAILED
            gate = Gate("f1>=0.9", "f1", 0.5, 0.9, outcome, f"f1 of {name} is 0.5")
            made.append(Candidate(name, Verdict(f"Evaluator ({name})", (gate,)), worthy, table))
        return made

    return make


@pytest.fixture
def settings():
    return Settings(
        metric="accuracy",
        margin=0,
        samples=500,
        confidence=0.95,
        requests=10,
        latency_factor=1.5,
        prefer=list(NAMES),
    )


@pytest.fixture
def hold(settings):
    """Holds a contest; all are equally fast unless a test says otherwise."""

    def run(candidates, latencies=None, incumbent=NOBODY, metric=accuracy, **changes):
        fast = {one.name: Latency(1.0, 10.0) for one in candidates} | (latencies or {})
        return contest(candidates, settings.model_copy(update=changes), metric, fast, incumbent)

    return run
