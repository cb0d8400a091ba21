"""Honest spans of both datasets that faulty ones are held against, with the limits that are shipped."""

import pytest

from components.settings import ExampleValidator
from components.showers.dataset import load_dataset
from components.showers.simulator.settings import Simulation
from pipeline.settings import load_settings
from tests.components.conftest import (  # noqa: F401 - a small champion, really trained
    examples,
    ground,
    make_showers,
    run_trainer,
    run_transform,
    showers,
    transform_graph,
    write_examples,
)
from tests.components.showers.tables import shower_table, write
from tests.faults.judge import Judge, span_to_compare_with
from tests.faults.spans import shower_records, simulated

EVENTS, GROUPS = 5_000, 600


@pytest.fixture(scope="session")
def limits() -> ExampleValidator:
    return load_settings().example_validator


@pytest.fixture(scope="module")
def wcd(limits, tmp_path_factory) -> Judge:
    """Against 5 000 simulated events."""
    dataset, path = load_dataset("wcd"), tmp_path_factory.mktemp("wcd") / "honest.parquet"
    simulated(Simulation(seed=1, events=EVENTS), path)
    return Judge(dataset, span_to_compare_with(path, dataset), limits)


@pytest.fixture(scope="module")
def honest_showers(ground, tmp_path_factory):  # noqa: F811
    """Made-up showers at ground, five a group; another seed gives others."""

    def make(seed: int, groups: int = GROUPS):
        path = write(shower_table(groups, seed), tmp_path_factory.mktemp("showers") / "showers.parquet")
        return shower_records(path, ground)

    return make


@pytest.fixture(scope="module")
def at_ground(limits, ground, honest_showers, tmp_path_factory) -> Judge:  # noqa: F811
    """Against 3 000 showers."""
    path = write(honest_showers(seed=1), tmp_path_factory.mktemp("ground") / "honest.parquet")
    return Judge(ground, span_to_compare_with(path, ground), limits)
