import pytest

from tests.poison.harness import Eater


@pytest.fixture(scope="session")
def eater():
    with Eater() as found:
        yield found


@pytest.fixture
def fed(eater, tmp_path):
    """Feeds data of a dataset; what is written goes to a folder of its own."""
    return lambda dataset, data, **how: eater.feed(dataset, data, tmp_path / "written", **how)
