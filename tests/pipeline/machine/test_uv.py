"""Fetching the installer: the locked bytes or none, whole or not at all."""

import contextlib
import hashlib
import http.server
import io
import os
import pathlib
import socket
import threading
import zipfile

import pytest

from components.errors import MachineError
from pipeline.machine import uv

ROOT = pathlib.Path(__file__).resolve().parents[3]


def wheel_bytes():
    """A wheel of uv 9.9.9 whose program is a shell script."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("uv-9.9.9.data/scripts/uv", "#!/bin/sh\necho uv 9.9.9\n")
    return buffer.getvalue()


def write_lock(folder, url, content):
    digest = hashlib.sha256(content).hexdigest()
    lock = folder / "uv.lock"
    lock.write_text(
        '[[package]]\nname = "other"\nversion = "1"\n\n'
        '[[package]]\nname = "uv"\nversion = "9.9.9"\nwheels = [\n'
        f'  {{ url = "{url}/uv-9.9.9-py3-none-musllinux_1_1_x86_64.whl", hash = "sha256:00" }},\n'
        f'  {{ url = "{url}/uv-9.9.9-py3-none-manylinux_2_17_aarch64.whl", hash = "sha256:11" }},\n'
        f'  {{ url = "{url}/uv-9.9.9-py3-none-manylinux_2_17_x86_64.whl", hash = "sha256:{digest}" }},\n]\n',
        encoding="utf-8",
    )
    return lock


@contextlib.contextmanager
def registry(content):
    """A web server that gives this content for every address; yields its own address and what was asked."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    """The servers of these tests are on this machine, whatever stands between it and the others."""
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.fixture
def nowhere():
    """An address at which nobody listens."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{reserved.getsockname()[1]}"


def test_the_projects_own_lock_names_a_wheel_and_its_hash():
    wheel = uv.locked(ROOT / "uv.lock")
    assert wheel.url.startswith("https://")
    assert "manylinux" in wheel.url
    assert wheel.version in wheel.url
    assert len(bytes.fromhex(wheel.sha256)) == 32


def test_the_locked_wheel_is_fetched_verified_and_made_executable_once(tmp_path):
    with registry(wheel_bytes()) as (address, asked):
        lock = write_lock(tmp_path, address, wheel_bytes())
        program = uv.ready(lock, tmp_path / ".tools")
        assert uv.ready(lock, tmp_path / ".tools") == program
    assert asked == ["/uv-9.9.9-py3-none-manylinux_2_17_x86_64.whl"]
    assert program == tmp_path / ".tools/uv-9.9.9/uv"
    assert program.stat().st_mode & 0o777 == 0o755
    assert os.listdir(program.parent) == ["uv"]


def test_other_bytes_than_the_locked_ones_are_refused_and_not_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(other_uv(tmp_path).parent))  # which must not be used to hide it
    with registry(wheel_bytes() + b"x") as (address, _):
        lock = write_lock(tmp_path, address, wheel_bytes())
        with pytest.raises(MachineError, match="the lock file says"):
            uv.ready(lock, tmp_path / ".tools")
    assert [path for path in (tmp_path / ".tools").rglob("*") if path.is_file()] == []


def other_uv(folder):
    program = folder / "bin/uv"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    return program


def test_without_a_network_a_uv_on_the_path_is_used_and_that_is_said(tmp_path, monkeypatch, nowhere, capsys):
    other = other_uv(tmp_path)
    monkeypatch.setenv("PATH", str(other.parent))
    assert uv.ready(write_lock(tmp_path, nowhere, b""), tmp_path / ".tools") == other
    assert f"cannot be downloaded (<urlopen error [Errno 111] Connection refused>); using {other}" in (
        capsys.readouterr().out
    )


def test_without_a_network_or_another_uv_it_says_what_to_do(tmp_path, monkeypatch, nowhere):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MachineError, match="cannot be downloaded") as refusal:
        uv.ready(write_lock(tmp_path, nowhere, b""), tmp_path / ".tools")
    assert "check the network" in refusal.value.fix


@pytest.mark.parametrize(
    "content", ["", "not toml [", "[[package]]\nname = 'uv'\nversion = '1'\nwheels = []\n"]
)
def test_a_damaged_lock_is_named(tmp_path, content):
    lock = tmp_path / "uv.lock"
    lock.write_text(content, encoding="utf-8")
    with pytest.raises(MachineError, match="does not name a wheel") as refusal:
        uv.locked(lock)
    assert refusal.value.where == str(lock)
