"""The ML Metadata database: a SQLite file, or `mysql://HOST:PORT/DATABASE`.

A place holds no user and no password, so that none is ever written down: they come from the environment,
CASCADA_METADATA_USER and CASCADA_METADATA_PASSWORD.
"""

import contextlib
import os
import pathlib
import socket
from typing import Any
from urllib.parse import SplitResult, urlsplit

from components.errors import CascadaError, MachineError, SettingsError

USER, PASSWORD = "CASCADA_METADATA_USER", "CASCADA_METADATA_PASSWORD"
SCHEME = "mysql://"
PORT = 3306
LOGIN = (
    f"See {USER} and {PASSWORD}, and whether that user has all rights in the database. ML Metadata knows the "
    "plugin mysql_native_password only, which MySQL 8 has to be told to use."
)
SECONDS = 10.0
"""How long a server may take to answer."""


def is_server(where: str) -> bool:
    """True for a server, False for a SQLite file."""
    return "://" in where


def connection(where: str) -> Any:
    """ML Metadata's ConnectionConfig of a place, with user and password from the environment.

    Raises:
        SettingsError: it is neither a file nor the address of a database.
    """
    from ml_metadata.proto import metadata_store_pb2

    config = metadata_store_pb2.ConnectionConfig()
    if is_server(where):
        address = _address(where)
        config.mysql.host, config.mysql.port = str(address.hostname), address.port or PORT
        config.mysql.database = address.path.strip("/")
        config.mysql.user = os.environ.get(USER, "")
        config.mysql.password = os.environ.get(PASSWORD, "")
    else:
        with contextlib.suppress(OSError):  # whoever opens it says what is wrong
            pathlib.Path(where).parent.mkdir(parents=True, exist_ok=True)
        config.sqlite.filename_uri = where
        config.sqlite.connection_mode = metadata_store_pb2.SqliteMetadataSourceConfig.READWRITE_OPENCREATE
    return config


def open_store(where: str, *, read_only: bool = False) -> Any:
    """The ML Metadata store of a place; an empty database gets its tables.

    Args:
        where: a SQLite file or the address of a database.
        read_only: for those who only look: nothing can be written through it. SQLite only.

    Raises:
        MachineError: the server is not there, or does not let us in.
        SettingsError: it is neither a file nor the address of a database.
    """
    from ml_metadata import metadata_store
    from ml_metadata.proto import metadata_store_pb2

    config = connection(where)
    if not is_server(where):
        if read_only:
            config.sqlite.connection_mode = metadata_store_pb2.SqliteMetadataSourceConfig.READONLY
        return metadata_store.MetadataStore(config)
    _require_server(where)
    try:
        return metadata_store.MetadataStore(config)
    except Exception as error:  # of any kind, and often without a word
        raise _refused(where, str(error)) from None


def require(where: str) -> None:
    """Refuses a SQLite file that is not there, and a server that does not answer.

    Raises:
        CascadaError: it is not there.
    """
    if is_server(where):
        _require_server(where)
    elif not pathlib.Path(where).is_file():
        raise CascadaError(
            "there is no ML Metadata database", where=where, fix="Run `cascada run` first, or name --out."
        )


def _address(where: str) -> SplitResult:
    fix = "Write mysql://HOST:PORT/DATABASE, or the path of a SQLite file."
    address = urlsplit(where)
    if "@" in address.netloc:
        raise SettingsError(
            "an address is written down, so it may hold no user and no password",
            where=f"metadata ({SCHEME}...@{address.hostname})",
            fix=f"Set {USER} and {PASSWORD}, and {fix[0].lower()}{fix[1:]}",
        )
    if not where.startswith(SCHEME) or not address.hostname or not _is_name(address.path):
        raise SettingsError("not the address of a database", where=f"metadata: {where}", fix=fix)
    try:
        _ = address.port
    except ValueError:
        raise SettingsError("not the address of a database", where=f"metadata: {where}", fix=fix) from None
    return address


def _is_name(path: str) -> bool:
    return len(path) > 1 and "/" not in path[1:]


def _require_server(where: str) -> None:
    address = _address(where)
    try:
        socket.create_connection((address.hostname, address.port or PORT), SECONDS).close()
    except OSError as error:
        raise MachineError(
            f"the ML Metadata database does not answer: {error.strerror or error}",
            where=where,
            fix="Does the server run, and may this machine or pod reach it?",
        ) from None


def _refused(where: str, why: str) -> MachineError:
    said = "" if not why or why.endswith("error: ") else f": {why}"  # a wrong password has no words
    missing = [name for name in (USER, PASSWORD) if not os.environ.get(name)]
    fix = f"Set {' and '.join(missing)}." if missing else LOGIN
    return MachineError(f"the ML Metadata database refuses the login{said}", where=where, fix=fix)
