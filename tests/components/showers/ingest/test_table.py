"""A flat table that is new to Cascada needs one folder with a dataset.yaml and no line of code."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest
import uproot

from components.errors import BadFileError, BadRecordError, SettingsError
from components.showers.dataset import load_dataset
from components.showers.ingest.core import ingest
from components.showers.readers import sources
from components.showers.readers.root import read_root
from components.showers.records import read_records

REGISTRY = """\
name: radio
title: Footprints of radio antennas (made up)
classes: [proton, iron]
features:
  - {name: event, role: id, dtype: int, range: [0, 9.0e15], meaning: Number of the event}
  - {name: footprint, column: "A[m2]", role: input, unit: m2, range: [0, 1.0e+9], meaning: Its area}
  - {name: amplitude, role: input, unit: uV/m, range: [0, 1.0e+6], meaning: Highest amplitude}
  - {name: primary, role: label, dtype: string, meaning: Primary particle}
  - {name: shower, role: group, dtype: int, from: event, floor_divide: 10, meaning: Uses of one shower}
"""
FORMATS = ["radio.csv", "radio.csv.gz", "radio.parquet", "radio.root", "radio.txt"]


@pytest.fixture(autouse=True)
def root_is_read(monkeypatch):
    monkeypatch.setitem(sources.READERS, ".root", read_root)


@pytest.fixture
def radio(tmp_path):
    """The folder of a dataset that Cascada has never heard of."""
    folder = tmp_path / "radio"
    folder.mkdir()
    (folder / "dataset.yaml").write_text(REGISTRY)
    return folder


@pytest.fixture
def table():
    rng = np.random.default_rng(0)
    return pa.table(
        {
            "event": np.arange(100) * 10,
            "A[m2]": rng.uniform(1e3, 1e6, 100),
            "amplitude": rng.uniform(1, 100, 100),
            "primary": np.array(["proton", "iron"])[np.arange(100) % 2],
        }
    )


def write(table, path):
    path.parent.mkdir(exist_ok=True)
    if path.suffix == ".root":
        with uproot.recreate(path) as file:
            columns = {name: table[name].to_numpy(zero_copy_only=False) for name in table.column_names}
            file["showers"] = {n: c.tolist() if c.dtype == object else c for n, c in columns.items()}
    elif path.suffix == ".parquet":
        pyarrow.parquet.write_table(table, path)
    elif path.suffix == ".txt":
        rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
        path.write_text("".join(" ".join(map(str, row)) + "\n" for row in rows))
    else:
        with pa.output_stream(path, compression="detect") as stream:
            pyarrow.csv.write_csv(table, stream)
    return path


@pytest.mark.parametrize("name", FORMATS)
def test_a_new_flat_table_needs_no_code(name, radio, table, tmp_path):
    path = write(table, tmp_path / "in" / name)
    summary = ingest("table", path, tmp_path / "span-1", dataset=str(radio))
    batches = list(read_records(summary.folder, load_dataset(str(radio))))
    found = pa.concat_tables(batch.table for batch in batches)
    assert (summary.good, summary.refused, summary.dataset) == (100, 0, "radio")
    assert found["event"].to_pylist() == table["event"].to_pylist()
    assert found["primary"].to_pylist() == table["primary"].to_pylist()
    np.testing.assert_allclose(found["footprint"].to_numpy(), table["A[m2]"].to_numpy(), rtol=1e-6)
    assert found["shower"].to_pylist() == list(range(100))


@pytest.mark.parametrize("name", FORMATS)
def test_bad_rows_are_set_aside_with_their_reasons(name, radio, table, tmp_path):
    bad = table.set_column(2, "amplitude", pa.array([-1.0, *table["amplitude"].to_pylist()[1:]]))
    path = write(bad, tmp_path / "in" / name)
    summary = ingest("table", path, tmp_path / "span-1", dataset=str(radio))
    refused = pyarrow.csv.read_csv(summary.refusals).to_pylist()
    assert summary.good == 99
    line = 2 if ".csv" in name else 1  # a file with a header begins with it
    assert [(row["file"], row["record"], row["field"]) for row in refused] == [(name, line, "amplitude")]
    assert refused[0]["reason"] in {f"{found} is outside 0 to 1e+06 uV/m" for found in ("-1", "-1.0")}
    with pytest.raises(BadRecordError, match="1 bad records"):
        ingest("table", path, tmp_path / "span-2", dataset=str(radio), bad_records="stop")
    assert not (tmp_path / "span-2").exists()


def test_the_manifest_names_files_digests_and_counts(radio, table, tmp_path):
    write(table.slice(0, 50), tmp_path / "in" / "a.csv")
    write(table.slice(50), tmp_path / "in" / "b.parquet")
    summary = ingest("table", tmp_path / "in", tmp_path / "span-1", dataset=str(radio))
    manifest = json.loads((summary.folder / "_ingested.json").read_text())
    assert [(one["file"], len(one["sha256"])) for one in manifest["files"]] == [
        ("a.csv", 64),
        ("b.parquet", 64),
    ]
    expected = {"source": "table", "dataset": "radio", "good": 100, "refused": 0}
    assert {name: manifest[name] for name in expected} == expected


def test_a_span_that_is_there_is_never_changed(radio, table, tmp_path):
    path = write(table, tmp_path / "in" / "radio.csv")
    summary = ingest("table", path, tmp_path / "span-1", dataset=str(radio))
    before = {file: file.read_bytes() for file in summary.folder.iterdir()}
    with pytest.raises(SettingsError, match="there already"):
        ingest("table", path, tmp_path / "span-1", dataset=str(radio))
    assert {file: file.read_bytes() for file in summary.folder.iterdir()} == before


def test_an_empty_folder_may_become_a_span(radio, table, tmp_path):
    path = write(table, tmp_path / "in" / "radio.csv")
    (tmp_path / "span-1").mkdir()
    assert ingest("table", path, tmp_path / "span-1", dataset=str(radio)).good == 100


def test_an_error_leaves_nothing_behind(radio, table, tmp_path):
    path = write(table.drop_columns("amplitude"), tmp_path / "in" / "radio.csv")
    with pytest.raises(BadFileError, match="no column amplitude"):
        ingest("table", path, tmp_path / "spans" / "span-1", dataset=str(radio))
    assert list((tmp_path / "spans").iterdir()) == []


def test_source_and_dataset_must_fit_together(table, tmp_path):
    path = write(table, tmp_path / "in" / "radio.csv")
    with pytest.raises(SettingsError, match="a table of which dataset"):
        ingest("table", path, tmp_path / "span")
    with pytest.raises(SettingsError, match="gives records of the dataset wcd"):
        ingest("auger", path, tmp_path / "span", dataset="ground")
    with pytest.raises(SettingsError, match="wcd is made of events"):
        ingest("table", path, tmp_path / "span", dataset="wcd")
    with pytest.raises(SettingsError, match="no source 'fits'"):
        ingest("fits", path, tmp_path / "span")


@pytest.mark.parametrize("source", ["auger", "corsika", "table"])
def test_nothing_there_is_an_error(source, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "_notes.txt").write_text("not data")
    dataset = "ground" if source == "table" else None
    for path in (tmp_path / "nowhere", tmp_path / "empty"):
        with pytest.raises(BadFileError, match=r"no such file|holds no files"):
            ingest(source, path, tmp_path / "span", dataset=dataset)


def test_the_published_table_is_read(published_showers, tmp_path):
    summary = ingest("table", published_showers, tmp_path / "span", dataset="ground")
    assert (summary.good, summary.refused) == (48_498, 0)
