"""Event files, archives and summaries: whatever holds the events, each gives a row or a reason."""

import random
import struct
import zipfile

import pytest

from components.errors import BadFileError
from components.showers.ingest import auger_files
from tests.components.showers.ingest.auger_writer import (
    catalogue_event,
    content,
    release_event,
    summary,
    summary_row,
)


@pytest.fixture
def archive(tmp_path):
    def run(members, name="events.zip"):
        path = tmp_path / "in" / name
        path.parent.mkdir(exist_ok=True)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            for member, data in members.items():
                packed.writestr(member, data)
        return path

    return run


def _reasons(refused):
    return {row["file"]: row["reason"] for row in refused}


def test_a_single_event_file(tmp_path, ingested):
    path = tmp_path / "Auger_081847956000.json"
    path.write_bytes(content(release_event()))
    _, rows, _ = ingested("auger", path)
    assert rows["event_id"].to_pylist() == [81847956000]


def test_an_archive_and_a_folder_give_the_same_events(archive, tmp_path, ingested):
    events = {f"json/{k}.json": content(release_event(k)) for k in (3, 1, 2)}
    path = archive({"json/": b"", **events, "__MACOSX/._1.json": b"x"})
    folder = tmp_path / "folder" / "json"
    folder.mkdir(parents=True)
    for name, data in events.items():
        (folder.parent / name).write_bytes(data)
    _, packed, _ = ingested("auger", path)
    (tmp_path / "span").rename(tmp_path / "first")
    _, unpacked, _ = ingested("auger", folder.parent)
    assert packed["event_id"].to_pylist() == [3, 1, 2]
    assert packed.sort_by("event_id").equals(unpacked.sort_by("event_id"))


def test_an_event_in_a_file_and_in_an_archive_is_taken_once(archive, ingested):
    path = archive({"a.json": content(release_event(1)), "b.json": content(release_event(2))})
    (path.parent / "a.json").write_bytes(content(release_event(1)))
    _, rows, refused = ingested("auger", path.parent)
    assert rows["event_id"].to_pylist() == [1, 2]
    assert _reasons(refused) == {"events.zip/a.json": "1 occurs again; the first is kept"}


def test_a_repeated_event_whose_first_copy_is_bad_is_taken_from_the_second(archive, ingested):
    path = archive({"a.json": content(release_event(1, theta=70.0)), "b.json": content(release_event(1))})
    _, rows, refused = ingested("auger", path)
    assert rows["event_id"].to_pylist() == [1]
    assert list(_reasons(refused)) == ["events.zip/a.json"]


@pytest.mark.parametrize(
    ("member", "words"),
    [
        ("../../event.json", "leads out"),
        ("/etc/event.json", "leads out"),
        ("C:\\event.json", "leads out"),
        ("a/..\\..\\event.json", "leads out"),
        ("more.zip", "archive within an archive"),
        ("read.me", "is no .json or .csv file"),
    ],
)
def test_odd_members_are_refused_and_nothing_is_written_outside(member, words, archive, tmp_path, ingested):
    path = archive({"good.json": content(release_event(1)), member: content(release_event(2))})
    before = {p for p in tmp_path.rglob("*") if p.is_file()}
    _, rows, refused = ingested("auger", path)
    assert rows["event_id"].to_pylist() == [1]
    assert [words in row["reason"] for row in refused] == [True]
    assert {p.parent.name for p in tmp_path.rglob("*") if p.is_file()} - {p.parent.name for p in before} == {
        "span"
    }


def test_a_member_that_is_too_large_is_refused_without_reading_it_whole(archive, ingested, monkeypatch):
    monkeypatch.setitem(auger_files.LARGEST, ".json", 1 << 20)
    path = archive({"a.json": content(release_event(1)), "b.json": random.Random(1).randbytes(2 << 20)})
    _, rows, refused = ingested("auger", path)
    assert rows["event_id"].to_pylist() == [1]
    assert _reasons(refused) == {"events.zip/b.json": "is larger than 1 MiB: no such file of this kind"}


def test_a_bomb_is_refused(archive, ingested, monkeypatch):
    monkeypatch.setitem(auger_files.LARGEST, ".json", 1 << 20)
    bomb = archive({f"{k}.json": b" " * (1 << 19) for k in range(10)})
    (bomb.parent / "a.json").write_bytes(content(release_event(1)))
    _, rows, refused = ingested("auger", bomb.parent)
    assert rows["event_id"].to_pylist() == [1]
    assert "would become 5,242,880" in _reasons(refused)["events.zip"]


