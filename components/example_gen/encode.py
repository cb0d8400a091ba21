"""Encodes column batches as tf.Examples framed as TFRecords, without a step per row.

Rows with the same texts have the same layout: a float takes 4 bytes, a vector as many floats in every row,
and an integer is padded to the longest form of a variable-length integer, 10 bytes, which every reader of
protocol buffers accepts. So rows are copies of a template into which whole columns of numbers are written.
Formats: `tensorflow/core/example/feature.proto`, protobuf.dev/programming-guides/encoding and
tensorflow.org/tutorials/load_data/tfrecord.
"""

import dataclasses
import functools
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from components.example_gen.crc32c import add, crc32c, masked
from components.showers.vectors import to_numpy

ROWS_IN_CACHE = 16_384
HEAD_BYTES, FOOT_BYTES = 12, 4
FLOAT_BYTES, INTEGER_BYTES = 4, 10
BYTES_LIST, FLOAT_LIST, INT64_LIST = 1, 2, 3
KINDS = {"f": (FLOAT_LIST, FLOAT_BYTES), "i": (INT64_LIST, INTEGER_BYTES)}

Octets = np.ndarray[Any, np.dtype[np.uint8]]
Integers = np.ndarray[Any, np.dtype[np.int64]]


@dataclasses.dataclass(frozen=True)
class Template:
    """A framed tf.Example whose numbers are zero bytes.

    Attributes:
        frame: length of the example, checksum of the length, the example, room for its checksum [bytes].
        places: name of a number -> where its bytes begin in the frame.
        checksum: of the example.
    """

    frame: bytes
    places: Mapping[str, int]
    checksum: int

    def fill(self, numbers: Mapping[str, Octets], rows: int) -> Octets:
        """Frames [rows, bytes] with these numbers: name -> bytes [rows, width]."""
        frames = np.tile(np.frombuffer(self.frame, np.uint8), (rows, 1))
        sums = np.full(rows, self.checksum, np.uint32)
        foot = len(self.frame) - FOOT_BYTES
        for name, octets in numbers.items():
            end = self.places[name] + octets.shape[1]
            frames[:, self.places[name] : end] = octets
            add(sums, octets, foot - end)
        frames[:, foot:] = octets_of(masked(sums))
        return frames


def encode(table: pa.Table) -> bytes:
    """The bytes of a TFRecord file with these rows, in their order.

    Args:
        table: float32, int64 and string columns without nulls [rows], each of which becomes a feature of one
            value, and fixed size lists of float32, which become features of so many.
    """
    return b"".join(_encode(batch) for batch in table.combine_chunks().to_batches(ROWS_IN_CACHE))


def _encode(batch: pa.RecordBatch) -> pa.Buffer:
    columns = dict(zip(batch.schema.names, batch.columns, strict=True))
    texts = {name: column for name, column in columns.items() if pa.types.is_string(column.type)}
    numbers = {name: to_numpy(column) for name, column in columns.items() if name not in texts}
    kinds = tuple((name, *_kind_of(values)) for name, values in numbers.items())
    frames, rows = [], []
    for texts_here, chosen in _layouts(texts, batch.num_rows):
        part = {name: octets_of(values[chosen]) for name, values in numbers.items()}
        frames.append(template(kinds, tuple(zip(texts, texts_here, strict=True))).fill(part, len(chosen)))
        rows.append(chosen)
    return _in_order(frames, np.concatenate(rows))


def _kind_of(values: np.ndarray[Any, Any]) -> tuple[int, int]:
    """The kind of list that numbers [rows] or [rows, width] become, and its bytes."""
    kind, size = KINDS[values.dtype.kind]
    return kind, size * (values.shape[1] if values.ndim > 1 else 1)


def _layouts(texts: Mapping[str, pa.Array], rows: int) -> list[tuple[tuple[str, ...], Integers]]:
    """Every combination of texts that occurs, with its rows."""
    if not texts:
        return [((), np.arange(rows))]
    coded = [column.dictionary_encode() for column in texts.values()]
    shape = [len(column.dictionary) for column in coded]
    cells = np.ravel_multi_index([column.indices.to_numpy() for column in coded], shape)
    return [
        (
            tuple(
                c.dictionary[int(i)].as_py()
                for c, i in zip(coded, np.unravel_index(cell, shape), strict=True)
            ),
            np.flatnonzero(cells == cell),
        )
        for cell in np.unique(cells)
    ]


def _in_order(frames: list[Octets], rows: Integers) -> pa.Buffer:
    """Joins frames of several lengths in the order of the rows they are of: frame i is of `rows[i]`."""
    sizes = np.concatenate([np.full(len(matrix), matrix.shape[1]) for matrix in frames])
    offsets = np.concatenate(([0], np.cumsum(sizes)))
    content = pa.py_buffer(b"".join(matrix.data for matrix in frames))
    place = np.empty_like(rows)
    place[rows] = np.arange(len(rows))
    joined = pa.LargeBinaryArray.from_buffers(
        pa.large_binary(), len(rows), [None, pa.py_buffer(offsets), content]
    )
    return joined.take(pa.array(place)).buffers()[2]


def octets_of(values: np.ndarray[Any, Any]) -> Octets:
    """The bytes of numbers as tf.Examples hold them: float32 [rows, any] or int64 [rows] -> [rows, bytes]."""
    if values.dtype.kind != "i":
        return np.ascontiguousarray(values).view(np.uint8).reshape(len(values), -1)
    shifts = np.arange(0, 7 * INTEGER_BYTES, 7, dtype=np.uint64)
    octets = (values.astype(np.uint64)[:, None] >> shifts).astype(np.uint8)
    octets[:, :-1] |= 0x80
    return octets


@functools.lru_cache(maxsize=4096)
def template(numbers: tuple[tuple[str, int, int], ...], texts: tuple[tuple[str, str], ...]) -> Template:
    """The template of rows with these numbers (name, kind of list, bytes) and these texts (name, value)."""
    entries = {
        **{name: _entry(name, kind, _field(1, bytes(width))) for name, kind, width in numbers},
        **{name: _entry(name, BYTES_LIST, _field(1, value.encode())) for name, value in texts},
    }
    ordered = sorted(entries)
    example = _field(1, b"".join(entries[name] for name in ordered))
    ends = np.cumsum([len(entries[name]) for name in ordered])
    start = HEAD_BYTES + len(example) - ends[-1]
    widths = {name: width for name, _, width in numbers}
    places = {name: int(start + end) - widths.get(name, 0) for name, end in zip(ordered, ends, strict=True)}
    size = len(example).to_bytes(8, "little")
    head = size + octets_of(masked(np.array([crc32c(size)], np.uint32))).tobytes()
    return Template(head + example + bytes(FOOT_BYTES), places, crc32c(example))


def _entry(name: str, kind: int, values: bytes) -> bytes:
    """One entry of the map of features: a key and a list of that kind."""
    return _field(1, _field(1, name.encode()) + _field(2, _field(kind, values)))


def _field(number: int, content: bytes) -> bytes:
    """A length-delimited field of a protocol buffer."""
    return bytes([number << 3 | 2]) + _length(len(content)) + content


def _length(size: int) -> bytes:
    groups = [size >> shift & 0x7F for shift in range(0, max(size.bit_length(), 1), 7)]
    return bytes(group | 0x80 for group in groups[:-1]) + bytes(groups[-1:])
