"""Lets two native wheels made for glibc 2.39 run on older systems (Debian 12, Ubuntu 22.04, RHEL 9).

    python3.11 -m pipeline.machine.glibc [--check] SITE_PACKAGES

ml-metadata and tensorflow-data-validation publish Linux wheels for newer systems only. All they really
use of those systems are the few symbols of `RULES`, each of which has an older twin that does the same.
The repair points the symbols at their twins in a copy of the file and replaces the file with the copy;
no byte of code changes. A file with any other unmet need is refused, and left exactly as it was.
To undo it, install the two packages again. Where the system provides everything, nothing is done.
"""

import ctypes
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from components.errors import MachineError
from pipeline.machine.elf import NEED_VERSION, SYMBOL, VERSION, Library, Need, Symbol

EXTENSIONS = (
    "tensorflow_data_validation/pywrap/tensorflow_data_validation_extension.so",
    "ml_metadata/metadata_store/pywrap/metadata_store_extension.so",
)
STB_WEAK = 2
RTLD_DI_LINKMAP, LINK_MAP_NAME = 2, 8  # dlinfo(3): which file was loaded; its path is the second field


@dataclass(frozen=True)
class Rule:
    """A symbol too new for the system, the older one that stands in for it, and why that is right."""

    symbol: str
    twin: str
    library: str
    version: str
    why: str
    weak: bool = False


C23 = "the C23 form differs only in reading binary literals such as 0b101, which neither package parses"
RULES = {
    rule.symbol: rule
    for rule in (
        Rule("__isoc23_strtol", "strtol", "libc.so.6", "GLIBC_2.2.5", C23),
        Rule("__isoc23_strtoul", "strtoul", "libc.so.6", "GLIBC_2.2.5", C23),
        Rule("__isoc23_strtoll", "strtoll", "libc.so.6", "GLIBC_2.2.5", C23),
        Rule("__isoc23_strtoull", "strtoull", "libc.so.6", "GLIBC_2.2.5", C23),
        Rule(
            "__cxa_call_terminate",
            "abort",
            "libc.so.6",
            "GLIBC_2.2.5",
            "called when an exception leaves a noexcept function: the process ends either way",
        ),
        Rule(
            "_ZSt21ios_base_library_initv",
            "_ZSt21ios_base_library_initv",
            "libstdc++.so.6",
            "GLIBCXX_3.4",
            "a marker for the linker, never called; older libraries set up iostreams by themselves",
            weak=True,
        ),
    )
}


@cache
def provided(library: str) -> frozenset[str]:
    """Symbol versions of the named system library, as the loader of this process would find it.

    Raises:
        MachineError: the system has no such library.
    """
    try:
        handle = ctypes.CDLL(library)._handle
    except OSError as error:
        raise MachineError(
            f"the system library {library} cannot be loaded",
            where=str(error),
            fix="install it (Debian: apt install libstdc++6 libc6)",
        ) from error
    link_map = ctypes.c_void_p()
    ctypes.CDLL(None).dlinfo(ctypes.c_void_p(handle), RTLD_DI_LINKMAP, ctypes.byref(link_map))
    path = ctypes.c_char_p.from_address((link_map.value or 0) + LINK_MAP_NAME).value or b""
    return Library(Path(os.fsdecode(path))).provides()


def unmet(library: Library) -> list[Need]:
    """The symbol versions that a library wants and this system does not have."""
    return [need for need in library.needs if need.version not in provided(need.library)]


def _rule(library: Library, symbol: Symbol, need: Need) -> Rule:
    if symbol.name not in RULES:
        raise library.refuse(
            f"symbol {symbol.name} needs {need.version} of {need.library}, which this system lacks,"
            " and no older twin is known for it"
        )
    return RULES[symbol.name]


def _rebind(library: Library, symbol: Symbol, rule: Rule) -> None:
    """Points one symbol at its twin, whose name and version the file must already hold."""
    name = library.strings.find(rule.twin.encode() + b"\0")
    versions = [n.index for n in library.needs if (n.library, n.version) == (rule.library, rule.version)]
    if name < 0 or not versions:
        raise library.refuse(f"symbol {symbol.name} has no twin {rule.twin}@{rule.version} in the file")
    _, info, *rest = SYMBOL.unpack_from(library.data, symbol.offset)
    info = (STB_WEAK << 4 | info & 0xF) if rule.weak else info
    SYMBOL.pack_into(library.data, symbol.offset, name, info, *rest)
    VERSION.pack_into(library.data, symbol.version_offset, versions[0])


def _retire(library: Library, need: Need) -> None:
    """Renames a need that no symbol uses any more: the loader refuses a file for its mere presence."""
    met = [n for n in library.needs if n.library == need.library and n.version in provided(n.library)]
    if not met:
        raise library.refuse(
            f"nothing but {need.version} is needed of {need.library}, so it cannot be renamed"
        )
    digest, _, _, name, _ = NEED_VERSION.unpack_from(library.data, met[0].offset)
    _, flags, index, _, step = NEED_VERSION.unpack_from(library.data, need.offset)
    NEED_VERSION.pack_into(library.data, need.offset, digest, flags, index, name, step)


def rebound(path: Path) -> bytes | None:
    """The bytes of a library with every unmet need bound to its twin; None if it needs no repair.

    Raises:
        MachineError: a need is not in `RULES`, or a twin is missing; nothing has been written.
    """
    library = Library(path)
    needs = {need.index: need for need in unmet(library)}
    if not needs:
        return None
    late = [symbol for symbol in library.symbols if symbol.version_index in needs]
    rules = [_rule(library, symbol, needs[symbol.version_index]) for symbol in late]
    for symbol, rule in zip(late, rules, strict=True):
        _rebind(library, symbol, rule)
    for need in needs.values():
        _retire(library, need)
    return bytes(library.data)


def _replace(path: Path, content: bytes) -> None:
    """Puts a verified copy in the file's place: editing it would reach the installer's hard-linked cache."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    copy = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if left := unmet(Library(copy)):
            raise Library(path).refuse(f"it would still need {left[0].version} of {left[0].library}")
        shutil.copymode(path, copy)
        copy.replace(path)
    finally:
        copy.unlink(missing_ok=True)


def repair(site_packages: Path, *, write: bool = True) -> list[Path]:
    """Repairs the extensions under a site-packages folder; returns those that needed it.

    Every file is checked before the first one is written. With `write=False` none is.

    Raises:
        MachineError: an extension is missing, is not what was expected, or cannot be replaced.
    """
    changes = {path: rebound(path) for path in (site_packages / name for name in EXTENSIONS)}
    needed = {path: content for path, content in changes.items() if content is not None}
    if write:
        for path, content in needed.items():
            _replace(path, content)
    return list(needed)


def main(arguments: list[str]) -> int:
    """Repairs (or with --check only looks); returns 0 when nothing is left to do, 1 otherwise."""
    write = "--check" not in arguments
    folders = [a for a in arguments if a != "--check"]
    if len(folders) != 1:
        print("usage: python3.11 -m pipeline.machine.glibc [--check] SITE_PACKAGES", file=sys.stderr)
        return 1
    try:
        needed = repair(Path(folders[0]), write=write)
    except MachineError as error:
        print(error, file=sys.stderr)
        return 1
    for path in needed:
        print(f"{'repaired' if write else 'needs repair'}: {path}")
    if not needed:
        print("nothing to repair: the native wheels suit this system")
    return int(bool(needed) and not write)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
