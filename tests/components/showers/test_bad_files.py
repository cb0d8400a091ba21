"""A file or folder that cannot be used is refused by name, with what to do."""

import pyarrow as pa
import pytest

from components.errors import BadFileError
from components.showers.readers import lines
from components.showers.records import read_records
from tests.components.showers.tables import GROUND, replace, shower_table, write


def refusal(path, **how) -> str:
    with pytest.raises(BadFileError) as caught:
        list(read_records(path, GROUND, **how))
    message = str(caught.value)
    assert str(path) in message
    assert "->" in message
    return message


def test_there_must_be_something(tmp_path):
    assert "no such file or folder" in refusal(tmp_path / "nowhere")


def test_a_folder_must_hold_data(tmp_path):
    (tmp_path / ".gitkeep").touch()
    assert "holds no data files" in refusal(tmp_path)


@pytest.mark.parametrize("name", ["showers.xlsx", "showers.h5", "README.md", "showers"])
def test_the_format_must_be_known(tmp_path, name):
    write(shower_table(), tmp_path / "good.csv")
    (tmp_path / name).write_text("?")
    message = refusal(tmp_path)
    assert name in message
    assert ".parquet" in message


@pytest.mark.parametrize("suffix", [".txt", ".csv", ".txt.gz", ".csv.gz", ".parquet"])
def test_a_file_must_hold_records(tmp_path, suffix):
    assert "holds no records" in refusal(write(shower_table().slice(0, 0), tmp_path / f"showers{suffix}"))


@pytest.mark.parametrize("content", ["", "\n", "   \n\t\n"])
@pytest.mark.parametrize("labelled", [True, False])
def test_blank_files_are_empty(tmp_path, content, labelled):
    (tmp_path / "showers.txt").write_text(content)
    assert "holds no records" in refusal(tmp_path / "showers.txt", labelled=labelled)


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_every_feature_needs_a_column(tmp_path, suffix):
    table = shower_table().drop_columns(["Zenith[deg]", "label"])
    message = refusal(write(table, tmp_path / f"showers{suffix}"))
    assert "no column Zenith[deg] (or zenith), label (or primary)" in message
    assert "MUTotal" in message


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_feature_may_have_one_column_only(tmp_path, suffix):
    table = shower_table()
    message = refusal(write(table.append_column("energy", table["Energy"]), tmp_path / f"showers{suffix}"))
    assert "more than one column for the same feature: Energy, energy" in message


@pytest.mark.parametrize("suffix", [".txt.gz", ".csv.gz", ".parquet"])
def test_a_file_must_be_complete(tmp_path, suffix):
    path = write(shower_table(groups=200), tmp_path / f"showers{suffix}")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert "cannot be read" in refusal(path)


@pytest.mark.parametrize("suffix", [".txt.gz", ".csv.gz", ".parquet"])
def test_a_file_must_be_what_its_suffix_says(tmp_path, suffix):
    path = tmp_path / f"showers{suffix}"
    path.write_text("event_id,label\n1,2\n")
    assert "cannot be read" in refusal(path)


def test_damage_inside_a_parquet_file_is_found(tmp_path):
    path = write(shower_table(groups=200), tmp_path / "showers.parquet")
    content = bytearray(path.read_bytes())
    content[100:400] = bytes(300)
    path.write_bytes(content)
    assert "cannot be read" in refusal(path)


@pytest.mark.parametrize(
    "values", [pa.array([[1.0]] * 100), pa.array([True] * 100), pa.array([0] * 100, pa.timestamp("s"))]
)
def test_a_column_must_be_of_a_type_that_can_hold_the_feature(tmp_path, values):
    for column, name in (("Energy", "energy"), ("event_id", "event_id"), ("label", "primary")):
        path = write(replace(shower_table(), column, values), tmp_path / "showers.parquet")
        with pytest.raises(BadFileError, match=f"showers.parquet: column {name} is of type"):
            list(read_records(path, GROUND))


def test_a_file_without_lines_is_no_table(tmp_path, monkeypatch):
    monkeypatch.setattr(lines, "BLOCK_BYTES", 1000)
    (tmp_path / "showers.txt").write_bytes(bytes(5000))
    assert "a line is longer than 1000 bytes" in refusal(tmp_path / "showers.txt")


def test_quotes_may_not_run_over_lines(tmp_path):
    path = write(shower_table(), tmp_path / "showers.csv")
    rows = path.read_text().splitlines()
    rows[4] += ',a"b,"c'
    path.write_text("\n".join(rows) + "\n")
    assert "a quoted value runs over a line's end" in refusal(path)


@pytest.mark.skipif("os.geteuid() == 0", reason="root may read every file")
def test_a_file_must_be_readable(tmp_path):
    path = write(shower_table(), tmp_path / "showers.csv")
    path.chmod(0)
    assert "cannot be read" in refusal(path)