def test_a_damaged_member_is_refused_and_the_others_are_read(archive, ingested):
    path = archive({f"{k}.json": content(release_event(k)) for k in (1, 2, 3)})
    with zipfile.ZipFile(path) as packed:
        place = packed.getinfo("2.json").header_offset
    data = bytearray(path.read_bytes())
    data[place + 200] ^= 0xFF
    path.write_bytes(data)
    _, rows, refused = ingested("auger", path)
    assert rows["event_id"].to_pylist() == [1, 3]
    assert "cannot be read" in _reasons(refused)["events.zip/2.json"]


def test_an_encrypted_member_is_refused(archive, ingested):
    path = archive({f"{k}.json": content(release_event(k)) for k in (1, 2)})
    data = bytearray(path.read_bytes())
    place = data.rindex(b"PK\x01\x02")
    for flags in (place + 8, struct.unpack_from("<I", data, place + 42)[0] + 6):
        data[flags] |= 1
    path.write_bytes(data)
    _, rows, refused = ingested("auger", path)
    assert rows["event_id"].to_pylist() == [1]
    assert _reasons(refused) == {"events.zip/2.json": "is encrypted"}


@pytest.mark.parametrize("data", [b"", b"no archive", None])
def test_what_is_no_archive_is_refused(data, archive, ingested):
    path = archive({f"{k}.json": content(release_event(k)) for k in (1, 2)})
    path.write_bytes(path.read_bytes()[:-40] if data is None else data)
    with pytest.raises(BadFileError, match="no sound zip archive"):
        ingested("auger", path)


def test_a_summary_fills_in_the_reconstruction_that_a_file_lacks(tmp_path, ingested):
    event = catalogue_event(7)
    event["sdrec"] = {"theta": 20.0, "energy": None}
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "7.json").write_bytes(content(event))
    rows = [summary_row(7, sd_energy=33.0, fd_id=1), summary_row(7, sd_energy=33.0, fd_id=4)]
    (tmp_path / "in" / "dataSummary.csv").write_bytes(summary(rows))
    _, found, refused = ingested("auger", tmp_path / "in")
    assert found.select(["zenith", "energy", "azimuth"]).to_pylist() == [
        {"zenith": 20.0, "energy": 33.0, "azimuth": pytest.approx(150.2)}
    ]
    assert refused == []


def test_events_of_a_summary_without_their_files_are_refused_once_each(archive, ingested):
    rows = [summary_row(1), summary_row(2, fd_id=1), summary_row(2, fd_id=3), summary_row(3)]
    path = archive({"a.json": content(release_event(1)), "summary/dataSummary.csv": summary(rows)})
    _, found, refused = ingested("auger", path)
    assert found["event_id"].to_pylist() == [1]
    assert [(row["record"], row["field"], row["text"]) for row in refused] == [
        (3, "stations", "id=2"),
        (5, "stations", "id=3"),
    ]
    assert {row["reason"] for row in refused} == {
        "is a row of a summary without its event file: there are neither stations nor traces"
    }


def test_an_event_seen_by_telescopes_only_says_so(archive, ingested):
    empty = dict.fromkeys(("sd_theta", "sd_phi", "sd_energy", "sd_x", "sd_y", "sd_z"), "")
    members = {"a.json": content(release_event(1)), "s.csv": summary([summary_row(9, **empty)])}
    _, _, refused = ingested("auger", archive(members))
    assert [row["reason"] for row in refused] == [
        "has no reconstruction by the surface detector, and no event file"
    ]


def test_a_summary_alone_gives_no_events_and_says_why(tmp_path, ingested):
    path = tmp_path / "dataSummary.csv"
    path.write_bytes(summary([summary_row(1), summary_row(2)]))
    with pytest.raises(BadFileError, match=r"none of 2 could be converted.*neither stations nor traces"):
        ingested("auger", path)
    assert not (tmp_path / "span").exists()


@pytest.mark.parametrize(
    "data", [b"", b"a,b\n1,2\n", b"id,sd_theta\nx,1\n", b"id,sd_theta\n1,2,3\n", b"\xff\x00"]
)
def test_what_is_no_summary_is_refused(data, archive, ingested):
    path = archive({"a.json": content(release_event(1)), "s.csv": data})
    _, rows, refused = ingested("auger", path)
    assert rows.num_rows == 1
    assert [row["reason"].startswith("is no summary of events") for row in refused] == [True]


def test_the_published_summary_is_read(auger_samples, ingested):
    with pytest.raises(BadFileError, match=r"none of 10 could be converted: .*neither stations nor traces"):
        ingested("auger", auger_samples / "plot_csv_cell12_0.csv")
