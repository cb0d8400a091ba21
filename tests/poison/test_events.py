"""Event tables that are damaged, of the wrong kind, or whose lists do not fit: each is refused by name."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

from tests.components.showers.tables import write
from tests.poison.harness import require_refusal
from tests.poison.made import (
    EVENTS,
    MANY_EVENTS,
    events,
    flipped,
    parquet,
    showers,
    truncated,
    with_cell,
    with_column,
)

TABLE = events()
REPEATED = pa.table([*TABLE.columns, TABLE["zenith"]], names=[*TABLE.column_names, "zenith"])


def column(name, values, kind=None):
    return with_column(TABLE, name, pa.array(values, kind))


def cell(name, value):
    return with_cell(TABLE, name, value)


def first(name, value):
    """The table whose event of row 42 begins its list with another value."""
    return cell(name, [value, *TABLE[name][41].as_py()[1:]])


def stations(count):
    """Row 42 with so many stations, each like the first."""
    table = TABLE
    for name in ("station_id", "station_x", "station_y", "station_z", "start_time", "signal", "saturated"):
        table = with_cell(table, name, TABLE[name][41].as_py()[:1] * count)
    for name in ("pmt1", "pmt2", "pmt3"):
        table = with_cell(table, name, TABLE[name][41].as_py()[:120] * count)
    return table


@pytest.mark.parametrize("share", [0.001, 0.3, 0.9, -1])
@pytest.mark.parametrize("damage", [truncated, flipped])
def test_a_damaged_event_table_is_refused(fed, tmp_path, damage, share):
    path = parquet(TABLE, tmp_path / "events.parquet")
    damage(path, share if damage is truncated else {0.001: 0.00001, -1: -5}.get(share, share))
    require_refusal(fed("wcd", path), "events.parquet", "cannot be read")


KINDS = {
    "a trace too short": (cell("pmt1", [1.0] * 119), "record 42, pmt1: "),
    "no traces": (cell("pmt2", []), "record 42, pmt2: "),
    "signals that do not match": (cell("signal", [1.0]), "record 42, signal: "),
    "two stations": (stations(2), "record 42, station_id: lists fewer than 3 stations"),
    "a thousand stations": (stations(1000), "record 42, station_id: lists more than 6 stations"),
    "no stations anywhere": (column("station_id", [[]] * EVENTS, pa.list_(pa.int32())), "and 55 more"),
    "a negative signal": (first("signal", -1.0), "record 42, signal: is not above 0"),
    "an infinite trace": (first("pmt1", np.inf), "record 42, pmt1: is not finite"),
    "an infinite energy": (cell("energy", np.inf), "record 42, energy: is not finite"),
    "an energy that is no number": (cell("energy", np.nan), "record 42, energy: is not finite"),
    "an empty cell": (cell("zenith", None), "record 42, zenith: is empty"),
    "a repeated id": (cell("event_id", TABLE["event_id"][0].as_py()), "record 42, event_id"),
    "a huge id": (cell("event_id", 2**63 - 1), "record 42, event_id"),
    "an unknown class": (cell("primary", "muon"), "record 42, primary: muon is no known class"),
    "no class": (column("primary", [None] * EVENTS, pa.string()), "primary: nothing was found"),
    "one class": (column("primary", ["iron"] * EVENTS), "no record of photon"),
    "a signal in place of a list": (column("signal", np.ones(EVENTS)), "column signal is of type double"),
    "a list in place of a number": (column("energy", [[1.0]] * EVENTS), "column energy is of type list"),
    "texts in lists": (column("signal", [["a"]] * EVENTS), "column signal is of type list"),
    "lists of lists": (column("pmt1", [[[1.0]]] * EVENTS), "column pmt1 is of type list"),
    "dates": (column("energy", [0] * EVENTS, pa.timestamp("s")), "column energy is of type timestamp"),
    "ids beyond": (column("event_id", [2**64 - 1] * EVENTS, pa.uint64()), "event_id is of type uint64"),
    "repeated columns": (REPEATED, "more than one column zenith"),
    "missing columns": (TABLE.drop_columns(["pmt2", "core_x"]), "no column core_x, pmt2"),
    "no truth": (TABLE.drop_columns(["primary"]), "no column primary"),
    "no rows": (TABLE.slice(0, 0), "holds no records"),
    "rows of another dataset": (showers(), "no column"),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_an_event_table_that_holds_what_cannot_be_is_refused(fed, tmp_path, name):
    table, words = KINDS[name]
    require_refusal(fed("wcd", parquet(table, tmp_path / "events.parquet")), "events.parquet", words)


def test_a_table_of_endless_traces_is_refused_without_unpacking_it(fed, tmp_path):
    """Equal values take no room in a file: these would be 1.2 GB in memory."""
    few, many = pa.array(np.zeros(10**6, np.float32)), 100
    lists = pa.ListArray.from_arrays(np.array([0, len(few)], np.int32), few)
    table = TABLE.slice(0, 1)
    for name in ("pmt1", "pmt2", "pmt3"):
        table = with_column(table, name, lists)
    (tmp_path / "data").mkdir()
    with pyarrow.parquet.ParquetWriter(tmp_path / "data/events.parquet", table.schema) as writer:
        rows = pa.concat_tables([table] * 20)
        for _ in range(many // 20):
            writer.write_table(rows)
    require_refusal(fed("wcd", tmp_path / "data"), "events.parquet")


@pytest.mark.parametrize("suffix", [".csv", ".txt", ".root"])
def test_events_are_no_table_of_another_format(fed, tmp_path, suffix):
    path = write(showers(), tmp_path / "a.csv").rename(tmp_path / f"events{suffix}")
    require_refusal(fed("wcd", path), f"events{suffix}", "unknown format")


def test_sound_events_are_kept_whole(fed, tmp_path):
    meal = fed("wcd", parquet(events(MANY_EVENTS), tmp_path / "events.parquet"))
    assert (meal.code, meal.kept) == (0, MANY_EVENTS), meal.message
