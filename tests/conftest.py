"""Fixtures that every test may use."""

import fcntl
import os
import pathlib
import shutil
import tempfile
from collections.abc import Callable, Iterator

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]
Once = Callable[[str, Callable[[pathlib.Path], object]], pathlib.Path]
SLOW = ("tests/kubeflow/rehearsal/", "tests/end_to_end/", "tests/notebooks/", "tests/kubeflow/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begins with what takes minutes, so that no process works on alone at the end."""
    items.sort(
        key=lambda item: next((k for k, one in enumerate(SLOW) if item.nodeid.startswith(one)), len(SLOW))
    )


@pytest.fixture(scope="session", autouse=True)
def _temporary_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keeps what libraries and killed processes leave behind among the tests' files, which pytest removes."""
    folder = str(tmp_path_factory.mktemp("tmp"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", folder)
        patch.setattr(tempfile, "tempdir", folder)
        yield


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Calls what fills a folder once for all test processes; the folder is for reading only."""
    base = tmp_path_factory.getbasetemp()
    place = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "made-once"
    place.mkdir(exist_ok=True)

    def made(name: str, make: Callable[[pathlib.Path], object]) -> pathlib.Path:
        folder, done = place / name, place / f"{name}.done"
        with (place / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)  # of a process that failed
                folder.mkdir()
                make(folder)
                done.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def published_showers() -> pathlib.Path:
    """The folder of the published shower table, which carries no licence and is not part of the project."""
    folder = ROOT.parent / "shared" / "data" / "entropy2020"
    if not folder.is_dir():
        pytest.skip(f"the published showers are not at {folder}")
    return folder
