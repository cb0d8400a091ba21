"""Events of Pierre Auger Open Data become unlabelled events of `wcd`, or are refused with a reason."""

import copy
import json

import numpy as np
import pyarrow.compute as pc
import pytest

from components.errors import BadFileError, BadRecordError
from components.showers.dataset import load_dataset
from components.showers.events import EVENT_SCHEMA, TRACE_BINS, TRUTH, Events
from components.showers.records import read_records
from tests.components.showers.ingest.auger_writer import (
    CORE,
    START_BIN,
    catalogue_event,
    content,
    release_event,
    trace,
)


@pytest.fixture
def write(tmp_path):
    def run(*events):
        folder = tmp_path / "events"
        folder.mkdir(exist_ok=True)
        for place, event in enumerate(events):
            data = event if isinstance(event, bytes) else content(event)
            (folder / f"{place:03}.json").write_bytes(data)
        return folder

    return run


@pytest.fixture
def refusal(write, ingested):
    """Ingests a good event and a bad one; gives the refusal of the bad one."""

    def run(event):
        _, rows, refused = ingested("auger", write(release_event(1), event))
        assert rows["event_id"].to_pylist() == [1]
        assert [row["file"] for row in refused] == ["001.json"]
        return refused[0]

    return run


@pytest.mark.parametrize("variant", [release_event, catalogue_event])
def test_both_variants_give_the_columns_of_the_simulator_without_truth(variant, write, ingested):
    _, rows, _ = ingested("auger", write(variant(81847956000)))
    assert rows.schema == EVENT_SCHEMA
    assert all(rows[name].null_count == rows.num_rows for name in TRUTH)
    assert rows.select(["event_id", "shower_id", "zenith", "energy", "spacing"]).to_pylist() == [
        {"event_id": 81847956000, "shower_id": 81847956000, "zenith": 38.5, "energy": 12.5, "spacing": 1500}
    ]


def test_the_features_of_converted_events_are_computed_by_the_pipeline(write, ingested):
    summary, _, _ = ingested("auger", write(*(release_event(k, theta=10.0 * k) for k in range(1, 6))))
    batches = list(read_records(summary.folder, load_dataset("wcd"), labelled=False))
    assert sum(batch.table.num_rows for batch in batches) == 5
    assert sum(batch.bad.num_rows for batch in batches) == 0


def test_only_the_hottest_stations_are_listed_hottest_first_and_all_are_counted(write, ingested):
    event = release_event(stations=8)
    event["stations"].reverse()
    _, rows, _ = ingested("auger", write(event))
    found = Events.of(rows)
    hottest = sorted(event["stations"], key=lambda one: -one["signal"])[:6]
    assert found.station["station_id"].tolist() == [one["id"] for one in hottest]
    assert found.event["triggered_stations"].tolist() == [8]


def test_stations_that_were_not_selected_do_not_count_whatever_they_hold(write, ingested):
    event = release_event(stations=8)
    event["stations"][0] |= {"isSelected": 0, "signal": None, "pmt1": "nothing"}
    _, rows, _ = ingested("auger", write(event))
    assert rows["triggered_stations"].to_pylist() == [7]
    assert 500 not in rows["station_id"].to_pylist()[0]


def test_traces_start_ten_bins_before_the_signal_and_end_in_zeros(write, ingested):
    event = release_event()
    short = event["stations"][0]
    short["pmt1"] = short["pmt1"][: START_BIN + 50]
    _, rows, _ = ingested("auger", write(event))
    found = Events.of(rows)
    first = found.traces[found.station["station_id"].tolist().index(500)]
    expected = np.array(short["pmt2"][START_BIN - 10 :][:TRACE_BINS], np.float32)
    np.testing.assert_array_equal(first[1], expected)
    np.testing.assert_array_equal(first[0, :60], expected[:60])
    assert expected[60:].any()
    assert not first[0, 60:].any()


def test_a_signal_at_the_very_beginning_has_zeros_before_it(write, ingested):
    event = release_event()
    event["stations"][0] |= {"signalStartBin": 3, **{f"pmt{k}": trace(50, 3) for k in (1, 2, 3)}}
    _, rows, _ = ingested("auger", write(event))
    found = Events.of(rows)
    first = found.traces[found.station["station_id"].tolist().index(500), 0]
    assert not first[:10].any()
    assert first[10] == first.max() > 0


