"""Files are written whole or not at all, here or elsewhere."""

import hashlib

import pyarrow as pa
import pyarrow.csv
import pytest

from components.files import (
    exists,
    is_remote,
    local_copy,
    local_folder,
    open_to_write,
    read_text,
    remove,
    sha256_of,
    write_bytes,
    write_text,
)


def test_a_written_file_is_whole_and_its_folder_is_made(tmp_path):
    write_text(str(tmp_path / "a" / "b.txt"), "Höhe\n")
    assert read_text(str(tmp_path / "a" / "b.txt")) == "Höhe\n"
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b.txt"]


def test_a_failed_write_leaves_the_old_file(tmp_path):
    target = tmp_path / "b.txt"
    write_text(str(target), "old")
    with pytest.raises(TypeError):
        write_bytes(str(target), "not bytes")
    assert target.read_text() == "old"


def test_the_digest_is_that_of_the_content(tmp_path):
    write_bytes(str(tmp_path / "x"), b"shower" * 100_000)
    assert sha256_of(tmp_path / "x") == hashlib.sha256(b"shower" * 100_000).hexdigest()


def test_places_with_a_scheme_are_remote():
    assert is_remote("gs://bucket/x")
    assert not is_remote("/data/x")


@pytest.fixture
def elsewhere(tmp_path):
    """A folder by an address, which TensorFlow's file layer reaches as it does `gs://`."""
    return f"file://{tmp_path}/elsewhere"


def test_remote_files_are_written_found_and_removed(elsewhere, tmp_path):
    write_text(f"{elsewhere}/a/b.txt", "Höhe\n")
    assert (tmp_path / "elsewhere" / "a" / "b.txt").read_text() == "Höhe\n"
    assert read_text(f"{elsewhere}/a/b.txt") == "Höhe\n"
    assert exists(f"{elsewhere}/a")
    remove(f"{elsewhere}/a")
    remove(f"{elsewhere}/a")
    assert not exists(f"{elsewhere}/a")


def test_a_stream_of_csv_goes_to_a_remote_file(elsewhere, tmp_path):
    table = pa.table({"a": [1, 2]})
    with open_to_write(f"{elsewhere}/new/rows.csv") as stream:
        pyarrow.csv.write_csv(table, stream)
    assert (tmp_path / "elsewhere" / "new" / "rows.csv").read_text() == '"a"\n1\n2\n'


def test_what_is_not_there_is_an_error_of_python(elsewhere):
    with pytest.raises(FileNotFoundError, match="file://"):
        read_text(f"{elsewhere}/nothing")
    with pytest.raises(FileNotFoundError), local_copy(f"{elsewhere}/nothing"):
        pass
    with pytest.raises(OSError, match="s3"):
        read_text("s3://bucket/nothing")


def test_a_folder_goes_there_whole_and_comes_back_the_same(elsewhere, tmp_path):
    with local_folder(f"{elsewhere}/model") as folder:
        (folder / "variables").mkdir()
        (folder / "empty").mkdir()
        (folder / "variables" / "data").write_bytes(bytes(range(256)))
        assert not exists(f"{elsewhere}/model")
    with local_copy(f"{elsewhere}/model/") as folder:
        assert folder.name == "model"
        assert {path.name for path in folder.rglob("*")} == {"variables", "empty", "data"}
        assert (folder / "variables" / "data").read_bytes() == bytes(range(256))
    assert not folder.exists()
    with local_copy(f"{elsewhere}/model/variables/data") as file:
        assert file.read_bytes() == bytes(range(256))


def test_nothing_goes_there_when_something_failed(elsewhere):
    def fail() -> None:
        with local_folder(f"{elsewhere}/model") as folder:
            (folder / "half").write_text("half")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert not exists(f"{elsewhere}/model")


def test_what_is_here_is_neither_copied_nor_removed(tmp_path):
    with local_folder(str(tmp_path / "new" / "folder")) as folder:
        assert folder == tmp_path / "new" / "folder"
        (folder / "x").write_text("here")
    with local_copy(str(tmp_path / "new")) as copy:
        assert copy == tmp_path / "new"
    assert (tmp_path / "new" / "folder" / "x").read_text() == "here"
