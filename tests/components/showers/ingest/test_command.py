"""`cascada ingest`, as a person types it."""

import pytest
from click.testing import CliRunner

from components.errors import BadFileError
from pipeline.commands.ingest import SOURCES, command
from tests.components.showers.ingest.auger_writer import content, release_event


@pytest.fixture
def cascada_ingest(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(command, list(words))


@pytest.fixture
def events(tmp_path):
    (tmp_path / "events").mkdir()
    for number, theta in ((1, 30.0), (2, 70.0)):
        (tmp_path / "events" / f"{number}.json").write_bytes(content(release_event(number, theta=theta)))
    return "events"


def test_it_says_how_many_were_converted_and_where_the_reasons_are(cascada_ingest, events, tmp_path):
    result = cascada_ingest("auger", events, "-o", "span-1")
    assert result.exit_code == 0
    said = result.output.replace(str(tmp_path) + "/", "")
    assert said.splitlines() == [
        "1 records of wcd converted, 1 refused",
        "What was refused, and why, is in span-1/_refused.csv: zenith 1",
        "span-1",
    ]
    assert sorted(p.name for p in (tmp_path / "span-1").iterdir()) == [
        "_ingested.json",
        "_refused.csv",
        "auger.parquet",
    ]


def test_nothing_good_is_an_error(cascada_ingest, events, tmp_path):
    (tmp_path / events / "1.json").unlink()
    result = cascada_ingest("auger", events, "-o", "span-1")
    assert result.exit_code != 0
    assert isinstance(result.exception, BadFileError)
    assert not (tmp_path / "span-1").exists()


def test_stop_refuses_everything(cascada_ingest, events, tmp_path):
    result = cascada_ingest("auger", events, "-o", "span-1", "--bad-records", "stop")
    assert result.exit_code != 0
    assert "zenith 70 degrees is beyond 60" in str(result.exception)
    assert not (tmp_path / "span-1").exists()


def test_showers_that_the_pipeline_will_refuse_are_counted(cascada_ingest, corsika_samples):
    result = cascada_ingest("corsika", str(corsika_samples / "corsika76900_thin"), "-o", "span-1")
    assert result.exit_code == 0
    assert "5 records of ground converted, 0 refused" in result.output
    assert "5 of them lie outside the ranges of ground" in result.output
    assert "energy 5" in result.output


def test_an_unknown_source_names_the_known_ones(cascada_ingest):
    result = cascada_ingest("fits", "x", "-o", "y")
    assert result.exit_code == 2
    assert all(source in result.output for source in SOURCES)


def test_the_command_knows_every_source():
    from components.showers.ingest.core import SOURCES as CONVERTERS

    assert set(SOURCES) == set(CONVERTERS)
