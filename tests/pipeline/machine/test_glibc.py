"""The repair of wheels that are newer than the system: what it changes, what it refuses, what it leaves."""

import os
import pathlib
import subprocess
import sys

import pytest

from components.errors import MachineError
from pipeline.machine import glibc
from pipeline.machine.elf import Library

ROOT = pathlib.Path(__file__).resolve().parents[3]
CACHE = pathlib.Path(os.environ.get("UV_CACHE_DIR", pathlib.Path.home() / ".cache/uv")) / "archive-v0"


def call_parse(path):
    """What parse("42") of a library gives, asked of the real loader in a process of its own."""
    program = "import ctypes, sys; print(ctypes.CDLL(sys.argv[1], mode=2).parse(b'42'))"
    return subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=False)


def snapshot(folder):
    """Everything under a folder that a careless repair could change."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path: (path.stat().st_ino, path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def extensions(site_packages):
    return [site_packages / name for name in glibc.EXTENSIONS]


@pytest.mark.parametrize("tables", ["-Wl,--hash-style=gnu", "-Wl,--hash-style=sysv", "-Wl,--hash-style=both"])
def test_a_refused_library_loads_and_works_after_the_repair(build, tables, tmp_path):
    path = build(tables)
    before = call_parse(path)
    assert "GLIBC_2.99' not found" in before.stderr
    repaired = tmp_path / "repaired.so"
    repaired.write_bytes(glibc.rebound(path))
    after = call_parse(repaired)
    assert (after.stdout, after.stderr) == ("42\n", "")


def test_each_symbol_is_bound_to_its_twin_and_no_need_is_left(site_packages):
    glibc.repair(site_packages)
    library = Library(extensions(site_packages)[0])
    versions = {need.index: need.version for need in library.needs}
    bound = {
        symbol.name: versions[symbol.version_index] for symbol in library.symbols if symbol.version_index > 1
    }
    assert bound == {
        "strtol": "GLIBC_2.2.5",
        "abort": "GLIBC_2.2.5",
        "_Znwm": "GLIBCXX_3.4",
        "_ZSt21ios_base_library_initv": "GLIBCXX_3.4",
    }
    assert glibc.unmet(library) == []


def test_the_marker_that_older_systems_lack_becomes_optional(site_packages):
    glibc.repair(site_packages)
    library = Library(extensions(site_packages)[0])
    bindings = {symbol.name: library.data[symbol.offset + 4] >> 4 for symbol in library.symbols}
    assert [name for name, binding in bindings.items() if binding == glibc.STB_WEAK] == [
        "_ZSt21ios_base_library_initv"
    ]


def test_only_table_entries_change_never_code(extension):
    before, after = extension.read_bytes(), glibc.rebound(extension)
    changed = [i for i, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    tables_end = max(need.offset for need in Library(extension).needs) + 16
    assert 0 < len(changed) < 60
    assert max(changed) < tables_end


def test_the_installers_cache_keeps_its_bytes(site_packages, tmp_path, extension):
    path, cached = extensions(site_packages)[0], tmp_path / "cache.so"
    os.link(path, cached)
    glibc.repair(site_packages)
    assert cached.read_bytes() == extension.read_bytes()
    assert path.read_bytes() != cached.read_bytes()
    assert path.stat().st_mode == cached.stat().st_mode


def test_a_second_repair_changes_nothing(site_packages):
    assert glibc.repair(site_packages) == extensions(site_packages)
    before = snapshot(site_packages)
    assert glibc.repair(site_packages) == []
    assert snapshot(site_packages) == before


def test_a_library_the_system_suits_is_left_alone(site_packages, build):
    for path in extensions(site_packages):
        path.write_bytes(build(source="void abort(void); void stop(void) { abort(); }").read_bytes())
    before = snapshot(site_packages)
    assert glibc.repair(site_packages) == []
    assert snapshot(site_packages) == before


UNKNOWN = "void memfrob99(void); void other(void) { memfrob99(); }"
NO_ABORT = (
    "void __cxa_call_terminate(void *), *_Znwm(unsigned long);"
    "void f(void) { __cxa_call_terminate(_Znwm(1)); }"
)
NO_OLD_NEED = (
    "long __isoc23_strtol(const char *, char **, int); long f(void) { return __isoc23_strtol(0, 0, 0); }"
)


@pytest.mark.parametrize(
    ("c", "complaint"),
    [
        ({"more": UNKNOWN}, "symbol memfrob99 needs GLIBC_2.99 of libc.so.6"),
        ({"source": NO_ABORT}, "symbol __cxa_call_terminate has no twin abort@GLIBC_2.2.5"),
        ({"source": NO_OLD_NEED}, "symbol __isoc23_strtol has no twin strtol@GLIBC_2.2.5"),
    ],
)
def test_what_it_does_not_know_is_refused_before_anything_is_written(site_packages, build, c, complaint):
    _, bad = extensions(site_packages)
    bad.write_bytes(build(**c).read_bytes())
    before = snapshot(site_packages)
    with pytest.raises(MachineError, match=complaint) as refusal:
        glibc.repair(site_packages)
    assert refusal.value.where == str(bad)
    assert snapshot(site_packages) == before


def wrong_machine(data):
    return data[:18] + b"\xb7\x00" + data[20:]  # 64-bit ARM


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (wrong_machine, "64-bit x86"),
        (lambda data: b"#!/bin/sh\n", "64-bit x86|damaged"),
        (lambda data: data[:700], "damaged or cut short"),
        (lambda data: data[:-5000], "damaged or cut short"),
        (lambda data: b"", "64-bit x86|damaged"),
    ],
)
def test_what_is_no_sound_library_is_refused(site_packages, damage, complaint):
    bad = extensions(site_packages)[1]
    bad.write_bytes(damage(bad.read_bytes()))
    before = snapshot(site_packages)
    with pytest.raises(MachineError, match=complaint):
        glibc.repair(site_packages)
    assert snapshot(site_packages) == before


def test_a_missing_extension_is_named_with_the_cure(tmp_path):
    with pytest.raises(MachineError, match=r"No such file") as refusal:
        glibc.repair(tmp_path)
    assert glibc.EXTENSIONS[0] in refusal.value.where
    assert "make setup" in refusal.value.fix


def run(*arguments):
    """The program as a bare Python runs it, without site-packages."""
    command = [sys.executable, "-S", "-E", "-m", "pipeline.machine.glibc", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_program_needs_the_standard_library_only(site_packages):
    before = snapshot(site_packages)
    look = run("--check", site_packages)
    assert (look.returncode, look.stdout.count("needs repair: ")) == (1, 2)
    assert snapshot(site_packages) == before
    done = run(site_packages)
    assert (done.returncode, done.stdout.count("repaired: ")) == (0, 2)
    again = run(site_packages)
    assert (again.returncode, "nothing to repair" in again.stdout) == (0, True)


def test_the_program_says_what_is_wrong_without_a_stack_trace(tmp_path):
    for done in (run(), run(tmp_path)):
        assert done.returncode == 1
        assert done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", glibc.EXTENSIONS)
def test_the_wheels_own_extensions_load_after_the_repair(name, tmp_path):
    pristine = next(CACHE.glob(f"*/{name}"), None)
    if pristine is None:
        pytest.skip(f"no wheel with {name} in the download cache {CACHE}")
    content = glibc.rebound(pristine)
    late = glibc.unmet(Library(pristine))
    assert (content is not None) == bool(late)
    repaired = tmp_path / "repaired.so"
    repaired.write_bytes(content or pristine.read_bytes())
    load = "import ctypes, sys; ctypes.CDLL(sys.argv[1], mode=2)"
    before = subprocess.run([sys.executable, "-c", load, pristine], capture_output=True, check=False)
    subprocess.run([sys.executable, "-c", load, repaired], check=True)
    assert (before.returncode != 0) == bool(late)
