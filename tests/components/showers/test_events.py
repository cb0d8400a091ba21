"""Event tables are read in batches, and every row that is no sound event is set aside with its reason."""

import pathlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

from components.errors import BadFileError, DatasetError
from components.showers.dataset import load_dataset
from components.showers.events import MEASURED, TRACE_BINS, Events
from components.showers.feature import Feature, Role
from components.showers.features.event import event_features
from components.showers.readers import events as reader
from components.showers.readers.events import read_events
from components.showers.readers.raw import BAD_SCHEMA
from components.showers.records import read_records
from components.showers.vectors import to_numpy
from tests.components.showers.features.made_events import made_events

WCD = load_dataset("wcd")
WANTED = WCD.read_features
COUNT = 30
EVENTS = made_events(COUNT, seed=2)
TRUTH = {
    "sample": ["nominal"] * COUNT,
    "primary": [WCD.classes[place % len(WCD.classes)] for place in range(COUNT)],
    "hadronic_model": ["EPOS-LHC"] * COUNT,
    "true_energy": np.full(COUNT, 10.0),
    "xmax": np.full(COUNT, 750.0),
    "muon_scale": np.ones(COUNT),
}
TABLE = EVENTS.table(TRUTH)
BAD = 4
"""The row that the tests spoil."""


def read(path: pathlib.Path, table: pa.Table = TABLE, wanted=WANTED):
    pa.parquet.write_table(table, path / "events.parquet")
    return list(read_events(path / "events.parquet", "events.parquet", WCD, wanted))


def spoiled(column: str, change, row: int = BAD) -> pa.Table:
    """The table with one cell changed; a list as a Python list."""
    cells = TABLE[column].to_pylist()
    cells[row] = change(cells[row])
    place = TABLE.schema.get_field_index(column)
    return TABLE.set_column(
        place, TABLE.schema.field(column), pa.array(cells, TABLE.schema.field(column).type)
    )


def first_is(value):
    return lambda cell: [value, *cell[1:]]


def test_the_features_of_a_file_are_those_of_its_events_in_memory(tmp_path):
    (raw,) = read(tmp_path)
    for name, values in event_features(EVENTS).items():
        assert to_numpy(raw.columns[name]).tobytes() == values.tobytes(), name
    assert raw.records.tolist() == list(range(1, COUNT + 1))
    assert raw.malformed.num_rows == 0


def test_what_only_a_simulation_knows_is_handed_on_as_it_is(tmp_path):
    (raw,) = read(tmp_path)
    assert raw.columns["primary"].to_pylist() == raw.columns["true_primary"].to_pylist() == TRUTH["primary"]
    assert raw.columns["sample"].to_pylist() == TRUTH["sample"]
    assert raw.columns["xmax"].to_pylist() == TRUTH["xmax"].tolist()


def test_only_wanted_features_are_handed_on_and_measured_data_need_no_truth(tmp_path):
    wanted = (WCD.id, *WCD.inputs)
    (raw,) = read(tmp_path, TABLE.select(MEASURED), wanted)
    assert raw.columns.keys() == {feature.name for feature in wanted}


@pytest.mark.parametrize("size", [1, 7, 2048])
def test_the_size_of_batches_does_not_matter_to_the_last_bit(tmp_path, monkeypatch, size):
    (whole,) = read(tmp_path)
    monkeypatch.setattr(reader, "EVENTS", size)
    parts = read(tmp_path)
    assert [len(part.records) for part in parts] == [min(size, COUNT - s) for s in range(0, COUNT, size)]
    assert np.concatenate([part.records for part in parts]).tolist() == whole.records.tolist()
    for name, column in whole.columns.items():
        pieces = pa.chunked_array([part.columns[name] for part in parts], column.type)
        assert bits(pieces) == bits(column), name


def bits(column) -> object:
    if pa.types.is_string(column.type):
        return column.to_pylist()
    return to_numpy(column).tobytes()


