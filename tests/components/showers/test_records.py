"""Good records, whatever their format, come out checked, typed and complete."""

import pathlib

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from components.errors import BadFileError
from components.showers.dataset import Dataset
from components.showers.readers import lines
from components.showers.records import read_records
from tests.components.showers.tables import GROUND, replace, shower_table, write


def read(path: pathlib.Path, **how) -> pa.Table:
    return pa.concat_tables(batch.table for batch in read_records(path, GROUND, **how))


@pytest.mark.parametrize("suffix", [".txt", ".dat", ".txt.gz", ".csv", ".csv.gz", ".parquet"])
def test_every_format_gives_the_same_records(tmp_path, suffix):
    table = shower_table()
    got = read(write(table, tmp_path / f"showers{suffix}"))
    assert got.schema.names == [feature.name for feature in GROUND.features]
    assert got.schema.types == [pa.int64(), *[pa.float32()] * 7, pa.string(), pa.int64()]
    np.testing.assert_array_equal(got["event_id"], table["event_id"])
    np.testing.assert_array_equal(got["energy"], table["Energy"].to_numpy().astype("float32"))
    assert got["primary"].to_pylist() == [GROUND.classes[code] for code in table["label"].to_pylist()]
    np.testing.assert_array_equal(got["shower_group"], table["event_id"].to_numpy() // 10)


def test_the_published_showers_are_read_whole(published_showers):
    batches = list(read_records(published_showers, GROUND))
    table = pa.concat_tables(batch.table for batch in batches)
    assert table.num_rows == 48_498
    assert sum(batch.bad.num_rows for batch in batches) == 0
    xmax = table["xmax"].to_numpy()
    assert sum(b.flagged["xmax"] for b in batches) == ((xmax < 0) | (xmax > 2000)).sum() == 188
    assert len({batch.file for batch in batches}) == 5
    sizes = pc.value_counts(table["primary"]).to_pylist()
    assert {item["values"]: item["counts"] for item in sizes} == {
        **dict.fromkeys(GROUND.classes, 9702),
        "proton": 9690,
    }


def test_blanks_blank_lines_and_line_ends_do_not_matter(tmp_path):
    table = shower_table()
    plain = write(table, tmp_path / "plain.txt").read_text().splitlines()
    untidy = "\n\n" + "  \r\n".join(f" \t{line}" for line in plain).replace("   ", "\t ") + "\n \t \n\n"
    (tmp_path / "untidy.txt").write_bytes(untidy.encode().removesuffix(b"\n"))
    (tmp_path / "marked.txt").write_bytes(b"\xef\xbb\xbf" + "\n".join(plain).encode())
    assert read(tmp_path / "untidy.txt").equals(read(tmp_path / "plain.txt"))
    assert read(tmp_path / "marked.txt").equals(read(tmp_path / "plain.txt"))


@pytest.mark.parametrize("size", [1 << 8, 1 << 10, 1 << 20])
@pytest.mark.parametrize("suffix", [".txt", ".csv"])
def test_the_size_of_the_blocks_does_not_matter(tmp_path, monkeypatch, size, suffix):
    path = write(shower_table(), tmp_path / f"showers{suffix}")
    expected = read(path)
    monkeypatch.setattr(lines, "BLOCK_BYTES", size)
    assert read(path).equals(expected)


@pytest.mark.parametrize("suffix", [".txt", ".csv"])
def test_the_number_of_lines_in_a_block_does_not_matter(tmp_path, monkeypatch, suffix):
    path = write(
        replace(shower_table(), "Energy", pa.array([*[1.0] * 57, -1.0, *[1.0] * 42])), tmp_path / f"a{suffix}"
    )
    (whole,) = read_records(path, GROUND, bad_records="quarantine")
    monkeypatch.setattr(lines, "ROWS", 7)
    parts = list(read_records(path, GROUND, bad_records="quarantine"))
    assert len(parts) == 15
    assert pa.concat_tables([part.table for part in parts]).equals(whole.table)
    assert pa.concat_tables([part.bad for part in parts]).to_pylist() == whole.bad.to_pylist()


def test_batches_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr("components.showers.records.ROWS", 30)
    path = write(shower_table(groups=20), tmp_path / "showers.csv")
    assert [batch.table.num_rows for batch in read_records(path, GROUND)] == [30, 30, 30, 10]


def test_a_header_may_use_names_or_columns_in_any_order_and_say_more(tmp_path):
    table = shower_table()
    expected = read(write(table, tmp_path / "columns.csv"))
    named = table.rename_columns([feature.name for feature in GROUND.read_features])
    untidy = named.select(named.column_names[::-1]).append_column("comment", pa.repeat("a, b", len(table)))
    for suffix in (".csv", ".parquet"):
        assert read(write(untidy, tmp_path / f"names{suffix}")).equals(expected)


@pytest.mark.parametrize("kind", ["int8", "uint16", "float64", "string", "dictionary", "names"])
def test_labels_may_be_codes_of_any_type_or_names(tmp_path, kind):
    table = shower_table()
    codes = table["label"].combine_chunks()
    texts = pc.cast(codes, "string")
    labels = {
        "string": texts,
        "dictionary": texts.dictionary_encode(),
        "names": pa.array(GROUND.classes).take(codes),
    }
    path = tmp_path / "showers.parquet"
    expected = read(write(table, path))
    labels = labels[kind] if kind in labels else pc.cast(codes, kind)
    assert read(write(replace(table, "label", labels), path)).equals(expected)


@pytest.mark.parametrize("kind", ["int32", "uint64", "float64", "string"])
def test_ids_may_be_of_any_type_that_holds_whole_numbers(tmp_path, kind):
    table, path = shower_table(), tmp_path / "showers.parquet"
    expected = read(write(table, path))
    ids = pc.cast(table["event_id"].combine_chunks(), kind)
    assert read(write(replace(table, "event_id", ids), path)).equals(expected)


def test_numbers_may_be_written_in_every_usual_way(tmp_path):
    written = ["1.5", "+1.5", "15e-1", ".15E+1", "01.50", "1.5e0"]
    path = write(shower_table(groups=6), tmp_path / "showers.txt")
    rows = [line.split() for line in path.read_text().splitlines()]
    for row, text in zip(rows, written, strict=False):
        row[6] = text
    path.write_text("\n".join(" ".join(row) for row in rows))
    assert read(path)["energy"][: len(written)].to_pylist() == [1.5] * len(written)


def test_zero_is_a_value(tmp_path):
    zenith = np.zeros(100)
    path = write(replace(shower_table(), "Zenith[deg]", pa.array(zenith)), tmp_path / "showers.parquet")
    assert read(path)["zenith"].to_pylist() == [0.0] * 100


def test_folders_below_are_read_and_hidden_files_are_not(tmp_path):
    table = shower_table()
    write(table.slice(0, 50), tmp_path / "b/part.parquet")
    write(table.slice(50), tmp_path / "a/part.csv")
    write(table, tmp_path / ".hidden/part.csv")
    (tmp_path / "_SUCCESS").touch()
    files = [batch.file for batch in read_records(tmp_path, GROUND)]
    assert files == ["a/part.csv", "b/part.parquet"]


class TestToPredict:
    """Records without labels need the id and the inputs, and nothing else of them is looked at."""

    NAMES = ("event_id", "particles", "muons", "electrons", "zenith", "energy")

    @pytest.mark.parametrize("suffix", [".txt", ".csv", ".parquet"])
    @pytest.mark.parametrize("without", [[], ["label"]])
    def test_the_label_may_be_there_or_not(self, tmp_path, suffix, without):
        table = shower_table()
        path = write(table.drop_columns(without), tmp_path / f"showers{suffix}")
        got = read(path, labelled=False)
        assert got.schema.names == list(self.NAMES)
        np.testing.assert_array_equal(got["event_id"], table["event_id"])

    def test_truth_may_be_missing_where_there_is_a_header(self, tmp_path):
        table = shower_table().drop_columns(["Xmax[g/cm2]", "ZFirst[m]", "label"])
        assert read(write(table, tmp_path / "showers.csv"), labelled=False).num_rows == 100

    def test_what_is_not_needed_is_not_checked(self, tmp_path):
        table = replace(shower_table(), "Xmax[g/cm2]", pa.array(["?"] * 100))
        table = replace(table, "label", pa.array(["unknown"] * 100))
        for suffix in (".txt", ".csv"):
            path = write(pa.concat_tables([table, table]), tmp_path / f"showers{suffix}")
            assert read(path, labelled=False).num_rows == 200

    def test_fewer_inputs_need_fewer_columns(self, tmp_path):
        dataset = GROUND.with_inputs(["muons", "zenith", "energy"])
        table = shower_table().select(["event_id", "MUTotal", "Zenith[deg]", "Energy"])
        path = write(table, tmp_path / "showers.parquet")
        batch = next(read_records(path, dataset, labelled=False))
        assert batch.table.column_names == ["event_id", "muons", "zenith", "energy"]

    def test_inputs_are_checked(self, tmp_path):
        table = shower_table().drop_columns(["Energy"])
        with pytest.raises(BadFileError, match="Energy"):
            read(write(table, tmp_path / "showers.csv"), labelled=False)


def test_another_flat_table_needs_no_code(tmp_path):
    dataset = Dataset.model_validate(
        {
            "name": "tanks",
            "title": "Signals of single tanks",
            "classes": ["light", "heavy"],
            "features": [
                {"name": "signal", "role": "input", "unit": "VEM", "range": [0, 1e6], "meaning": "Signal"},
                {"name": "site", "role": "slice", "dtype": "string", "meaning": "Where"},
                {"name": "mass", "role": "label", "dtype": "string", "meaning": "Mass group"},
                {"name": "shower", "role": "group", "dtype": "int", "meaning": "Shower"},
                {"name": "tank", "role": "id", "dtype": "int", "meaning": "Number of the record"},
            ],
        }
    )
    table = pa.table(
        {
            "tank": [1, 2, 3],
            "shower": pa.array([7, 7, 8], pa.int16()),
            "mass": pa.array(["light", "heavy", "light"]).dictionary_encode(),
            "site": pa.array(["north", "south", None], pa.large_string()),
            "signal": pa.array([0, 5, 1e6], pa.float32()),
        }
    )
    path = write(table, tmp_path / "tanks.parquet")
    (batch,) = read_records(path, dataset, bad_records="quarantine")
    assert batch.table.to_pydict() == {
        "signal": [0.0, 5.0],
        "site": ["north", "south"],
        "mass": ["light", "heavy"],
        "shower": [7, 7],
        "tank": [1, 2],
    }
    assert batch.bad.select(["record", "field", "reason"]).to_pylist() == [
        {"record": 3, "field": "site", "reason": "nothing was found where a text was expected"}
    ]
