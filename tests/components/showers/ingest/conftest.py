"""Samples of other people's formats; they are not part of the project."""

import pathlib

import pyarrow.csv
import pyarrow.parquet
import pytest

SAMPLES = pathlib.Path(__file__).resolve().parents[5] / "shared" / "data"


def _sample(name: str) -> pathlib.Path:
    if not (SAMPLES / name).is_dir():
        pytest.skip(f"the samples of {name} are not at {SAMPLES}")
    return SAMPLES / name


@pytest.fixture(scope="session")
def corsika_samples():
    """Two small particle files, proton showers of low energy: ten unthinned, five thinned."""
    return _sample("corsika")


@pytest.fixture(scope="session")
def auger_samples():
    """Excerpts, copied by hand: for the schema and the shape of a pulse only."""
    return _sample("auger")


@pytest.fixture
def ingested(tmp_path):
    """Ingests and gives the summary, the rows and the refusals."""
    from components.showers.ingest.core import ingest

    def run(source, path, **options):
        summary = ingest(source, path, tmp_path / "span", **options)
        rows = pyarrow.parquet.read_table(next(summary.folder.glob("*.parquet")))
        refused = pyarrow.csv.read_csv(summary.refusals).to_pylist() if summary.refused else []
        assert (summary.good, summary.refused) == (rows.num_rows, len(refused))
        return summary, rows, refused

    return run
