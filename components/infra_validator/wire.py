"""Messages over a pipe: a head in JSON and arrays in NumPy's own format, never a pickled object."""

import io
import json
import struct
from collections.abc import Mapping
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Arrays = Mapping[str, Array]

_SIZE = struct.Struct(">Q")


def write_message(stream: BinaryIO, head: Mapping[str, Any], arrays: Arrays | None = None) -> None:
    """Sends one message; arrays are numbers, or of type object and hold bytes."""
    arrays = arrays or {}
    described = {
        name: {"text": array.dtype == object, "shape": array.shape} for name, array in arrays.items()
    }
    content = json.dumps({**head, "arrays": described}).encode()
    stream.write(_SIZE.pack(len(content)) + content)
    for array in arrays.values():
        for part in _split_text(array) if array.dtype == object else (array,):
            _write_array(stream, part)
    stream.flush()


def read_message(stream: BinaryIO) -> tuple[dict[str, Any], dict[str, Array]]:
    """Receives one message.

    Raises:
        EOFError: the other side is gone.
    """
    head = json.loads(_read(stream, _SIZE.unpack(_read(stream, _SIZE.size))[0]))
    arrays = {}
    for name, described in head.pop("arrays").items():
        array = _read_array(stream)
        joined = _join_text(array, _read_array(stream)) if described["text"] else array
        arrays[name] = joined.reshape(described["shape"])
    return head, arrays


def _write_array(stream: BinaryIO, array: Array) -> None:
    content = io.BytesIO()  # NumPy writes to and reads from files that can seek only
    np.lib.format.write_array(content, array, allow_pickle=False)
    stream.write(_SIZE.pack(content.tell()))
    stream.write(content.getbuffer())


def _read_array(stream: BinaryIO) -> Array:
    content = io.BytesIO(_read(stream, _SIZE.unpack(_read(stream, _SIZE.size))[0]))
    return np.lib.format.read_array(content, allow_pickle=False)


def _read(stream: BinaryIO, size: int) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise EOFError
    return content


def _split_text(array: Array) -> tuple[Array, Array]:
    values: list[bytes] = array.ravel().tolist()
    ends = np.cumsum([len(value) for value in values], dtype=np.int64)
    return ends, np.frombuffer(b"".join(values), np.uint8)


def _join_text(ends: Array, content: Array) -> Array:
    starts = np.concatenate([[0], ends[:-1]])
    joined = content.tobytes()
    values = [joined[start:end] for start, end in zip(starts, ends, strict=False)]
    return np.fromiter(values, dtype=object, count=len(values))
