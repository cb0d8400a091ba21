"""A MariaDB server for one rehearsal: on loopback, with a folder, a user and a password of its own."""

import contextlib
import dataclasses
import pathlib
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator

from kubeflow.errors import KubeflowError

PROGRAMS = ("mariadbd", "mariadb-install-db", "mariadb")
FOLDERS = "/usr/sbin:/usr/bin:/usr/local/bin:/usr/local/sbin"
SECONDS = 60.0
QUICK = (
    "--innodb-buffer-pool-size=64M",
    "--innodb-flush-log-at-trx-commit=2",
    "--performance-schema=OFF",
    "--skip-log-bin",
    "--skip-name-resolve",
)


@dataclasses.dataclass(frozen=True)
class Server:
    """A running server.

    Attributes:
        where: `mysql://HOST:PORT/DATABASE`.
        user: who may do anything in the database, and nothing elsewhere.
        password: of the user.
    """

    where: str
    user: str
    password: str


def missing() -> list[str]:
    """The programs that are not here."""
    return [name for name in PROGRAMS if not shutil.which(name, path=FOLDERS)]


@contextlib.contextmanager
def server(folder: pathlib.Path, database: str = "rehearsal") -> Iterator[Server]:
    """A server that is stopped, and whose folder is removed, at the end of the block.

    Raises:
        KubeflowError: it is not installed, or does not start.
    """
    if missing():
        raise KubeflowError(f"not installed: {', '.join(missing())}", "Debian: apt install mariadb-server")
    folder.mkdir(parents=True)
    log = folder / "log.txt"
    try:
        _install(folder / "data", log)
        port = _free_port()
        with _running(folder, port, log):
            made = Server(f"mysql://127.0.0.1:{port}/{database}", "rehearsal", secrets.token_urlsafe(24))
            _prepare(folder / "socket", database, made)
            yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _install(data: pathlib.Path, log: pathlib.Path) -> None:
    words = [
        "--no-defaults",
        f"--datadir={data}",
        "--skip-test-db",
        "--auth-root-authentication-method=normal",
    ]
    with log.open("w") as stream:
        done = subprocess.run(
            [_program("mariadb-install-db"), *words], stdout=stream, stderr=stream, check=False
        )
    if done.returncode:
        raise KubeflowError(f"MariaDB could not make its tables: {_tail(log)}", "Is there space?")


@contextlib.contextmanager
def _running(folder: pathlib.Path, port: int, log: pathlib.Path) -> Iterator[None]:
    words = ["--no-defaults", f"--datadir={folder / 'data'}", f"--socket={folder / 'socket'}"]
    words += [
        f"--port={port}",
        "--bind-address=127.0.0.1",
        f"--pid-file={folder / 'pid'}",
        *_as_root(),
        *QUICK,
    ]
    with log.open("a") as stream:
        process = subprocess.Popen(
            [_program("mariadbd"), *words], stdout=stream, stderr=stream, start_new_session=True
        )
    try:
        _wait(process, port, log)
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _as_root() -> list[str]:
    import os

    return ["--user=root"] if os.geteuid() == 0 else []


def _wait(process: "subprocess.Popen[bytes]", port: int, log: pathlib.Path) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise KubeflowError(f"MariaDB did not start: {_tail(log)}", "Its log says why.")


def _prepare(place: pathlib.Path, database: str, made: Server) -> None:
    """Root is let in through the socket without a password, so it gets one as well."""
    who = f"'{made.user}'@'127.0.0.1'"
    text = f"""
        CREATE DATABASE {database};
        CREATE USER {who} IDENTIFIED BY '{made.password}';
        GRANT ALL ON {database}.* TO {who};
        ALTER USER 'root'@'localhost' IDENTIFIED BY '{secrets.token_urlsafe(24)}';
    """
    words = [_program("mariadb"), "--no-defaults", f"--socket={place}", "--user=root"]
    done = subprocess.run(words, input=text, capture_output=True, text=True, check=False)
    if done.returncode:
        raise KubeflowError(f"MariaDB refuses: {done.stderr.strip()}")


def _program(name: str) -> str:
    return shutil.which(name, path=FOLDERS) or name


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _tail(log: pathlib.Path) -> str:
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
