"""Which folder is read, and how it is told from another."""

import os
import shutil

import pytest

from components.errors import BadFileError
from components.example_gen.spans import digests, find_span, fingerprint
from tests.components.showers.tables import shower_table, write


@pytest.fixture
def spans(tmp_path):
    for folder in ("span-1", "span-02", "span-10/version-1", "span-10/version-3"):
        write(shower_table(groups=1), tmp_path / folder / "showers.csv")
    return tmp_path


def found(folder, number="latest"):
    span = find_span(str(folder), number)
    return span.number, span.version, str(span.folder.relative_to(folder))


def test_the_latest_span_in_its_highest_version_is_read(spans):
    assert found(spans) == (10, 3, "span-10/version-3")


def test_a_span_can_be_named(spans):
    assert found(spans, 2) == (2, None, "span-02")


def test_a_folder_without_spans_is_span_0(tmp_path):
    write(shower_table(groups=1), tmp_path / "showers.csv")
    assert found(tmp_path) == found(tmp_path, 0) == (0, None, ".")


def test_a_span_that_is_not_there_is_answered_with_those_that_are(spans):
    with pytest.raises(BadFileError, match=r"no span 3\n.*one of: 1, 2, 10, latest"):
        find_span(str(spans), 3)


def test_the_folder_must_exist(tmp_path):
    with pytest.raises(BadFileError, match="no such folder"):
        find_span(str(tmp_path / "nowhere"), "latest")


@pytest.mark.parametrize("stray", ["showers.csv", "more/showers.csv", "span-10/showers.csv"])
def test_nothing_beside_the_spans_is_left_out_silently(spans, stray):
    write(shower_table(groups=1), spans / stray)
    with pytest.raises(BadFileError, match="would be left out"):
        find_span(str(spans), "latest")


def test_two_folders_may_not_claim_one_span(spans):
    write(shower_table(groups=1), spans / "span-2/showers.csv")
    with pytest.raises(BadFileError, match="two folders of the same span"):
        find_span(str(spans), "latest")


class TestFingerprint:
    def of(self, folder) -> str:
        return fingerprint(digests(find_span(str(folder), "latest")))

    def test_it_is_of_the_contents_and_not_of_place_or_time(self, data, tmp_path):
        before = self.of(data)
        shutil.copytree(data, tmp_path / "copy")
        for path in (tmp_path / "copy").iterdir():
            os.utime(path, (0, 0))
        assert self.of(tmp_path / "copy") == before

    def test_one_changed_byte_changes_it(self, data):
        before = self.of(data)
        content = (data / "b.txt").read_bytes()
        (data / "b.txt").write_bytes(content.replace(b"7", b"8", 1))
        assert self.of(data) != before

    def test_a_file_more_less_or_renamed_changes_it(self, data):
        seen = {self.of(data)}
        (data / "b.txt").rename(data / "c.txt")
        seen.add(self.of(data))
        write(shower_table(seed=1), data / "d.csv")
        seen.add(self.of(data))
        (data / "a.parquet").unlink()
        seen.add(self.of(data))
        assert len(seen) == 4