SPOILED = {
    "no event id": ("event_id", lambda _: None, "is empty"),
    "no zenith": ("zenith", lambda _: None, "is empty"),
    "no list of signals": ("signal", lambda _: None, "is empty"),
    "no list of traces": ("pmt3", lambda _: None, "is empty"),
    "a list too short": ("station_x", lambda cell: cell[1:], "does not have one entry for each station_id"),
    "a station without number": ("station_id", first_is(None), "has an empty entry"),
    "a signal missing": ("signal", first_is(None), "has an empty entry"),
    "a trace too short": ("pmt2", lambda cell: cell[1:], "does not have 120 bins for each station"),
    "a trace missing": ("pmt1", lambda cell: cell[TRACE_BINS:], "does not have 120 bins for each station"),
    "zenith not a number": ("zenith", lambda _: np.nan, "is not finite"),
    "core at infinity": ("core_x", lambda _: np.inf, "is not finite"),
    "zenith below the horizon": ("zenith", lambda _: 95.0, "is outside 0 to 89 deg"),
    "zenith negative": ("zenith", lambda _: -1.0, "is outside 0 to 89 deg"),
    "no energy": ("energy", lambda _: 0.0, "is not above 0"),
    "a place not a number": ("station_z", first_is(np.nan), "is not finite in a station"),
    "a time not a number": ("start_time", first_is(np.nan), "is not finite in a station"),
    "a signal not a number": ("signal", first_is(np.nan), "is not finite in a station"),
    "no signal": ("signal", first_is(0.0), "is not above 0 in a station"),
    "a strange flag": ("saturated", first_is(3), "is not 0, 1 or 2 in a station"),
    "a bin at infinity": ("pmt1", first_is(-np.inf), "is not finite in a bin"),
    "a gap in a trace": ("pmt1", first_is(np.nan), "is NaN in some bins of a trace, but not in all"),
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_row_is_set_aside_with_its_reason_and_the_others_are_kept(tmp_path, name):
    column, change, reason = SPOILED[name]
    (raw,) = read(tmp_path, spoiled(column, change))
    (bad,) = raw.malformed.to_pylist()
    assert (bad["file"], bad["record"], bad["field"], bad["reason"]) == (
        "events.parquet",
        BAD + 1,
        column,
        reason,
    )
    assert raw.records.tolist() == [place for place in range(1, COUNT + 1) if place != BAD + 1]
    others = np.arange(COUNT) != BAD
    np.testing.assert_array_equal(raw.columns["s1000"], event_features(EVENTS)["s1000"][others])
    assert raw.columns["primary"].to_pylist() == [
        p for p, kept in zip(TRUTH["primary"], others, strict=True) if kept
    ]


@pytest.mark.parametrize(
    ("stations", "reason"),
    [
        ([0, 1], "lists fewer than 3 stations"),
        ([0, 1, 2, 0, 1, 2, 0], "lists more than 6 stations"),
        ([], "lists fewer than 3 stations"),
    ],
)
def test_a_row_has_three_to_six_stations(tmp_path, stations, reason):
    rows = (
        [*range(EVENTS.offsets[BAD])],
        [EVENTS.offsets[BAD] + s for s in stations],
        [*range(EVENTS.offsets[BAD + 1], EVENTS.offsets[-1])],
    )
    chosen = np.concatenate([np.asarray(part, int) for part in rows])
    counts = EVENTS.counts.copy()
    counts[BAD] = len(stations)
    station = {name: values[chosen] for name, values in EVENTS.station.items()}
    events = Events(EVENTS.event, station, EVENTS.traces[chosen], np.concatenate(([0], np.cumsum(counts))))
    (raw,) = read(tmp_path, events.table(TRUTH))
    (bad,) = raw.malformed.to_pylist()
    assert (bad["record"], bad["field"], bad["reason"]) == (BAD + 1, "station_id", reason)
    assert bad["text"].endswith(f"stations={len(stations)}")


def test_an_event_of_which_no_photomultiplier_is_live_is_set_aside(tmp_path):
    traces = EVENTS.traces.copy()
    traces[EVENTS.offsets[BAD] : EVENTS.offsets[BAD + 1]] = np.nan
    events = Events(EVENTS.event, EVENTS.station, traces, EVENTS.offsets)
    (raw,) = read(tmp_path, events.table(TRUTH))
    assert raw.malformed["record"].to_pylist() == [BAD + 1]
    assert raw.malformed["reason"].to_pylist() == ["no photomultiplier gave a trace"]


def test_a_row_with_many_faults_is_set_aside_once(tmp_path):
    table = spoiled("zenith", lambda _: np.nan)
    place = table.schema.get_field_index("signal")
    table = table.set_column(place, table.schema.field("signal"), spoiled("signal", lambda _: None)["signal"])
    (raw,) = read(tmp_path, table)
    assert raw.malformed["field"].to_pylist() == ["signal"]


def test_a_bad_row_is_shown_short_and_without_traces(tmp_path):
    (raw,) = read(tmp_path, spoiled("zenith", lambda _: None))
    (text,) = raw.malformed["text"].to_pylist()
    assert text.startswith("event_id=4 zenith=null energy=")
    assert len(text) < 100
    (shown,) = raw.texts(np.array([0])).to_pylist()
    assert shown.startswith("event_id=0 zenith=")


def test_a_file_of_bad_rows_alone_has_no_good_ones(tmp_path):
    (raw,) = read(tmp_path, spoiled("zenith", lambda _: None).slice(BAD, 1))
    assert raw.malformed.schema == BAD_SCHEMA
    assert raw.malformed.num_rows == 1
    assert len(raw.records) == len(raw.columns["s1000"]) == 0


@pytest.mark.parametrize("column", ["pmt2", "core_y", "primary"])
def test_a_missing_column_is_named(tmp_path, column):
    with pytest.raises(BadFileError, match=f"no column {column}"):
        read(tmp_path, TABLE.drop_columns([column]))


def test_a_column_of_another_type_is_named(tmp_path):
    place = TABLE.schema.get_field_index("signal")
    table = TABLE.set_column(place, "signal", pa.array(["high"] * COUNT))
    with pytest.raises(BadFileError, match=r"column signal is of type string, expected list<.*float>"):
        read(tmp_path, table)


def test_wider_types_are_read_as_well(tmp_path):
    wide = TABLE
    for name, kind in {
        "signal": pa.large_list(pa.float64()),
        "pmt1": pa.list_(pa.float64()),
        "zenith": pa.float64(),
    }.items():
        wide = wide.set_column(wide.schema.get_field_index(name), name, wide[name].cast(kind))
    (raw,), (expected,) = read(tmp_path, wide), read(tmp_path)
    for name, column in expected.columns.items():
        assert bits(raw.columns[name]) == bits(column), name


def test_a_feature_that_is_none_of_events_is_named(tmp_path):
    strange = Feature(name="colour", role=Role.INPUT, meaning="Nothing that events have")
    with pytest.raises(DatasetError, match="colour: no such feature is computed from events"):
        read(tmp_path, wanted=(*WANTED, strange))


def test_records_of_events_are_checked_and_complete(tmp_path):
    pa.parquet.write_table(spoiled("energy", lambda _: np.nan), tmp_path / "events.parquet")
    (batch,) = read_records(tmp_path, WCD, bad_records="quarantine")
    assert batch.table.num_rows == COUNT - 1
    assert batch.table.column_names == [feature.name for feature in WCD.features]
    assert batch.bad["field"].to_pylist() == ["energy"]
    assert not any(column.null_count for column in batch.table.columns)
