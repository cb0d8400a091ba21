"""The database that studies live in: a SQLite file, or MySQL or PostgreSQL by URL.

Optuna's relational storage serves all three with one code, and its heartbeats tell a trial that runs from one
whose machine is gone. Only the process that leads a search talks to the database, never its workers, so
that SQLite has one writer; machines that share a study need a database with a server.
"""

import os
import pathlib
import warnings

import optuna
import sqlalchemy
from optuna.storages import RDBStorage

from components.errors import MachineError, SettingsError
from components.files import is_remote

BEAT = 15  # seconds between two signs of life of a running trial
PATIENCE = 90  # seconds without one after which its machine is given up

VARIABLE = "$"
"""Stands before the name of an environment variable that holds a URL; anything else is a file."""


def open_storage(place: str) -> RDBStorage:
    """The storage at a place; makes its tables.

    Args:
        place: path of a SQLite file, or `$NAME` for the URL in the environment variable NAME.

    Raises:
        SettingsError: the variable is not set or holds no URL, or the file would be remote.
        MachineError: the database cannot be reached, or its driver is not installed.
    """
    url = _url(place)
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            shown = url.render_as_string(hide_password=False)
            return RDBStorage(shown, heartbeat_interval=BEAT, grace_period=PATIENCE)
    except ImportError:
        fix = f"Install the driver of {url.drivername}, such as pymysql or psycopg."
        raise MachineError("its driver is not installed", where=_said(url), fix=fix) from None
    except sqlalchemy.exc.SQLAlchemyError as error:
        reason = str(error.__cause__ or error).replace(url.password or "\0", "***")
        raise MachineError(
            f"the database cannot be used: {reason}", where=_said(url), fix="See that it runs, and its URL."
        ) from None


def _url(place: str) -> sqlalchemy.URL:
    if place.startswith(VARIABLE):
        return _of_variable(place.removeprefix(VARIABLE))
    if is_remote(place):
        raise SettingsError(
            "a SQLite file cannot be remote", where=place, fix="Set tuner.storage to a database's variable."
        )
    pathlib.Path(place).parent.mkdir(parents=True, exist_ok=True)
    return sqlalchemy.URL.create("sqlite", database=place)


def _of_variable(name: str) -> sqlalchemy.URL:
    try:
        return sqlalchemy.make_url(os.environ[name])
    except KeyError:
        raise SettingsError(
            "no such environment variable", where=f"tuner.storage: {name}", fix="Put the URL there."
        ) from None
    except (sqlalchemy.exc.ArgumentError, ValueError):  # its message may hold the password
        fix = "Write it as mysql+pymysql://user:password@host/name or postgresql+psycopg://..."
        raise SettingsError("what it holds is not a URL", where=f"tuner.storage: {name}", fix=fix) from None


def _said(url: sqlalchemy.URL) -> str:
    return url.render_as_string(hide_password=True)
