"""Reads the dynamic tables of a 64-bit x86 Linux library: what it needs, what it provides.

Only the standard library is used, and everything is found the way the loader finds it, through the
program headers and the dynamic section; section headers are never trusted. Layouts are those of elf(5).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from components.errors import MachineError

PT_LOAD, PT_DYNAMIC = 1, 2
DT_HASH, DT_STRTAB, DT_SYMTAB, DT_RELA, DT_STRSZ, DT_JMPREL = 4, 5, 6, 7, 10, 23
DT_GNU_HASH, DT_VERSYM, DT_VERDEF, DT_VERDEFNUM = 0x6FFFFEF5, 0x6FFFFFF0, 0x6FFFFFFC, 0x6FFFFFFD
DT_VERNEED, DT_VERNEEDNUM = 0x6FFFFFFE, 0x6FFFFFFF
TABLES = (DT_HASH, DT_STRTAB, DT_SYMTAB, DT_RELA, DT_JMPREL, DT_GNU_HASH, DT_VERSYM, DT_VERDEF, DT_VERNEED)

SYMBOL = struct.Struct("<IBBHQQ")  # name, info, other, section, value, size
VERSION = struct.Struct("<H")
NEED = struct.Struct("<HHIII")  # version, count, file, aux, next
NEED_VERSION = struct.Struct("<IHHII")  # hash, flags, index, name, next
DEFINITION = struct.Struct("<HHHHIII")  # version, flags, index, count, hash, aux, next

X86_64 = b"\x7fELF\x02\x01", 62
HIDDEN = 0x8000  # the top bit of a version index is a flag


@dataclass(frozen=True)
class Need:
    """One version that the library wants from another; `offset` is where the file says so."""

    library: str
    version: str
    index: int
    offset: int


@dataclass(frozen=True)
class Symbol:
    """One undefined dynamic symbol; offsets say where its entry and its version index lie in the file."""

    name: str
    version_index: int
    offset: int
    version_offset: int


class Library:
    """The dynamic tables of one shared library, read from its bytes.

    Raises:
        MachineError: the file is missing, is not ELF for 64-bit x86, or is cut short.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.data = bytearray(path.read_bytes())
            self._segments = list(self._program_headers())
            if any(offset + size > len(self.data) for _, offset, _, size in self._segments):
                raise ValueError("a segment ends after the file")
            self.dynamic = dict(self._dynamic_entries())
            self.needs, self.symbols = list(self._needs()), list(self._undefined())
        except OSError as error:
            raise MachineError(
                f"cannot read a shared library: {error.strerror}",
                where=str(path),
                fix="make the environment again: rm -r .venv && make setup",
            ) from error
        except (struct.error, IndexError, ValueError, KeyError) as error:
            raise self.refuse("its dynamic tables are damaged or cut short") from error

    def refuse(self, what: str) -> MachineError:
        """The error that says why this file is left as it is."""
        return MachineError(
            what,
            where=str(self.path),
            fix="install its package again, or use a newer system (Debian 13, Ubuntu 24.04)",
        )

    def _program_headers(self) -> Iterator[tuple[int, int, int, int]]:
        """Yields (type, file offset, address, size in the file) of every segment."""
        if (bytes(self.data[:6]), *struct.unpack_from("<H", self.data, 18)) != X86_64:
            raise self.refuse("it is not a shared library for 64-bit x86 Linux")
        (start,) = struct.unpack_from("<Q", self.data, 32)
        size, count = struct.unpack_from("<HH", self.data, 54)
        for at in range(start, start + size * count, size):
            kind, _, offset, address, _, in_file = struct.unpack_from("<IIQQQQ", self.data, at)
            yield kind, offset, address, in_file

    def _dynamic_entries(self) -> Iterator[tuple[int, int]]:
        for kind, offset, _, size in self._segments:
            if kind == PT_DYNAMIC:
                for tag, value in struct.iter_unpack("<QQ", self.data[offset : offset + size]):
                    if tag == 0:
                        return
                    yield tag, value

    def _table(self, tag: int) -> int:
        """File offset of the table that the dynamic section gives an address for."""
        address = self.dynamic[tag]
        for kind, offset, start, size in self._segments:
            if kind == PT_LOAD and start <= address < start + size:
                return offset + address - start
        raise ValueError(f"address {address:#x} lies in no segment")

    def _room(self, tag: int) -> int:
        """Bytes from a table to the one after it: the symbol tables do not store their own length."""
        start = self.dynamic[tag]
        return min(self.dynamic[t] for t in TABLES if self.dynamic.get(t, 0) > start) - start

    @cached_property
    def strings(self) -> bytes:
        """The dynamic string table: names separated by NUL."""
        start = self._table(DT_STRTAB)
        return bytes(self.data[start : start + self.dynamic[DT_STRSZ]])

    def _string(self, offset: int) -> str:
        return self.strings[offset : self.strings.index(b"\0", offset)].decode()

    def _needs(self) -> Iterator[Need]:
        at = self._table(DT_VERNEED) if DT_VERNEED in self.dynamic else 0
        for _ in range(self.dynamic.get(DT_VERNEEDNUM, 0)):
            _, count, file, aux, following = NEED.unpack_from(self.data, at)
            entry = at + aux
            for _ in range(count):
                _, _, index, name, step = NEED_VERSION.unpack_from(self.data, entry)
                yield Need(self._string(file), self._string(name), index & ~HIDDEN, entry)
                entry += step
            if not following:
                return
            at += following

    def _undefined(self) -> Iterator[Symbol]:
        if DT_VERSYM not in self.dynamic:
            return
        symbols, versions = self._table(DT_SYMTAB), self._table(DT_VERSYM)
        count = min(self._room(DT_SYMTAB) // SYMBOL.size, self._room(DT_VERSYM) // VERSION.size)
        for i in range(1, count):  # entry 0 is reserved
            at, version_at = symbols + i * SYMBOL.size, versions + i * VERSION.size
            name, _, _, section, _, _ = SYMBOL.unpack_from(self.data, at)
            if section == 0:
                (index,) = VERSION.unpack_from(self.data, version_at)
                yield Symbol(self._string(name), index & ~HIDDEN, at, version_at)

    def provides(self) -> frozenset[str]:
        """Names of the symbol versions that this library defines for others."""
        names, at = set(), self._table(DT_VERDEF) if DT_VERDEF in self.dynamic else 0
        for _ in range(self.dynamic.get(DT_VERDEFNUM, 0)):
            _, _, _, _, _, aux, following = DEFINITION.unpack_from(self.data, at)
            (name,) = struct.unpack_from("<I", self.data, at + aux)
            names.add(self._string(name))
            if not following:
                break
            at += following
        return frozenset(names)
