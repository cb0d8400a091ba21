"""The README says what was measured, and names what is there."""

import json
import pathlib
import re

import pytest

from pipeline.cli import COMMANDS
from tests.bench import table

ROOT = pathlib.Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()


def test_its_figures_are_those_of_the_last_measurement():
    for what, figure, name in table.rows(json.loads(table.BENCH.read_text())):
        assert f"| {what} | {figure} | `{name}` |" in README


def test_its_learning_curve_is_that_of_the_last_measurement():
    for cells in table.curve(json.loads(table.BENCH.read_text())):
        assert f"| {' | '.join(cells)} |" in README


@pytest.mark.parametrize("dataset", table.ZOOS)
def test_its_zoo_is_that_of_the_last_measurement(dataset):
    assert table.zoo(json.loads(table.BENCH.read_text()), dataset) in README


def test_its_faults_are_those_of_the_last_measurement():
    assert table.faults(json.loads(table.BENCH.read_text())) in README


@pytest.mark.parametrize("link", re.findall(r"\]\((?!http)([^)#]+)\)", README))
def test_what_it_links_to_is_there(link):
    assert (ROOT / link).exists()


def test_it_names_every_command():
    assert all(re.search(rf"cascada {name}\b", README) for name in COMMANDS)
