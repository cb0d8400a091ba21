"""Events as small pictures."""

import xml.etree.ElementTree as ElementTree

import pyarrow.parquet as pq
import pytest

from components.explain.figures import event_figures
from components.showers.dataset import load_dataset

MOST_BYTES = 40_000


@pytest.fixture(scope="module")
def ids(span):
    return pq.read_table(span / "nominal.parquet", columns=["event_id"])["event_id"].to_pylist()


@pytest.fixture(scope="module")
def figures(span, ids, wcd):
    return event_figures(str(span), [ids[7], 12345, ids[2]], wcd)


def test_there_is_one_for_each_event_that_is_there(figures, ids):
    assert list(figures) == [ids[7], ids[2]]


def test_it_is_small_and_sound_and_says_what_is_drawn(figures):
    for svg in figures.values():
        assert ElementTree.fromstring(svg).tag.endswith("svg")
        assert len(svg.encode()) < MOST_BYTES
        for words in ("east of the core [km]", "signal [VEM peak]", "distance from the axis [m]", "S(1000)"):
            assert words in svg


def test_the_same_event_gives_the_same_bytes_whatever_stands_beside_it(figures, span, ids, wcd):
    assert event_figures(str(span), [ids[2]], wcd)[ids[2]] == figures[ids[2]]


def test_a_table_of_showers_has_none(span, ids):
    assert event_figures(str(span), ids[:1], load_dataset("ground")) == {}
