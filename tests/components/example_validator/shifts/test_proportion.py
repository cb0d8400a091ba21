"""Shares with Wilson's interval."""

import pytest

from components.example_validator.shifts.proportion import share


def test_wilsons_interval_of_a_worked_example():
    """5 of 100: Brown, Cai and DasGupta 2001, equation 4, by hand."""
    found = share(5, 100)
    assert found.value == 0.05
    assert (found.low, found.high) == pytest.approx((0.02154, 0.11175), abs=1e-5)


@pytest.mark.parametrize(("hits", "rows"), [(0, 10), (10, 10), (1, 1)])
def test_it_stays_within_zero_and_one(hits, rows):
    found = share(hits, rows)
    assert 0 <= found.low <= found.value <= found.high <= 1
