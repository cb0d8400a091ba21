"""One `cascada` command on one small table for each file of tests."""

import pytest

from tests.end_to_end.harness import Command, write_showers


@pytest.fixture(scope="module")
def cascada(tmp_path_factory: pytest.TempPathFactory) -> Command:
    folder = tmp_path_factory.mktemp("cascada")
    return Command(folder / "out", write_showers(folder / "data", groups=500, seed=1))
