"""Places where a file should be and something else is: refused by name, and never waited for."""

import os
import socket

import pytest

from tests.components.showers.tables import write
from tests.poison.harness import require_refusal
from tests.poison.made import events, parquet, showers

TABLE = showers()


def dangling(path):
    path.symlink_to("nowhere.csv")


def loop(path):
    path.symlink_to(path.with_name("b.csv"))
    path.with_name("b.csv").symlink_to(path)


def listening(path):
    with socket.socket(socket.AF_UNIX) as end:
        os.chdir(path.parent)  # a socket's name must be short
        end.bind(path.name)


def unreadable(path):
    path.symlink_to("/proc/self/mem")  # opens, and gives an error when it is read


def folder_elsewhere(path):
    write(TABLE, path.parent.parent / "elsewhere/more.csv")
    path.symlink_to("../elsewhere")


ODD = {
    "a link to nowhere": (dangling, "a.csv"),
    "a loop of links": (loop, "a.csv"),
    "a pipe": (os.mkfifo, "a.csv"),
    "a socket": (listening, "a.csv"),
    "a file that cannot be read": (unreadable, "a.csv"),
    "a link to a device": (lambda path: path.symlink_to("/dev/zero"), "a.csv"),
    "a link to a folder": (folder_elsewhere, "a.csv"),
}


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return write(TABLE, tmp_path / "data/showers.csv").parent


@pytest.mark.parametrize("name", ODD)
def test_what_is_no_file_is_not_left_out_silently(fed, data, name):
    make, words = ODD[name]
    make(data / "a.csv")
    require_refusal(fed("ground", data), words)


@pytest.mark.parametrize("name", [name for name in ODD if name != "a link to a folder"])
def test_what_is_no_file_cannot_be_read_by_its_own_name(fed, data, name):
    make, words = ODD[name]
    make(data / "a.csv")
    require_refusal(fed("ground", data / "a.csv"), words)


def test_an_empty_folder_in_place_of_a_file_is_refused(fed, tmp_path):
    (tmp_path / "data/showers.parquet").mkdir(parents=True)
    require_refusal(fed("ground", tmp_path / "data"), "data", "holds no data files")


def test_a_folder_named_as_a_file_is_a_folder(fed, tmp_path):
    """As others write a table in parts."""
    parquet(TABLE, tmp_path / "data/showers.parquet/part-0.parquet")
    assert fed("ground", tmp_path / "data").code == 0


@pytest.mark.parametrize("name", ["nowhere", "no\nwhere", "x" * 300])
def test_a_place_that_is_not_there_is_refused(fed, tmp_path, name):
    require_refusal(fed("ground", tmp_path / name), "no such")


def test_a_span_beside_stray_files_is_refused(fed, tmp_path):
    write(TABLE, tmp_path / "data/span-1/showers.csv")
    write(TABLE, tmp_path / "data/more.csv")
    require_refusal(fed("ground", tmp_path / "data"), "more.csv")


def test_names_in_any_alphabet_are_read_and_named(fed, tmp_path):
    path = write(TABLE, tmp_path / "data/cascada atmosférica – 空気シャワー.csv")
    assert fed("ground", path).code == 0


def test_a_bad_file_of_any_alphabet_is_named(fed, tmp_path):
    path = write(TABLE.slice(0, 0), tmp_path / "空気シャワー.csv")
    require_refusal(fed("ground", path), "空気シャワー.csv", "holds no records")


def test_a_name_that_is_no_text_is_refused(fed, data):
    write(TABLE, data / "b.csv").rename(os.fsdecode(os.fsencode(data) + b"/\xff.csv"))
    require_refusal(fed("ground", data), "\\udcff.csv")


@pytest.mark.parametrize(
    ("dataset", "table", "name"), [("ground", events(), "b.parquet"), ("wcd", TABLE, "a.parquet")]
)
def test_files_of_two_datasets_in_one_folder_are_refused(fed, tmp_path, dataset, table, name):
    """The one that is read second is named; nothing of the first is kept."""
    sound = {"ground": TABLE, "wcd": events()}[dataset]
    parquet(sound, tmp_path / "data/aa.parquet")
    parquet(table, tmp_path / "data" / name)
    require_refusal(fed(dataset, tmp_path / "data"), name, "no column")
