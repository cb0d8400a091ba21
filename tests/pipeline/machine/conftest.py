"""Real shared libraries, built here, that need what no system provides."""

import pathlib
import subprocess
import textwrap

import pytest

from pipeline.machine.glibc import EXTENSIONS

# Stand-ins to link against, under the system libraries' names: version 99 of anything is too new for all.
SYSTEM = {
    "libc.so.6": (
        "void __isoc23_strtol(void){} void memfrob99(void){} void abort(void){}",
        "GLIBC_2.2.5 {global: abort; local: *;}; GLIBC_2.99 {global: __isoc23_strtol; memfrob99;};",
    ),
    "libstdc++.so.6": (
        "void _Znwm(void){} void __cxa_call_terminate(void){} void _ZSt21ios_base_library_initv(void){}",
        "GLIBCXX_3.4 {global: _Znwm; local: *;}; CXXABI_1.3.99 {global: __cxa_call_terminate;};"
        "GLIBCXX_3.4.99 {global: _ZSt21ios_base_library_initv;};",
    ),
}
LIKE_THE_WHEELS = """
    long __isoc23_strtol(const char *, char **, int);
    void abort(void), __cxa_call_terminate(void *), *_Znwm(unsigned long);
    __asm__(".globl _ZSt21ios_base_library_initv");  /* as <iostream> does */
    long parse(const char *text) { return __isoc23_strtol(text, 0, 10); }
    void *grab(void) { return _Znwm(8); }
    void stop(int how) { if (how > 1) __cxa_call_terminate(0); if (how) abort(); }
"""


def compile_c(source: str, target: pathlib.Path, *options: object) -> pathlib.Path:
    """A shared library made of C, without the compiler's own libraries."""
    code = target.with_suffix(".c")
    code.write_text(textwrap.dedent(source), encoding="utf-8")
    plain = ["gcc", "-w", "-shared", "-fPIC", "-fno-builtin", "-nostdlib", "-Wl,--no-as-needed"]
    subprocess.run([*plain, "-o", target, code, *options], check=True)
    code.unlink()
    return target


@pytest.fixture(scope="session")
def system(tmp_path_factory):
    folder = tmp_path_factory.mktemp("system")
    for name, (source, versions) in SYSTEM.items():
        script = folder / "versions"
        script.write_text(versions, encoding="utf-8")
        compile_c(source, folder / name, f"-Wl,-soname={name}", f"-Wl,--version-script={script}")
    return [folder / name for name in SYSTEM]


@pytest.fixture(scope="session")
def build(system, tmp_path_factory):
    """Builds an extension from C, linked against system libraries of the future."""

    def build(*options, source=LIKE_THE_WHEELS, more=""):
        target = tmp_path_factory.mktemp("extension") / "extension.so"
        return compile_c(source + more, target, *system, "-Wl,-z,now", *options)

    return build


@pytest.fixture(scope="session")
def extension(build):
    """An extension with every need the wheels have; nobody may change it."""
    return build()


@pytest.fixture
def site_packages(tmp_path, extension):
    """A site-packages folder whose two extensions need the repair."""
    for name in EXTENSIONS:
        target = tmp_path / "site-packages" / name
        target.parent.mkdir(parents=True)
        target.write_bytes(extension.read_bytes())
        target.chmod(0o750)
    return tmp_path / "site-packages"
