"""Every kind of bad record is refused by file, record and field, or set aside and counted."""

import numpy as np
import pyarrow as pa
import pytest

from components.errors import BadFileError, BadRecordError
from components.showers.checks import SeenIds
from components.showers.records import read_records
from tests.components.showers.tables import GROUND, replace, shower_table, write

COLUMNS = [feature.column for feature in GROUND.read_features]
POISON = {
    "malformed": ("Energy", "1.2.3", "1.2.3 is not a number"),
    "words": ("Energy", "high", "high is not a number"),
    "comma": ("Energy", "1;5", "1;5 is not a number"),
    "not_a_number": ("MUTotal", "nan", "nan is not finite"),
    "infinite": ("MUTotal", "-inf", "-inf is not finite"),
    "overflow": ("MUTotal", "1e999", "1e999 is not finite"),
    "beyond_float32": ("ZFirst[m]", "1e39", "1e39 is not finite"),
    "not_finite_truth": ("Xmax[g/cm2]", "nan", "nan is not finite"),
    "too_low": ("Energy", "0.05", "0.05 is outside 0.1 to 1000 EeV"),
    "too_high": ("Zenith[deg]", "95", "95 is outside 0 to 89 deg"),
    "negative_count": ("MUTotal", "-5", "-5 is outside 1 to 1e+15"),
    "unknown_label": ("label", "7", "7 is no known class; known are photon, proton"),
    "unknown_name": ("label", "muon", "muon is no known class"),
    "fractional_id": ("event_id", "10.5", "10.5 is not a whole number"),
    "hexadecimal_id": ("event_id", "0x1F", "0x1F is not a whole number"),
    "negative_id": ("event_id", "-1", "-1 is outside 0 to 9e+15"),
    "huge_id": ("event_id", "99999999999999999999", "99999999999999999999 is not a whole number"),
}
NAMES = dict(zip(COLUMNS, (feature.name for feature in GROUND.read_features), strict=True))


def as_texts(table: pa.Table) -> list[list[str]]:
    return [list(map(str, row.values())) for row in table.to_pylist()]


def write_rows(rows: list[list[str]], path):
    """Writes texts as they are, below a header where the format has one."""
    delimiter = "," if path.suffix == ".csv" else "  "
    lines = [delimiter.join(row) for row in ([COLUMNS, *rows] if path.suffix == ".csv" else rows)]
    path.write_text("\n".join(lines) + "\n")
    return path


def refusal(path, **how) -> str:
    with pytest.raises(BadRecordError) as caught:
        for _ in read_records(path, GROUND, **how):
            pass
    return str(caught.value)


@pytest.mark.parametrize("suffix", [".txt", ".csv"])
@pytest.mark.parametrize("poison", POISON)
def test_a_bad_value_is_named(tmp_path, poison, suffix):
    column, value, reason = POISON[poison]
    rows = as_texts(shower_table())
    rows[41][COLUMNS.index(column)] = value
    message = refusal(write_rows(rows, tmp_path / f"showers{suffix}"))
    line = 43 if suffix == ".csv" else 42
    assert f"1 bad record: showers{suffix}, record {line}, {NAMES[column]}: {reason}" in message
    assert "->" in message


@pytest.mark.parametrize(
    ("column", "values", "reason"),
    [
        ("Energy", [None], "nothing was found where a number was expected"),
        ("Energy", [np.nan], "nan is not finite"),
        ("Energy", [2e3], "2000 is outside 0.1 to 1000"),
        ("event_id", [None], "nothing was found where a whole number was expected"),
        ("event_id", [0.5], "0.5 is not a whole number"),
        ("label", [None], "nothing was found where a text was expected"),
        ("label", [9], "9 is no known class"),
        ("label", ["iro"], "iro is no known class"),
    ],
)
def test_a_bad_cell_of_parquet_is_named(tmp_path, column, values, reason):
    table = shower_table()
    kind = pa.string() if isinstance(values[0], str) else None
    found = [*map(str if kind else lambda v: v, table[column].to_pylist()[:99]), *values]
    path = write(replace(table, column, pa.array(found, kind)), tmp_path / "showers.parquet")
    assert f"showers.parquet, record 100, {NAMES[column]}: {reason}" in refusal(path)


@pytest.mark.parametrize("values", [pa.array([9] * 100, pa.int8()), pa.array(["9"] * 100)])
def test_a_bad_cell_is_named_however_it_is_held(tmp_path, values):
    table = replace(shower_table(), "label", values.dictionary_encode())
    message = refusal(write(table, tmp_path / "showers.parquet"))
    assert "100 bad records" in message
    assert "record 1, primary: 9 is no known class" in message


@pytest.mark.parametrize("suffix", [".txt", ".csv"])
@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (lambda row: row[:-1], "8 values, expected 9"),
        (lambda row: [*row, "1"], "10 values, expected 9"),
        (lambda row: row[:1], "1 values, expected 9"),
    ],
)
def test_a_line_with_too_few_or_too_many_values_is_named(tmp_path, suffix, edit, reason):
    rows = as_texts(shower_table())
    rows[0] = edit(rows[0])
    message = refusal(write_rows(rows, tmp_path / f"showers{suffix}"))
    assert f"record {2 if suffix == '.csv' else 1}: {reason}" in message


