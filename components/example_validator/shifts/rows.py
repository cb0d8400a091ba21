"""A bounded sample of rows in memory, chosen by a hash of their ids: the same rows whatever their order."""

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from components.columns import (
    Array,
    Batch,
    Batches,
    blocks_of,
    column_of,
    flat_numbers,
    hashes,
    whole_numbers,
)
from components.showers.dataset import Dataset, Feature

LIMIT = 50_000
"""Rows of one side that are kept."""

Extract = Callable[[Batch], dict[str, Array]]
"""What is kept of a batch: by name [rows] or [rows, width], the same names of every batch."""


@dataclasses.dataclass(frozen=True)
class Rows:
    """Some rows.

    Attributes:
        keys: hashes of the ids, uint64 [rows]; those with the smallest are kept.
        ids: int64 [rows]; -1 where a row has none.
        blocks: the block of each row's group, 0 to BLOCKS - 1 [rows].
        columns: by name [rows] or [rows, width].
    """

    keys: Array
    ids: Array
    blocks: Array
    columns: dict[str, Array]

    def __len__(self) -> int:
        return len(self.keys)

    def take(self, chosen: Array) -> "Rows":
        """The rows of these places, or of this mask [rows]."""
        kept = {name: column[chosen] for name, column in self.columns.items()}
        return Rows(self.keys[chosen], self.ids[chosen], self.blocks[chosen], kept)


def sampled(
    batches: Batches, dataset: Dataset, extract: Extract, *, limit: int = LIMIT, only: Array | None = None
) -> Rows | None:
    """The rows with the smallest hashes of their ids, by ascending hash; None where there are no batches.

    No more than `limit` rows, a quarter of that and one batch are in memory, whatever the number of rows that
    is read; of a batch only the rows that may be kept are extracted.

    Args:
        batches: what is read once.
        dataset: names the id and the group.
        extract: what is kept of a batch.
        limit: rows to keep; all rows of an id are kept, or none.
        only: ids [any] that may be kept; None for all.
    """
    parts: list[Rows] = []
    bar = None
    for batch in batches:
        parts.append(_rows_of(batch, dataset, extract, only, bar))
        if sum(map(len, parts)) > limit + limit // 4:
            parts = [_smallest(_joined(parts), limit)]
            bar = parts[0].keys[-1]
    return _smallest(_joined(parts), limit) if parts else None


def matrix(column: object, feature: Feature) -> Array:
    """The values of a feature with a shape, float32 [rows, width]; NaN where a row has fewer.

    Args:
        column: Arrow, in any of the shapes that `components.columns` knows.
        feature: has a shape.
    """
    values, rows = flat_numbers(column)  # type: ignore[arg-type]
    counts = np.bincount(rows, minlength=len(column))  # type: ignore[arg-type]
    place = np.arange(len(values)) - np.repeat(np.cumsum(counts) - counts, counts)
    filled = np.full((len(counts), feature.width), np.nan, np.float32)
    fits = place < feature.width
    filled[rows[fits], place[fits]] = values[fits]
    return filled


def _rows_of(
    batch: Batch, dataset: Dataset, extract: Extract, only: Array | None, bar: np.uint64 | None
) -> Rows:
    """The rows of a batch whose ids are among these and whose hashes are not above the bar."""
    found = pc.fill_null(whole_numbers(column_of(batch, dataset.id.name)), -1)
    ids = np.asarray(found.to_numpy(zero_copy_only=False))
    wanted = np.ones(len(ids), bool) if only is None else np.isin(ids, only)
    if bar is not None:
        wanted &= hashes(ids) <= bar
    if not wanted.all():
        batch, ids = batch.filter(pa.array(wanted)), ids[wanted]
    return Rows(hashes(ids), ids, blocks_of(batch, dataset), extract(batch))


def _smallest(rows: Rows, limit: int) -> Rows:
    """At most so many rows; all rows of the first id even where these are more."""
    ordered = rows.take(np.argsort(rows.keys, kind="stable"))
    if len(ordered) <= limit:
        return ordered
    end = np.searchsorted(ordered.keys, ordered.keys[limit])
    return ordered.take(np.arange(end or limit))


def _joined(parts: Sequence[Rows]) -> Rows:
    columns = {name: np.concatenate([one.columns[name] for one in parts]) for name in parts[0].columns}
    keys, ids, blocks = (
        np.concatenate([getattr(one, name) for one in parts]) for name in ("keys", "ids", "blocks")
    )
    return Rows(keys, ids, blocks, columns)
