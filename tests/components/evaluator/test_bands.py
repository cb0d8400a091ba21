"""Parting examples into bands."""

import numpy as np

from components.evaluator.bands import rows_by_band
from components.evaluator.plan import Slice

ZENITH = Slice(feature="zenith", edges=(0, 20, 60))


def bands(values, one):
    return {band: rows.tolist() for band, rows in rows_by_band(np.array(values), one)}


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
