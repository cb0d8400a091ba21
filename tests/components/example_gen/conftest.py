import pathlib
from collections.abc import Callable
from typing import Any

import pytest

from components.example_gen.core import ingest
from components.example_gen.spans import digests, find_span
from components.settings import ExampleGen, Split
from tests.components.showers.tables import GROUND, shower_table, write

SPLIT = Split(seed=1, train=0.6, eval=0.2, test=0.2)


@pytest.fixture
def run(tmp_path) -> Callable[..., dict[str, Any]]:
    """Ingests a folder into `tmp_path / out`; keywords change the settings."""

    def ingested(data, out="out", split=SPLIT, **settings) -> dict[str, Any]:
        span = find_span(str(data), "latest")
        chosen = ExampleGen(**{"span": "latest", "bad_records": "stop", **settings})
        folder = tmp_path / out
        return ingest(
            span, digests(span), GROUND, split, chosen,
            examples=f"{folder}/examples", ingestion=f"{folder}/ingestion",
        )  # fmt: skip

    return ingested


@pytest.fixture
def data(tmp_path) -> pathlib.Path:
    """A folder with 200 showers, in two formats."""
    table = shower_table(groups=40)
    write(table.slice(0, 100), tmp_path / "data/a.parquet")
    write(table.slice(100), tmp_path / "data/b.txt")
    return tmp_path / "data"
