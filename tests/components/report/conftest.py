"""Runs whose pages are read."""

import pytest

from components.report.core import page
from tests.components.report import runs


@pytest.fixture(scope="session")
def first(tmp_path_factory):
    """The first run of a pipeline: there is no blessed model to compare with."""
    return runs.run(tmp_path_factory.mktemp("first"))


@pytest.fixture(scope="session")
def second(tmp_path_factory):
    """A run that is better than the blessed model."""
    return runs.run(tmp_path_factory.mktemp("second"), rise=0.03, run="20260102T000000.000")


@pytest.fixture(scope="session")
def first_page(first) -> str:
    """Its page."""
    return page(first)


@pytest.fixture(scope="session")
def second_page(second) -> str:
    """Its page."""
    return page(second)
