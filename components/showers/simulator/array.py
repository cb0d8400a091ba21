"""A triangular grid of stations, everywhere around the core."""

import functools
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

CELLS = 20
"""Cores lie within this many cells from the origin, each way."""
NEIGHBOURS = 61
"""Stations around a core that are asked for their signal."""
_REACH = 6
_ROW = 2 * (CELLS + _REACH) + 1


@functools.cache
def _offsets() -> Array:
    """Grid steps from the corner of a cell to the stations nearest to its middle, int [NEIGHBOURS, 2]."""
    steps = np.stack(np.meshgrid(*[np.arange(-_REACH, _REACH + 1)] * 2), axis=-1).reshape(-1, 2)
    x, y = _position(steps - 0.5)
    order = np.argsort(np.hypot(x, y), kind="stable")
    return np.asarray(steps[order[:NEIGHBOURS]])


def _position(steps: Array) -> tuple[Array, Array]:
    return steps[..., 0] + steps[..., 1] / 2, steps[..., 1] * (np.sqrt(3) / 2)


def cores(random: np.random.Generator, size: int, spacing: float) -> tuple[Array, Array, Array]:
    """Draws where axes meet the ground, uniformly over the array.

    Returns:
        The cell of each, int [events, 2], and east and north of the origin, m [events].
    """
    cells = random.integers(-CELLS, CELLS, (size, 2))
    x, y = _position(cells + random.random((size, 2)))
    return cells, x * spacing, y * spacing


def stations(cells: Array, spacing: float) -> tuple[Array, Array, Array]:
    """The stations around cores.

    Args:
        cells: of the cores, int [events, 2].
        spacing: between neighbours, m.

    Returns:
        Their numbers, int32, and east and north of the origin, m; each [events, NEIGHBOURS].
    """
    steps = cells[:, None, :] + _offsets()
    x, y = _position(steps)
    numbers = 1 + (steps[..., 0] + CELLS + _REACH) * _ROW + steps[..., 1] + CELLS + _REACH
    return numbers.astype(np.int32), x * spacing, y * spacing
