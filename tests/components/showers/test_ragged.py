"""Sums and means over stations, against events small enough to add up by hand."""

import numpy as np
import pytest

from components.showers.ragged import any_of, spread, total, weighted_mean

OFFSETS = np.array([0, 3, 4])


def test_each_event_has_the_sum_of_its_stations():
    assert total(np.array([1.0, 2.0, 3.0, 10.0]), OFFSETS).tolist() == [6, 10]


def test_an_event_is_in_a_mask_when_one_of_its_stations_is():
    assert any_of(np.array([False, True, False, False]), OFFSETS).tolist() == [True, False]


def test_spread_gives_each_station_the_value_of_its_event():
    assert spread(np.array([5, 7]), OFFSETS).tolist() == [5, 5, 5, 7]


def test_values_without_weight_do_not_matter_even_if_undefined():
    found = weighted_mean(np.array([1.0, 4.0, np.nan, 8.0]), np.array([2.0, 1.0, 0.0, 3.0]), OFFSETS)
    assert found.tolist() == [2, 8]


@pytest.mark.filterwarnings("error")
def test_a_mean_without_weights_is_undefined_without_a_warning():
    assert np.isnan(weighted_mean(np.ones(4), np.zeros(4), OFFSETS)).all()
