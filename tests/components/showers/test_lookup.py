"""Single showers by their ids."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from components.errors import BadFileError, BadRecordError
from components.showers.dataset import load_dataset
from components.showers.lookup import find_events, find_shower
from components.showers.records import read_records
from components.showers.simulator.settings import simulation
from components.showers.simulator.span import simulate_span
from components.showers.vectors import to_numpy
from tests.components.showers.tables import shower_table, write

WCD, GROUND = load_dataset("wcd"), load_dataset("ground")


@pytest.fixture(scope="module")
def span(tmp_path_factory):
    folder = tmp_path_factory.mktemp("simulated") / "span-1"
    simulate_span(folder, simulation({"events": 60, "seed": 5}), probes=0, workers=1)
    return folder


@pytest.fixture(scope="module")
def table(span):
    return pq.read_table(span / "nominal.parquet")


@pytest.fixture
def rows():
    return shower_table(8)


def test_an_event_has_the_features_that_the_pipeline_reads(span, table):
    records = pa.concat_tables(batch.table for batch in read_records(span, WCD, labelled=False))
    for row in (0, 41):
        found = find_shower(span, WCD, table["event_id"][row].as_py())
        for feature in WCD.measured:
            np.testing.assert_array_equal(found.columns[feature.name], to_numpy(records[feature.name])[[row]])


def test_an_event_comes_with_its_stations_and_its_truth(span, table):
    row = table.slice(17, 1).to_pylist()[0]
    found = find_shower(span, WCD, row["event_id"])
    assert found.synthetic
    assert found.file == "nominal.parquet"
    assert found.event.station["station_id"].tolist() == row["station_id"]
    assert found.truth["primary"] == row["primary"]
    assert found.truth["xmax"] == pytest.approx(row["xmax"])


def test_measured_events_have_no_truth(table, tmp_path):
    measured = table.drop_columns(
        ["sample", "primary", "xmax", "hadronic_model", "true_energy", "muon_scale"]
    )
    pq.write_table(measured.replace_schema_metadata(None), tmp_path / "events.parquet")
    found = find_shower(tmp_path, WCD, table["event_id"][3].as_py())
    assert (found.truth, found.synthetic) == ({}, False)


def test_what_stands_in_for_an_undefined_feature_is_named(span, table):
    saturated = [row["event_id"] for row in table.to_pylist() if row["saturated"][0] == 2]
    found = find_shower(span, WCD, saturated[0])
    assert "risetime_1" in found.undefined
    assert found.columns["risetime_1"][0] == 60


def test_other_rows_are_not_read(table, tmp_path):
    path = tmp_path / "events.parquet"
    pq.write_table(table, path, row_group_size=30, write_page_checksum=True)
    trace = pq.read_metadata(path).row_group(0).column(table.schema.names.index("pmt1"))
    content = bytearray(path.read_bytes())
    content[trace.data_page_offset + trace.total_compressed_size // 2] ^= 0xFF
    path.write_bytes(bytes(content))
    assert find_shower(path, WCD, table["event_id"][45].as_py()).event is not None
    with pytest.raises(BadFileError, match="cannot be read"):
        find_shower(path, WCD, table["event_id"][5].as_py())


@pytest.mark.parametrize("kind", ["parquet", "csv.gz", "txt"])
def test_a_row_of_a_table_is_found_in_any_format(rows, tmp_path, kind):
    write(rows, tmp_path / f"showers.{kind}")
    number = rows["event_id"][20].as_py()
    found = find_shower(tmp_path, GROUND, number)
    assert found.columns["muons"][0] == pytest.approx(rows["MUTotal"][20].as_py())
    assert found.truth["primary"] in GROUND.classes
    assert found.truth["xmax"] == pytest.approx(rows["Xmax[g/cm2]"][20].as_py())
    assert found.event is None


def test_a_table_without_labels_will_do(rows, tmp_path):
    write(rows.drop_columns(["label", "Xmax[g/cm2]", "ZFirst[m]"]), tmp_path / "showers.csv")
    assert find_shower(tmp_path, GROUND, rows["event_id"][3].as_py()).truth == {}


def test_an_unknown_id_is_told_how_many_there_are_and_the_nearest(span, table):
    last = table["event_id"].to_numpy().max()
    with pytest.raises(BadRecordError, match=rf"among the 60 there\n  -> The nearest ids there are {last}\."):
        find_shower(span, WCD, int(last) + 100)


def test_a_shower_that_the_pipeline_sets_aside_is_not_shown(table, tmp_path):
    zenith = table["zenith"].to_numpy().copy()
    zenith[2] = 70
    place = table.schema.names.index("zenith")
    pq.write_table(table.set_column(place, "zenith", pa.array(zenith)), tmp_path / "events.parquet")
    with pytest.raises(BadRecordError, match=r"zenith: shower .* is bad: .*outside 0 to 65 deg"):
        find_shower(tmp_path, WCD, table["event_id"][2].as_py())


def test_many_events_are_found_at_once_and_unknown_ones_left_out(span, table):
    ids = [table["event_id"][row].as_py() for row in (50, 3)]
    found = find_events(span, WCD, [*ids, 1])
    assert set(found) == set(ids)
    for number, event in found.items():
        one = find_shower(span, WCD, number).event
        np.testing.assert_array_equal(event.traces, one.traces)
