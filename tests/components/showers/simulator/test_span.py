import numpy as np
import pyarrow.parquet as pq
import pytest

from components.errors import SettingsError
from components.showers.simulator import span, write
from components.showers.simulator.probes import probes_of
from components.showers.simulator.settings import Simulation
from components.showers.simulator.span import samples_of, simulate_span

NOMINAL = Simulation(seed=6, events=120)
PROBES = ["QGSJetII-04", "Sibyll2.3d", "ageing", "dead-pmts", "muon-scale", "unseen"]


def test_a_span_holds_the_nominal_sample_and_its_probes(tmp_path):
    told = []
    summaries = simulate_span(tmp_path / "span-1", NOMINAL, probes=30, progress=told.append)
    names = {summary.path.name: summary.events for summary in summaries}
    assert names == {"nominal.parquet": 120} | {f"probe-{name}.parquet": 30 for name in PROBES}
    assert told[-1] == 120 + 30 * len(PROBES)
    table = pq.read_table(tmp_path / "span-1", columns=["event_id", "shower_id", "sample", "primary"])
    assert len(np.unique(table["event_id"])) == len(np.unique(table["shower_id"])) == len(table)
    assert set(table["sample"].to_pylist()) == {"nominal", *PROBES}
    unseen = [r["primary"] for r in table.to_pylist() if r["sample"] == "unseen"]
    assert set(unseen) == {"oxygen", "silicon"}


def test_probes_change_one_thing_each():
    nominal = NOMINAL.model_dump()
    probes = probes_of(NOMINAL, 30)
    assert len(probes) == len(PROBES)
    for probe in probes:
        changed = {name for name, value in probe.model_dump().items() if value != nominal[name]}
        assert len(changed - {"sample", "events"}) == 1


def test_the_model_of_the_nominal_sample_is_no_probe_but_the_default_one_is():
    names = [probe.sample for probe in probes_of(Simulation(hadronic_model="Sibyll2.3d"), 30)]
    assert "Sibyll2.3d" not in names
    assert "EPOS-LHC" in names


def test_the_same_simulation_is_not_made_twice(tmp_path, monkeypatch):
    first = simulate_span(tmp_path / "span-1", NOMINAL)
    monkeypatch.setattr(span, "write_simulation", lambda *a: pytest.fail("simulated again"))
    assert simulate_span(tmp_path / "span-1", NOMINAL) == first


@pytest.mark.parametrize("other", [Simulation(seed=7, events=120), Simulation(seed=6, events=121)])
def test_a_folder_with_another_simulation_is_refused_and_left_alone(tmp_path, other):
    simulate_span(tmp_path / "span-1", NOMINAL)
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "span-1").iterdir()}
    with pytest.raises(SettingsError, match="not the same simulation"):
        simulate_span(tmp_path / "span-1", other)
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "span-1").iterdir()} == before


def test_an_empty_folder_is_filled(tmp_path):
    assert [summary.events for summary in simulate_span(tmp_path, NOMINAL)] == [120]


@pytest.mark.parametrize("name", ["notes.txt", "nominal.parquet"])
def test_a_folder_with_something_else_is_refused(tmp_path, name):
    (tmp_path / name).write_text("mine")
    with pytest.raises(SettingsError, match="not the same simulation"):
        simulate_span(tmp_path, NOMINAL)
    assert (tmp_path / name).read_text() == "mine"


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "span-1").write_text("mine")
    with pytest.raises(SettingsError, match="not the same simulation"):
        simulate_span(tmp_path / "span-1", NOMINAL)


def test_a_failure_leaves_no_folder(tmp_path, monkeypatch):
    def broken(settings, block):
        raise MemoryError

    monkeypatch.setattr(write, "simulate_block", broken)
    with pytest.raises(MemoryError):
        simulate_span(tmp_path / "span-1", NOMINAL)
    assert not list(tmp_path.iterdir())


def test_samples_that_would_share_numbers_are_refused(monkeypatch):
    monkeypatch.setattr(Simulation, "first", property(lambda self: 0))
    with pytest.raises(SettingsError, match="another seed"):
        samples_of(NOMINAL, 30)
