"""Parts examples into the bands of a slice."""

from collections.abc import Iterator

import numpy as np

from components.evaluator.arrays import Array
from components.evaluator.plan import Slice

OUTSIDE = "outside"
"""The band of numbers beyond the edges, so that no example leaves a review unseen."""
ROUNDING = 1e-5
"""How far beyond the outer edges a number still counts as within, as a share of the whole range."""


def rows_by_band(values: Array, one: Slice) -> Iterator[tuple[str, Array]]:
    """Each band that occurs, with the indices of its rows.

    Args:
        values: of the sliced feature [rows].
        one: the slice; without edges each value is a band.
    """
    if one.edges is None:
        names, place = np.unique(values.astype(str), return_inverse=True)
    else:
        names, place = np.array([*one.bands, OUTSIDE]), _band_of(values, np.array(one.edges))
    order = np.argsort(place, kind="stable")
    ends = np.cumsum(np.bincount(place, minlength=len(names)))
    for name, rows in zip(names, np.split(order, ends[:-1]), strict=True):
        if len(rows):
            yield str(name), rows


def _band_of(values: Array, edges: Array) -> Array:
    """Index of the band of each value [rows]; one past the last band for those outside."""
    last, slack = len(edges) - 2, ROUNDING * (edges[-1] - edges[0])
    within = (values >= edges[0] - slack) & (values <= edges[-1] + slack)
    band = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, last)
    return np.where(within, band, last + 1)
