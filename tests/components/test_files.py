"""Files are written whole or not at all."""

import hashlib

import pytest

from components.files import is_remote, read_text, sha256_of, write_bytes, write_text


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
