"""Puts any number of rows in the order of a hash of their id, with the memory of a part of them.

Rows arrive class by class, and readers that take the first few must see all classes. Rows go to bucket files
by the leading bits of their hash; then each bucket is sorted. The order does not depend on how many buckets
there are, nor on the order of arrival.
"""

import pathlib
from collections.abc import Iterator
from typing import Self

import numpy as np
import pyarrow as pa

from components.example_gen.split import Hashes, hashes

ORDER_SEED = 0x0CA5CADA


class Shuffle:
    """Takes tables of one schema, then gives all rows back in the order of the hash of one column.

    Args:
        folder: where the bucket files go; they are removed as they are read.
        key: the column to hash, int64.
        buckets: how many files; a table of one bucket must fit in memory.
    """

    def __init__(self, folder: pathlib.Path, key: str, buckets: int) -> None:
        self._key, self._buckets = key, buckets
        self._paths = [folder / f"bucket-{number}.arrow" for number in range(buckets)]
        self._writers: list[pa.RecordBatchStreamWriter] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def _close(self) -> None:
        for writer in self._writers:
            writer.close()
        self._writers = []

    def _hashes(self, table: pa.Table) -> Hashes:
        return hashes(table[self._key].to_numpy(), ORDER_SEED)

    def add(self, table: pa.Table) -> None:
        """Takes some rows."""
        if not self._writers:
            self._writers = [pa.ipc.new_stream(str(path), table.schema) for path in self._paths]
        if self._buckets == 1:
            self._writers[0].write_table(table)
            return
        buckets = (self._hashes(table) >> 32) * np.uint64(self._buckets) >> 32
        order = np.argsort(buckets, kind="stable")
        sizes = np.bincount(buckets.astype(np.int64), minlength=self._buckets)
        table, start = table.take(pa.array(order)), 0
        for writer, size in zip(self._writers, sizes.tolist(), strict=True):
            writer.write_table(table.slice(start, size))
            start += size

    def tables(self) -> Iterator[pa.Table]:
        """All rows taken, bucket by bucket, in order."""
        self._close()
        for path in self._paths:
            with pa.memory_map(str(path)) as source:
                table = pa.ipc.open_stream(source).read_all()
                yield table.take(pa.array(np.argsort(self._hashes(table)))).combine_chunks()
            path.unlink()
