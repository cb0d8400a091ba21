import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from components.errors import SettingsError
from components.showers.simulator.settings import Simulation
from pipeline.commands.simulate import command


def simulate(folder, *words):
    return CliRunner().invoke(command, ["-o", str(folder), "--events", "40", *words], catch_exceptions=False)


def settings_of(path):
    return Simulation.model_validate_json(pq.read_metadata(path).metadata[b"cascada.simulation"])


def test_it_writes_a_span_and_says_that_it_is_synthetic(tmp_path):
    done = simulate(tmp_path / "span-1", "--probes", "5")
    assert done.exit_code == 0
    assert "synthetic" in done.output
    assert "40 events" in done.output
    assert settings_of(tmp_path / "span-1" / "nominal.parquet") == Simulation(events=40)
    assert len(list((tmp_path / "span-1").iterdir())) == 7


def test_every_word_reaches_the_simulation(tmp_path):
    words = (
        "--seed 9 --sample odd --primaries proton,iron --hadronic-model Sibyll2.3d --spacing 750 "
        "--ageing-decay-time 55 --muon-factor 1.2 --dead-pmts 0.1 --accidental-muons 0.05 "
        "--cores-per-shower 4"
    )
    assert simulate(tmp_path / "span", *words.split()).exit_code == 0
    assert settings_of(tmp_path / "span" / "odd.parquet") == Simulation(
        seed=9,
        events=40,
        sample="odd",
        primaries=("proton", "iron"),
        hadronic_model="Sibyll2.3d",
        spacing=750,
        decay_time=55.0,
        muon_factor=1.2,
        dead_pmt_probability=0.1,
        accidental_muons=0.05,
        cores_per_shower=4,
    )


def test_ageing_is_51_nanoseconds_unless_another_is_named(tmp_path):
    simulate(tmp_path / "one", "--ageing")
    simulate(tmp_path / "two", "--ageing", "--ageing-decay-time", "40")
    assert settings_of(tmp_path / "one" / "nominal.parquet").decay_time == 51
    assert settings_of(tmp_path / "two" / "nominal.parquet").decay_time == 40


def test_it_can_be_called_again_and_refuses_to_replace_another_simulation(tmp_path):
    assert simulate(tmp_path / "span").exit_code == simulate(tmp_path / "span").exit_code == 0
    with pytest.raises(SettingsError, match="not the same simulation"):
        simulate(tmp_path / "span", "--seed", "2")


def test_a_wrong_word_is_one_clear_error(tmp_path):
    with pytest.raises(SettingsError, match=r"primaries\.1"):
        simulate(tmp_path / "span", "--primaries", "proton,krypton")
    assert not (tmp_path / "span").exists()
