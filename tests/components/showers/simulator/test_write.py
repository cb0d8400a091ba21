import hashlib
import json

import numpy as np
import pyarrow.parquet as pq
import pytest

from components.errors import SettingsError
from components.showers.events import EVENT_SCHEMA, Events
from components.showers.simulator import write
from components.showers.simulator.settings import Simulation
from components.showers.simulator.write import write_simulation


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_file_holds_exactly_the_events_asked_for(tmp_path):
    settings = Simulation(seed=3, events=1234, log10_energy=(18.0, 18.5))
    summary = write_simulation(settings, tmp_path / "low.parquet")
    table = pq.read_table(summary.path)
    assert table.schema.equals(EVENT_SCHEMA)
    assert len(table) == summary.events == 1234
    assert 1234 * 1.02 < summary.thrown < 1234 * 1.5
    assert len(np.unique(table["event_id"])) == 1234
    assert np.isfinite(Events.of(table).event["energy"]).all()


def test_the_bytes_do_not_depend_on_the_number_of_workers(tmp_path):
    settings = Simulation(seed=3, events=3100)
    digests = {
        digest(write_simulation(settings, tmp_path / f"{workers}.parquet", workers).path)
        for workers in (1, 2, 5)
    }
    assert len(digests) == 1


def test_another_seed_gives_other_bytes(tmp_path):
    paths = [write_simulation(Simulation(seed=s, events=50), tmp_path / f"{s}.parquet").path for s in (1, 2)]
    assert digest(paths[0]) != digest(paths[1])


def test_more_events_begin_with_the_same_ones(tmp_path):
    few = write_simulation(Simulation(events=300), tmp_path / "few.parquet").path
    many = write_simulation(Simulation(events=1300), tmp_path / "many.parquet").path
    columns = ["event_id", "energy", "signal", "primary"]
    assert pq.read_table(few, columns=columns).equals(pq.read_table(many, columns=columns).slice(0, 300))


def test_the_file_says_that_it_is_synthetic_and_of_what_settings(tmp_path):
    settings = Simulation(seed=3, events=20, sample="aged", decay_time=51.0)
    summary = write_simulation(settings, tmp_path / "aged.parquet")
    metadata = pq.read_metadata(summary.path).metadata
    assert metadata[b"cascada.synthetic"] == b"1"
    assert Simulation.model_validate(json.loads(metadata[b"cascada.simulation"])) == settings
    assert int(metadata[b"cascada.thrown"]) == summary.thrown
    assert set(pq.read_table(summary.path, columns=["sample"])["sample"].to_pylist()) == {"aged"}


def test_progress_counts_up_to_all_events(tmp_path):
    told = []
    write_simulation(Simulation(events=4500), tmp_path / "x.parquet", progress=told.append)
    assert told == sorted(told)
    assert len(told) > 1
    assert told[-1] == 4500


def test_showers_that_hardly_ever_trigger_are_refused_instead_of_thrown_for_ever(tmp_path):
    with pytest.raises(SettingsError, match="trigger the array"):
        write_simulation(Simulation(log10_energy=(17.0, 17.1)), tmp_path / "x.parquet")
    assert not list(tmp_path.iterdir())


def test_a_failure_leaves_nothing_behind_and_the_old_file_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "x.parquet"
    path.write_bytes(b"old")

    def broken(settings, block):
        raise MemoryError

    monkeypatch.setattr(write, "simulate_block", broken)
    with pytest.raises(MemoryError):
        write_simulation(Simulation(events=10), path)
    assert [p.name for p in tmp_path.iterdir()] == ["x.parquet"]
    assert path.read_bytes() == b"old"
