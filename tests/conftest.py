"""Fixtures that every test may use."""

import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def published_showers() -> pathlib.Path:
    """The folder of the published shower table, which carries no licence and is not part of the project."""
    folder = ROOT.parent / "shared" / "data" / "entropy2020"
    if not folder.is_dir():
        pytest.skip(f"the published showers are not at {folder}")
    return folder
