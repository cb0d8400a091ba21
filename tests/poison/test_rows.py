"""Tables of showers that are damaged, of the wrong kind, or hold what cannot be: each is refused by name."""

import datetime

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

from tests.components.showers.tables import write
from tests.poison.harness import require_refusal
from tests.poison.made import ROWS, events, flipped, parquet, showers, truncated, with_cell, with_column

TABLE = showers()
REPEATED = pa.table([*TABLE.columns, TABLE["Energy"]], names=[*TABLE.column_names, "Energy"])


def column(values, kind=None):
    return with_column(TABLE, "Energy", pa.array(values, kind))


def cell(name, value):
    return with_cell(TABLE, name, value)


DAMAGE = {
    "empty": lambda path: path.write_bytes(b""),
    "only the mark": lambda path: path.write_bytes(b"PAR1"),
    "cut in the first page": lambda path: truncated(path, 0.02),
    "cut in the middle": lambda path: truncated(path, 0.5),
    "cut in the footer": lambda path: truncated(path, -100),
    "cut before the last byte": lambda path: truncated(path, -1),
    "bit flipped in the first page": lambda path: flipped(path, 0.05),
    "bit flipped in the middle": lambda path: flipped(path, 0.5),
    "bit flipped late in the data": lambda path: flipped(path, 0.9),
    "bit flipped in the length of the footer": lambda path: flipped(path, -6),
    "bit flipped in the closing mark": lambda path: flipped(path, -2),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "noise": lambda path: path.write_bytes(np.random.default_rng(0).bytes(100_000)),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_parquet_file_is_refused(fed, tmp_path, name):
    path = parquet(TABLE, tmp_path / "data/showers.parquet", use_dictionary=False)
    DAMAGE[name](path)
    require_refusal(fed("ground", path), "showers.parquet", "cannot be read")


KINDS = {
    "lists": (column([[1.0]] * ROWS), "expected a number"),
    "structures": (column([{"a": 1}] * ROWS), "expected a number"),
    "maps": (column([[("a", 1)]] * ROWS, pa.map_(pa.string(), pa.int64())), "expected a number"),
    "dates": (column([datetime.date(2026, 1, 1)] * ROWS), "expected a number"),
    "times": (column([0] * ROWS, pa.timestamp("ns")), "expected a number"),
    "flags": (column([True] * ROWS), "expected a number"),
    "bytes": (column([b"1"] * ROWS), "expected a number"),
    "nothing": (column([None] * ROWS), "energy"),
    "texts": (column(["2026-01-01"] * ROWS), "2026-01-01 is not a number"),
    "a dictionary of texts": (column(pa.array(["high"] * ROWS).dictionary_encode()), "high is not a number"),
    "lists for labels": (with_column(TABLE, "label", pa.array([[1]] * ROWS)), "expected a text"),
    "huge ids": (cell("event_id", 2**63 - 1), "is outside 0 to 9e+15"),
    "ids beyond": (
        with_column(TABLE, "event_id", pa.array([2**64 - 1] * ROWS, pa.uint64())),
        "is not a whole number",
    ),
    "repeated columns": (REPEATED, "more than one column"),
    "missing columns": (TABLE.drop_columns(["Energy", "label"]), "no column Energy (or energy), label"),
    "no columns": (TABLE.select([]), "no column"),
    "no rows": (TABLE.slice(0, 0), "holds no records"),
    "a negative count": (cell("MUTotal", -5.0), "record 42, muons: -5 is outside"),
    "an infinite energy": (cell("Energy", np.inf), "record 42, energy: inf is not finite"),
    "an energy that is no number": (cell("Energy", np.nan), "record 42, energy: nan is not finite"),
    "an empty cell": (cell("Energy", None), "record 42, energy: nothing was found"),
    "a repeated id": (cell("event_id", TABLE["event_id"][0].as_py()), "record 42, event_id"),
    "an unknown class": (cell("label", 9), "record 42, primary: 9 is no known class"),
    "one class": (TABLE.filter(pa.array(TABLE["label"].to_numpy() == 1)), "no record of photon"),
    "events": (events(), "no column"),
}


@pytest.mark.parametrize("name", KINDS)
def test_a_table_that_holds_what_cannot_be_is_refused(fed, tmp_path, name):
    table, words = KINDS[name]
    path = parquet(table, tmp_path / "data/showers.parquet")
    require_refusal(fed("ground", path), "showers.parquet", words)


def test_a_table_may_not_claim_more_than_it_has(fed, tmp_path):
    """Sizes in the footer are not believed: no memory is taken for rows that are not there."""
    path = parquet(column([1.0] * ROWS), tmp_path / "data/showers.parquet")
    content = path.read_bytes()
    count = bytes([0x16, 0xD0, 0x0F])  # 1000 as the footer writes it
    assert content.count(count)
    path.write_bytes(content.replace(count, bytes([0x16, 0xD0, 0x7F])))
    require_refusal(fed("ground", path), "showers.parquet", "holds 1000 rows where its footer says 8168")


@pytest.mark.parametrize("dictionary", [True, False])
def test_decimals_small_floats_and_dictionaries_are_numbers(fed, tmp_path, dictionary):
    decimals = pa.array([10] * ROWS).cast(pa.decimal128(22, 3))
    table = with_column(TABLE, "Energy", decimals)
    table = with_column(table, "Zenith[deg]", pa.array(np.full(ROWS, 30, np.float16)))
    labels = table["label"].combine_chunks()
    table = with_column(table, "label", labels.dictionary_encode() if dictionary else labels.cast(pa.int8()))
    meal = fed("ground", parquet(table, tmp_path / "data/showers.parquet").parent)
    assert (meal.code, meal.kept) == (0, ROWS), meal.message


def test_a_sound_table_is_kept_whole(fed, tmp_path):
    meal = fed("ground", write(TABLE, tmp_path / "data/showers.csv").parent)
    assert (meal.code, meal.kept) == (0, ROWS), meal.message
    assert meal.megabytes < 300
