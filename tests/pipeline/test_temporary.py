"""A folder for temporary files, of which nothing stays."""

import os
import pathlib
import subprocess
import sys
import tempfile

import pytest

from components.errors import MachineError
from pipeline.temporary import temporary_files

LEAVE = "import tempfile; print(tempfile.mkdtemp())"


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Where TMPDIR says that temporary files go."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def test_what_this_process_and_its_children_leave_is_gone_at_the_end(place):
    with temporary_files() as folder:
        mine = pathlib.Path(tempfile.mkdtemp())
        theirs = subprocess.check_output([sys.executable, "-c", LEAVE], text=True).strip()
        assert {mine.parent, pathlib.Path(theirs).parent} == {folder}
        assert folder.parent == place
    assert list(place.iterdir()) == []


def test_it_is_gone_after_a_mistake_and_everything_is_as_before(place):
    with pytest.raises(ZeroDivisionError), temporary_files() as folder:
        (folder / "left").write_text(str(1 / 0))
    assert list(place.iterdir()) == []
    assert os.environ["TMPDIR"] == tempfile.gettempdir() == str(place)


def test_without_tmpdir_it_lies_where_temporary_files_lie(place, monkeypatch):
    monkeypatch.delenv("TMPDIR")
    with temporary_files() as folder:
        assert os.environ["TMPDIR"] == str(folder)
    assert "TMPDIR" not in os.environ


def test_a_place_that_cannot_be_written_to_is_one_message(monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/proc")
    with pytest.raises(MachineError, match="TMPDIR"), temporary_files():
        pass
