"""CRC-32C of many byte strings of one length at once.

The checksum is linear over exclusive or: what a byte adds depends on its value and on the number of bytes
after it, and on nothing else. So bytes that are equal in all rows are summed once, and only the others are
looked up row by row.
The checksum is Castagnoli's (RFC 3720, appendix B.4); the mask is TensorFlow's (`core/lib/hash/crc32c.h`).
"""

import functools
from typing import Any

import numpy as np

POLYNOMIAL = 0x82F63B78
MASK_DELTA = np.uint32(0xA282EAD8)
ALL_ONES = 0xFFFFFFFF

Sums = np.ndarray[Any, np.dtype[np.uint32]]
Octets = np.ndarray[Any, np.dtype[np.uint8]]


def tables(size: int) -> Sums:
    """What a byte adds to the checksum: [bytes after it < size, value of the byte 256]."""
    return _tables(1 << size.bit_length())[:size]


@functools.cache
def _tables(size: int) -> Sums:
    first = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        first = np.asarray((first >> 1) ^ np.where(first & 1, np.uint32(POLYNOMIAL), np.uint32(0)))
    found = np.empty((size, 256), np.uint32)
    for zeros in range(size):
        found[zeros] = (found[zeros - 1] >> 8) ^ first[found[zeros - 1] & 0xFF] if zeros else first
    return found


def crc32c(content: bytes) -> int:
    """The checksum of one byte string."""
    first = tables(1)[0].tolist()
    remainder = ALL_ONES
    for octet in content:
        remainder = (remainder >> 8) ^ first[(remainder ^ octet) & 0xFF]
    return remainder ^ ALL_ONES


def add(sums: Sums, octets: Octets, after: int) -> None:
    """Adds to the checksums of rows what some neighbouring bytes contribute, in place.

    Args:
        sums: the checksums so far [rows].
        octets: the bytes [rows, bytes], where zeros were counted before.
        after: how many bytes follow them in each row.
    """
    width = octets.shape[1]
    for place, adds in enumerate(tables(after + width)[after:][::-1]):
        sums ^= adds.take(octets[:, place])


def masked(sums: Sums) -> Sums:
    """The checksums as TFRecord files hold them [rows]."""
    return np.asarray(((sums >> 15) | (sums << 17)) + MASK_DELTA)