@pytest.mark.parametrize("missing", [None, []])
def test_a_missing_photomultiplier_is_nan(missing, write, ingested):
    event = release_event()
    event["stations"][0]["pmt2"] = missing
    del event["stations"][1]["pmt3"]
    _, rows, _ = ingested("auger", write(event))
    found = Events.of(rows)
    dead = np.isnan(found.traces).all(axis=2)
    by_station = dict(zip(found.station["station_id"].tolist(), dead.tolist(), strict=True))
    assert by_station[500] == [False, True, False]
    assert by_station[501] == [False, False, True]
    assert dead.sum() == 2


def test_a_station_without_any_trace_is_counted_and_not_listed(write, ingested):
    event = release_event()
    event["stations"][0] |= {"pmt1": [], "pmt2": None, "pmt3": []}
    _, rows, _ = ingested("auger", write(event))
    assert 500 not in rows["station_id"].to_pylist()[0]
    assert rows["triggered_stations"].to_pylist() == [7]


def test_saturation_is_taken_over(write, ingested):
    event = release_event()
    event["stations"][1]["sat"] = 1
    event["stations"][3]["sat"] = 2
    _, rows, _ = ingested("auger", write(event))
    found = dict(zip(rows["station_id"].to_pylist()[0], rows["saturated"].to_pylist()[0], strict=True))
    assert [found[504], found[501], found[503]] == [0, 1, 2]


def test_times_count_from_the_earliest_station_also_over_the_end_of_a_second(write, ingested):
    early, late = release_event(1), release_event(2, first=999_999_500.0)
    _, rows, _ = ingested("auger", write(early, late))
    found = Events.of(rows)
    times = np.split(found.station["start_time"], found.offsets[1:-1])
    assert [one.min() for one in times] == [0, 0]
    np.testing.assert_allclose(times[1], times[0], atol=0.01)
    assert 500 < times[0].max() < 20_000


def test_heights_count_from_the_core_in_both_variants(write, ingested):
    release, catalogue = release_event(1), catalogue_event(2)
    _, rows, _ = ingested("auger", write(release, catalogue))
    first, second = (np.array(heights) for heights in rows["station_z"].to_pylist())
    expected = [one["z"] - CORE[2] for one in sorted(release["stations"], key=lambda s: -s["signal"])[:6]]
    np.testing.assert_allclose(first, expected, atol=1e-4)
    np.testing.assert_allclose(second, first - first[0], atol=1e-4)


@pytest.mark.parametrize(
    ("flags", "scale", "expected"),
    [
        ({}, 1.0, 1500),
        ({}, 0.5, 750),
        ({"sd1500": 0, "sd750": 1}, 1.0, 750),
        ({"sd1500": 1, "sd750": 0}, 0.5, 1500),
    ],
)
def test_the_spacing_is_that_of_the_flags_or_of_the_stations(flags, scale, expected, write, ingested):
    event = release_event() | {"flags": flags}
    for one in event["stations"]:
        one["x"], one["y"] = CORE[0] + scale * (one["x"] - CORE[0]), CORE[1] + scale * (one["y"] - CORE[1])
    _, rows, _ = ingested("auger", write(event))
    assert rows["spacing"].to_pylist() == [expected]


def _changed(path, value):
    event = release_event(2)
    place = event
    for key in path[:-1]:
        place = place[key]
    if value is KeyError:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return event


@pytest.mark.parametrize(
    ("event", "field", "words"),
    [
        (_changed(["sdrec", "theta"], 78.2), "zenith", "zenith 78.2 degrees is beyond 60"),
        (_changed(["sdrec", "energy"], KeyError), "sdrec.energy", "required"),
        (_changed(["sdrec", "energy"], -1.0), "sdrec.energy", "greater than 0"),
        (_changed(["sdrec", "theta"], "38"), "sdrec.theta", "valid number"),
        (_changed(["sdrec"], None), "sdrec", "dictionary"),
        (_changed(["sdrec"], KeyError), "sdrec.theta", "required"),
        (_changed(["stations"], KeyError), "stations", "required"),
        (_changed(["stations"], []), "stations", "0 stations have traces, at least 3"),
        (_changed(["stations", 0], "station"), "stations.0", "dictionary"),
        (_changed(["stations", 0, "signal"], "hot"), "stations.500.signal", "valid number, found hot"),
        (_changed(["stations", 0, "signal"], float("nan")), "stations.500.signal", "finite"),
        (_changed(["stations", 0, "t"], KeyError), "stations.500.t", "required"),
        (_changed(["stations", 0, "sat"], 7), "stations.500.sat", "0, 1 or 2"),
        (_changed(["stations", 0, "pmt1", 9], None), "stations.500.pmt1.9", "valid number"),
        (_changed(["stations", 0, "pmt1"], {"a": 1}), "stations.500.pmt1", "valid list"),
        (_changed(["stations", 0, "signalStartBin"], 768), "stations.500.signalStartBin", "beyond the trace"),
        (_changed(["stations", 0, "id"], 501), "stations", "listed twice"),
        (_changed(["stations", 0, "id"], 2**40), f"stations.{2**40}.id", "less than or equal"),
        (_changed(["info", "id"], 10**17), "info.id", "less than or equal"),
        (_changed(["info", "id"], 1), "id", "1 occurs again; the first is kept"),
        (["no", "event"], "event", "dictionary"),
        (content(release_event(2))[:5000], None, "is not valid JSON"),
        (b"", None, "is not valid JSON"),
        (b"\xff\xfe\x00", None, "is not valid JSON"),
        (b"[" * 100_000, None, "is not valid JSON"),
    ],
)
def test_an_event_that_cannot_be_one_is_refused_with_field_and_reason(event, field, words, refusal):
    found = refusal(event)
    assert (found["field"] or None) == field
    assert words in found["reason"]


