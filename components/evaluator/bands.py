"""Parts examples into the bands of a slice."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa

from components.evaluator.arrays import Array
from components.evaluator.plan import Slice

OUTSIDE = "outside"
"""The band of numbers beyond the edges, so that no example leaves a review unseen."""
ROUNDING = 1e-5
"""How far beyond the outer edges a number still counts as within, as a share of the whole range."""


@dataclasses.dataclass(frozen=True)
class Placed:
    """Which band each example is in.

    Attributes:
        bands: of each band its name, or the names of the bands that it crosses [bands].
        places: index of the band of each row [rows], in as few bytes as will do.
    """

    bands: tuple[tuple[str, ...], ...]
    places: Array

    def rows(self) -> Iterator[tuple[tuple[str, ...], Array]]:
        """Each band that occurs, with the indices of its rows."""
        order = np.argsort(self.places, kind="stable")
        ends = np.cumsum(np.bincount(self.places, minlength=len(self.bands)))
        for band, rows in zip(self.bands, np.split(order, ends[:-1]), strict=True):
            if len(rows):
                yield band, rows


class Places:
    """Gathers the bands of one slice, batch by batch."""

    def __init__(self, one: Slice) -> None:
        """For a slice of one feature."""
        self._edges = None if one.edges is None else np.array(one.edges)
        known = [*one.bands, OUTSIDE] if one.edges else []
        self._names = {name: place for place, name in enumerate(known)}
        self._parts: list[Array] = []

    def add(self, column: pa.ChunkedArray) -> None:
        """Takes the values of the next rows [rows]."""
        found = self._texts(column) if self._edges is None else band_of(column.to_numpy(), self._edges)
        self._parts.append(found.astype(np.min_scalar_type(len(self._names))))

    def all(self, first: Sequence[str]) -> Placed:
        """Of all rows.

        Args:
            first: names that come first, in their order; others that are not of numbers follow sorted.
        """
        places = np.concatenate(self._parts)
        if self._edges is not None:
            return Placed(tuple((name,) for name in self._names), places)
        order = {name: place for place, name in enumerate(first)}
        names = sorted(self._names, key=lambda name: (order.get(name, len(order)), name))
        moved = np.empty(len(names), places.dtype)
        moved[[self._names[name] for name in names]] = np.arange(len(names))
        return Placed(tuple((name,) for name in names), moved[places])

    def _texts(self, column: pa.ChunkedArray) -> Array:
        encoded = column.combine_chunks().dictionary_encode()
        known = [self._names.setdefault(str(v), len(self._names)) for v in encoded.dictionary.to_pylist()]
        return np.asarray(np.array(known)[encoded.indices.to_numpy(zero_copy_only=False)])


def crossed(parts: Mapping[str, Placed], one: Slice) -> Placed:
    """The combinations of bands that a cross of features makes.

    Args:
        parts: of each feature.
        one: a cross of some of them.
    """
    bands: tuple[tuple[str, ...], ...] = ((),)
    places = np.zeros(1, np.int64)
    for feature in one.features:
        part = parts[feature]
        places = places * len(part.bands) + part.places
        bands = tuple((*band, *more) for band in bands for more in part.bands)
    return Placed(bands, places.astype(np.min_scalar_type(len(bands))))


def band_of(values: Array, edges: Array) -> Array:
    """Index of the band of each value [rows]; one past the last band for those outside."""
    last, slack = len(edges) - 2, ROUNDING * (edges[-1] - edges[0])
    within = (values >= edges[0] - slack) & (values <= edges[-1] + slack)
    band = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, last)
    return np.where(within, band, last + 1)
