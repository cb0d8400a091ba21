"""Parting examples into bands."""

import numpy as np
import pyarrow as pa

from components.evaluator.bands import Places, crossed
from components.evaluator.plan import Slice

ZENITH = Slice(feature="zenith", edges=(0, 20, 60))


def placed(values, one, first=()):
    """Gathered in two batches."""
    places = Places(one)
    for part in (values[:1], values[1:]):
        places.add(pa.chunked_array([pa.array(part)]))
    return places.all(first)


def bands(values, one, first=()):
    return {" x ".join(band): rows.tolist() for band, rows in placed(values, one, first).rows()}


def test_a_band_holds_its_lower_edge_and_the_last_also_its_upper():
    assert bands([0, 19.9, 20, 60], ZENITH) == {"0-20": [0, 1], "20-60": [2, 3]}


def test_a_number_rounded_over_the_outer_edge_is_still_within():
    assert bands([-0.0001, 60.0001], ZENITH) == {"0-20": [0], "20-60": [1]}


def test_numbers_beyond_the_edges_are_a_band_of_their_own():
    assert bands([-3, 10, 75, np.nan], ZENITH) == {"0-20": [1], "outside": [0, 2, 3]}


def test_each_text_is_a_band():
    assert bands(["iron", "proton", "iron"], Slice(feature="primary")) == {"iron": [0, 2], "proton": [1]}


def test_bands_are_named_by_their_edges():
    assert Slice(feature="energy", edges=(1, 31.6, 177.8, 317)).bands == ("1-31.6", "31.6-177.8", "177.8-317")


def test_texts_stand_in_a_given_order_and_then_by_the_alphabet():
    found = bands(["proton", "iron", "oxygen", "carbon"], Slice(feature="primary"), first=["iron", "proton"])
    assert list(found) == ["iron", "proton", "carbon", "oxygen"]
    assert found["proton"] == [0]


def test_a_cross_has_a_band_for_each_combination_that_occurs():
    cross = Slice(cross=("zenith", "primary"))
    parts = {
        "zenith": placed([10.0, 30.0, 70.0, 30.0], ZENITH),
        "primary": placed(["iron", "iron", "iron", "proton"], Slice(feature="primary")),
    }
    assert [(" x ".join(band), rows.tolist()) for band, rows in crossed(parts, cross).rows()] == [
        ("0-20 x iron", [0]),
        ("20-60 x iron", [1]),
        ("20-60 x proton", [3]),
        ("outside x iron", [2]),
    ]
    assert cross.name == "zenith x primary"
