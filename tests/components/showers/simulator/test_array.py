import numpy as np
import pytest

from components.showers.simulator.array import NEIGHBOURS, cores, stations


@pytest.fixture(scope="module")
def around():
    cells, x, y = cores(np.random.default_rng(0), 3000, 1500.0)
    return x, y, *stations(cells, 1500.0)


def test_stations_stand_on_a_triangular_grid(around):
    _, _, numbers, x, y = around
    gaps = np.hypot(x[:, :, None] - x[:, None], y[:, :, None] - y[:, None])
    gaps[:, np.arange(NEIGHBOURS), np.arange(NEIGHBOURS)] = np.inf
    np.testing.assert_allclose(gaps.min(axis=2), 1500)
    assert (numbers > 0).all()


def test_a_number_is_a_place(around):
    _, _, numbers, x, y = around
    _, first, inverse = np.unique(numbers, return_index=True, return_inverse=True)
    np.testing.assert_allclose(x.ravel()[first][inverse.ravel()], x.ravel(), atol=1e-6)
    np.testing.assert_allclose(y.ravel()[first][inverse.ravel()], y.ravel(), atol=1e-6)
    assert len(np.unique(np.round(x.ravel()[first] + 1e4 * y.ravel()[first], 3))) == len(first)


def test_cores_are_surrounded(around):
    core_x, core_y, _, x, y = around
    distance = np.sort(np.hypot(x - core_x[:, None], y - core_y[:, None]), axis=1)
    assert distance[:, 0].max() <= 1500 / np.sqrt(3) + 1e-6
    assert distance[:, 2].max() < 1500 + 1e-6
    assert distance[:, -1].min() > 5000


def test_cores_are_uniform_in_the_cell(around):
    core_x, core_y, _, x, y = around
    nearest = np.hypot(x - core_x[:, None], y - core_y[:, None]).min(axis=1)
    # Of a hexagon around each station, the share within 600 m.
    assert np.mean(nearest < 600) == pytest.approx(np.pi * 600**2 / (1500**2 * np.sqrt(3) / 2), abs=0.03)