def test_an_event_of_the_surface_detector_needs_no_signal_at_1000_m(write, ingested):
    event = release_event()
    del event["sdrec"]["s1000"], event["sdrec"]["ds1000"]
    summary, _, _ = ingested("auger", write(event))
    assert (summary.good, summary.refused) == (1, 0)


def test_more_events_than_a_batch_arrive_in_order(write, ingested, monkeypatch):
    monkeypatch.setattr("components.showers.ingest.auger.BATCH", 3)
    _, rows, _ = ingested("auger", write(*(release_event(k, stations=3) for k in range(1, 8))))
    assert rows["event_id"].to_pylist() == list(range(1, 8))
    assert pc.list_value_length(rows["pmt1"]).to_pylist() == [3 * TRACE_BINS] * 7


def test_stop_converts_nothing_when_an_event_is_bad(write, ingested, tmp_path):
    with pytest.raises(BadRecordError, match=r"1 bad records: 001\.json, record 1, zenith"):
        ingested("auger", write(release_event(1), release_event(2, theta=70.0)), bad_records="stop")
    assert not (tmp_path / "span").exists()


def test_the_same_events_give_the_same_bytes(write, tmp_path):
    from components.showers.ingest.core import ingest

    folder = write(release_event(1), catalogue_event(2), release_event(3, theta=70.0))
    spans = [ingest("auger", folder, tmp_path / name).folder for name in ("one", "two")]
    files = [{path.name: path.read_bytes() for path in span.iterdir()} for span in spans]
    assert len(files[0]) == 3
    assert files[0] == files[1]


def test_the_published_sample_is_refused_for_its_zenith(auger_samples, ingested):
    sample = next(auger_samples.glob("PAO110416_station589*.json"))
    with pytest.raises(BadFileError, match=r"zenith 78\.2 degrees is beyond 60"):
        ingested("auger", sample)


def test_the_published_sample_holds_what_the_units_say(auger_samples, write, ingested):
    sample = json.loads(next(auger_samples.glob("PAO110416_station589*.json")).read_bytes())
    sample["sdrec"]["theta"] = 58.0
    hot = sample["stations"][0]
    sample["stations"] += [copy.deepcopy(hot) | {"id": k, "x": hot["x"] + 1500 * k} for k in (1, 2)]
    _, rows, _ = ingested("auger", write(sample))
    found = Events.of(rows)
    assert found.traces.shape == (3, 3, TRACE_BINS)
    # Sum over charge of a trace: units of the peak of a muon, not of its charge.
    assert 2.5 < found.traces[0, 1:, 8:].sum(axis=1).mean() / hot["signal"] < 4
    assert (np.argmax(found.traces[0] > 100, axis=1) == 10).all()


def test_azimuth_and_times_of_the_published_sample_belong_together(auger_samples):
    import pyarrow.csv

    table = pyarrow.csv.read_csv(next(auger_samples.glob("PAO110416_stations*.csv")))
    x, y, t = (table[name].to_numpy() for name in ("x", "y", "t"))
    design = np.stack([np.ones(len(x)), x - x.mean(), y - y.mean()], axis=1)
    _, east, north = np.linalg.lstsq(design, -0.299792458 * (t - t.mean()), rcond=None)[0]
    assert np.degrees(np.arctan2(north, east)) == pytest.approx(150.2, abs=1)
    assert np.degrees(np.arcsin(np.hypot(east, north))) == pytest.approx(78.2, abs=1.5)