def test_an_empty_cell_is_named(tmp_path):
    rows = as_texts(shower_table())
    rows[3][4] = " "
    message = refusal(write_rows(rows, tmp_path / "showers.csv"))
    assert "record 5, xmax: nothing was found where a number was expected" in message


def test_an_open_quote_harms_only_its_own_line(tmp_path):
    rows = as_texts(shower_table())
    rows[3][1] = '"' + rows[3][1]
    message = refusal(write_rows(rows, tmp_path / "showers.csv"))
    assert "1 bad record: showers.csv, record 5: a quote is not closed" in message


def test_bytes_that_are_no_text_are_named(tmp_path):
    path = write_rows(as_texts(shower_table()), tmp_path / "showers.txt")
    content = path.read_bytes().splitlines()
    content[6] = content[6].replace(b"  ", b"  \xff\xfe\x00", 1)
    path.write_bytes(b"\n".join(content))
    message = refusal(path)
    assert "1 bad record" in message
    assert "record 7, particles" in message


def test_lines_are_numbered_as_an_editor_numbers_them(tmp_path):
    rows = as_texts(shower_table())
    rows[50][1] = "x"
    path = write_rows(rows, tmp_path / "showers.txt")
    lines = path.read_text().splitlines()
    path.write_text("\n\n" + "\n\n".join(lines[:10]) + "\n" + "\n".join(lines[10:]))
    assert f"record {2 + 9 + 51}, particles" in refusal(path)


def test_many_bad_records_are_counted_and_the_first_shown(tmp_path):
    rows = as_texts(shower_table(groups=40))
    for row in rows[100:]:
        row[2] = "x"
    write_rows(rows[:150], tmp_path / "a.txt")
    write_rows(rows[150:], tmp_path / "b.csv")
    message = refusal(tmp_path)
    assert "100 bad records" in message
    assert [f"record {line}," in message for line in range(101, 107)] == [True] * 5 + [False]
    assert "and 95 more" in message
    assert "example_gen.bad_records=quarantine" in message
    assert "quarantine" not in refusal(tmp_path, labelled=False)


def test_nothing_follows_the_first_bad_record(tmp_path):
    rows = as_texts(shower_table(groups=40))
    rows[150][2] = "x"
    write_rows(rows[:100], tmp_path / "a.csv")
    write_rows(rows[100:], tmp_path / "b.csv")
    seen = []
    with pytest.raises(BadRecordError):
        seen.extend(batch.file for batch in read_records(tmp_path, GROUND))
    assert seen == ["a.csv"]


def test_an_event_may_occur_once_in_all_files(tmp_path):
    table = shower_table()
    write(table, tmp_path / "a.parquet")
    write(table.slice(7, 1), tmp_path / "b.csv")
    event = table["event_id"][7].as_py()
    message = refusal(tmp_path)
    assert f"1 bad record: b.csv, record 2, event_id: {event} occurs more than once" in message


def test_bad_records_can_be_set_aside(tmp_path):
    rows = as_texts(shower_table())
    rows[5][2], rows[6][0], rows[7][6], rows[8] = "x", rows[4][0], "-1", rows[8][:4]
    rows[9][2] = rows[9][6] = "y"
    path = write_rows(rows, tmp_path / "showers.txt")
    (batch,) = read_records(path, GROUND, bad_records="quarantine")
    assert batch.table.num_rows == 95
    bad = {row["record"]: row for row in batch.bad.to_pylist()}
    assert {record: row["field"] for record, row in bad.items()} == {
        6: "muons", 7: "event_id", 8: "energy", 9: "", 10: "muons",
    }  # fmt: skip
    assert bad[6]["text"] == "  ".join(rows[5])
    assert bad[9]["text"] == "  ".join(rows[8])
    assert {row["file"] for row in bad.values()} == {"showers.txt"}


def test_a_row_of_parquet_is_set_aside_with_its_values(tmp_path):
    table = replace(shower_table(), "Energy", pa.array([*np.ones(99), np.nan]))
    path = write(table, tmp_path / "showers.parquet")
    (batch,) = read_records(path, GROUND, bad_records="quarantine")
    assert batch.bad["record"].to_pylist() == [100]
    assert f"event_id={table['event_id'][99]} " in batch.bad["text"][0].as_py()
    assert "Energy=nan" in batch.bad["text"][0].as_py()


def test_a_bad_record_is_not_also_flagged(tmp_path):
    rows = as_texts(shower_table())
    rows[0][4], rows[1][4], rows[1][6] = "9000", "-3", "x"
    path = write_rows(rows, tmp_path / "showers.txt")
    (batch,) = read_records(path, GROUND, bad_records="quarantine")
    assert batch.flagged == {"xmax": 1}


def test_every_class_must_occur(tmp_path):
    table = shower_table()
    path = write(table.filter(pa.array(table["label"].to_numpy() < 3)), tmp_path / "showers.parquet")
    with pytest.raises(BadFileError, match="no record of nitrogen, iron"):
        list(read_records(path, GROUND))


def test_repeated_ids_are_found_however_they_are_spread():
    random = np.random.default_rng(0)
    seen, known = SeenIds(), set()
    for _ in range(50):
        ids, ok = random.integers(0, 3000, 200), random.random(200) < 0.9
        expected = []
        for number, good in zip(ids.tolist(), ok, strict=True):
            expected.append(bool(good) and number in known)
            known |= {number} if good else set()
        assert seen.again(ids, ok).tolist() == expected
