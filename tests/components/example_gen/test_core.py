"""A span goes in; out come examples, split by group and mixed, and a report that accounts for all."""

import csv
import json
import pathlib

import numpy as np
import pyarrow as pa
import pytest
import tensorflow as tf

from components.errors import BadFileError, BadRecordError
from components.example_gen import core
from components.example_gen.split import TRAINED
from components.settings import Split
from tests.components.showers.tables import GROUND, replace, shower_table, write

KINDS = {"float": tf.float32, "int": tf.int64, "string": tf.string}
SPEC = {feature.name: tf.io.FixedLenFeature([], KINDS[feature.dtype]) for feature in GROUND.features}


def examples(folder: pathlib.Path, split: str) -> dict[str, np.ndarray]:
    records = tf.data.TFRecordDataset(str(folder / f"examples/Split-{split}/examples-00000-of-00001"))
    (batch,) = records.batch(100_000)
    return {name: values.numpy() for name, values in tf.io.parse_example(batch, SPEC).items()}


def contents(folder: pathlib.Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_every_record_is_in_one_split_and_no_group_in_two(run, data, tmp_path):
    run(data)
    groups, ids = [], []
    for split in TRAINED:
        found = examples(tmp_path / "out", split)
        groups.append(set(found["shower_group"].tolist()))
        ids.extend(found["event_id"].tolist())
        assert (found["event_id"] // 10 == found["shower_group"]).all()
    assert sorted(ids) == sorted(shower_table(groups=40)["event_id"].to_pylist())
    assert not (groups[0] & groups[1] | groups[0] & groups[2] | groups[1] & groups[2])


def test_values_arrive_with_their_event(run, tmp_path):
    zenith = np.where(np.arange(200) % 3, 30.0, 0.0)
    table = replace(shower_table(groups=40), "Zenith[deg]", pa.array(zenith))
    run(write(table, tmp_path / "data/showers.parquet").parent)
    expected = {row["event_id"]: row for row in table.to_pylist()}
    for split in TRAINED:
        found = examples(tmp_path / "out", split)
        for feature in GROUND.read_features:
            want = [expected[number][feature.column] for number in found["event_id"].tolist()]
            if feature is GROUND.label:
                want = [GROUND.classes[code].encode() for code in want]
            np.testing.assert_array_equal(found[feature.name], np.array(want, found[feature.name].dtype))


def test_classes_are_mixed(run, data, tmp_path):
    run(data)
    labels = examples(tmp_path / "out", "train")["primary"]
    assert len(set(labels[:20].tolist())) == len(GROUND.classes)


def test_the_same_data_give_the_same_bytes(run, data, tmp_path):
    run(data)
    run(data, out="again")
    assert contents(tmp_path / "out") == contents(tmp_path / "again")


def test_neither_files_nor_memory_change_the_examples(run, data, tmp_path, monkeypatch):
    run(data)
    monkeypatch.setattr(core, "BYTES_PER_BUCKET", 1000)
    table = shower_table(groups=40)
    write(table.take(pa.array(np.random.default_rng(0).permutation(200))), tmp_path / "other/showers.csv")
    run(tmp_path / "other", out="other_out")
    assert contents(tmp_path / "out/examples") == contents(tmp_path / "other_out/examples")


def test_the_report_accounts_for_every_record(run, data, tmp_path):
    report = run(data)
    assert json.loads((tmp_path / "out/ingestion/report.json").read_text()) == report
    assert (report["read"], report["kept"], report["quarantined"]) == (200, 200, 0)
    assert sum(sum(classes.values()) for classes in report["splits"].values()) == 200
    assert {name: f["kept"] for name, f in report["files"].items()} == {"a.parquet": 100, "b.txt": 100}
    assert all(len(f["sha256"]) == 64 for f in report["files"].values())
    assert not (tmp_path / "out/ingestion/quarantine.csv").exists()
    for split in TRAINED:
        labels = examples(tmp_path / "out", split)["primary"].tolist()
        assert report["splits"][split] == {name: labels.count(name.encode()) for name in GROUND.classes}


def test_flagged_values_are_kept_and_counted(run, tmp_path):
    xmax = np.where(np.arange(200) < 7, 9000.0, 700.0)
    table = replace(shower_table(groups=40), "Xmax[g/cm2]", pa.array(xmax))
    report = run(write(table, tmp_path / "data/showers.csv").parent)
    assert report["kept"] == 200
    assert report["flagged"] == {"xmax": 7}


def test_the_published_showers_are_ingested_whole(run, published_showers):
    report = run(published_showers, split=Split(seed=1, train=0.8, eval=0.1, test=0.1))
    assert (report["read"], report["kept"], report["quarantined"]) == (48_498, 48_498, 0)
    assert report["flagged"] == {"xmax": 188}
    shares = [sum(report["splits"][split].values()) / 48_498 for split in TRAINED]
    np.testing.assert_allclose(shares, [0.8, 0.1, 0.1], atol=0.01)


@pytest.fixture
def poisoned(data) -> pathlib.Path:
    """Three bad records: no number, too short, an event that is in the other file as well."""
    rows = [line.split() for line in (data / "b.txt").read_text().splitlines()]
    rows[3][2], rows[8] = "nan", rows[8][:3]
    rows.append(list(map(str, shower_table(groups=40).slice(0, 1).to_pylist()[0].values())))
    (data / "b.txt").write_text("\n".join(map(" ".join, rows)))
    return data


def test_a_bad_record_stops_and_nothing_is_written(run, poisoned, tmp_path):
    with pytest.raises(BadRecordError, match=r"3 bad records: b\.txt, record 9: 3 values"):
        run(poisoned)
    assert not (tmp_path / "out").exists()


def test_bad_records_are_set_aside_and_counted(run, poisoned, tmp_path):
    report = run(poisoned, bad_records="quarantine")
    assert (report["read"], report["kept"], report["quarantined"]) == (201, 198, 3)
    assert report["quarantined_by_field"] == {"muons": 1, "whole line": 1, "event_id": 1}
    assert report["files"]["b.txt"]["quarantined"] == 3
    with (tmp_path / "out/ingestion/quarantine.csv").open() as stream:
        rows = {int(row["record"]): row for row in csv.DictReader(stream)}
    assert {number: row["field"] for number, row in rows.items()} == {4: "muons", 9: "", 101: "event_id"}
    assert rows[4]["reason"] == "nan is not finite"
    assert rows[4]["text"].split()[2] == "nan"
    written = sum(len(examples(tmp_path / "out", split)["event_id"]) for split in TRAINED)
    assert written == 198


def test_a_bad_file_stops_even_where_bad_records_do_not(run, data):
    (data / "c.parquet").write_text("no Parquet")
    with pytest.raises(BadFileError, match=r"c\.parquet: cannot be read"):
        run(data, bad_records="quarantine")


def test_a_class_whose_records_are_all_bad_is_missing(run, data, tmp_path):
    table = shower_table(groups=40)
    energy = np.where(table["label"].to_numpy() == 4, -1, table["Energy"].to_numpy())
    write(replace(table, "Energy", pa.array(energy)), tmp_path / "iron/showers.csv")
    with pytest.raises(BadFileError, match="no record of iron"):
        run(tmp_path / "iron", bad_records="quarantine")


def test_every_class_must_be_in_every_split(run, tmp_path):
    path = write(shower_table(groups=2), tmp_path / "data/showers.csv")
    with pytest.raises(BadFileError, match=r"of 10 records, .* has no photon.*\n.*split.seed"):
        run(path.parent)
    assert not (tmp_path / "out/examples").exists()


def test_a_file_of_nothing_but_bad_records_is_counted_like_any_other(run, data):
    (data / "0.txt").write_text("a b c\nd e f\n")
    report = run(data, bad_records="quarantine")
    assert (report["kept"], report["quarantined"]) == (200, 2)
    assert report["files"]["0.txt"]["quarantined"] == 2
