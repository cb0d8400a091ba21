"""Fixtures that every test may use."""

import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]
SLOW = ("tests/kubeflow/rehearsal/", "tests/end_to_end/", "tests/notebooks/", "tests/kubeflow/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begins with what takes minutes, so that no process works on alone at the end."""
    items.sort(
        key=lambda item: next((k for k, one in enumerate(SLOW) if item.nodeid.startswith(one)), len(SLOW))
    )


@pytest.fixture(scope="session")
def published_showers() -> pathlib.Path:
    """The folder of the published shower table, which carries no licence and is not part of the project."""
    folder = ROOT.parent / "shared" / "data" / "entropy2020"
    if not folder.is_dir():
        pytest.skip(f"the published showers are not at {folder}")
    return folder
