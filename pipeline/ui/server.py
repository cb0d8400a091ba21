"""Serves the local page: waitress, a server in pure Python that is meant for more than development."""

import errno
from collections.abc import Sequence
from typing import Any

from components.errors import MachineError, SettingsError
from pipeline.settings import Settings
from pipeline.ui.guard import is_loopback

THREADS = 4


def require_consent(host: str, names: Sequence[str]) -> None:
    """Lets only this machine reach the page, unless somebody has said otherwise.

    Raises:
        SettingsError: other machines would, and under no name.
    """
    if not is_loopback(host) and not names:
        raise SettingsError(
            "other machines could read the page here",
            where=f"--host {host}",
            fix="Allow it by the name they call this machine by: --expose NAME; or leave --host away.",
        )


def listen(settings: Settings, host: str, port: int, names: Sequence[str]) -> Any:
    """A server that has the port and does not answer yet; its `run` does, until Ctrl-C.

    Args:
        settings: where runs, models and ML Metadata are.
        host: address to listen at.
        port: 0 for any that is free.
        names: under which other machines call this one.

    Raises:
        SettingsError: other machines could read it, and nobody said that they may.
        MachineError: the port is taken, or there is no such address.
    """
    require_consent(host, names)
    from waitress.server import create_server  # type: ignore[import-untyped]

    from pipeline.ui.app import create_app

    address = "127.0.0.1" if host == "localhost" else host
    app = create_app(settings, names)
    try:
        return create_server(app, host=address, port=port, threads=THREADS, ident=None)
    except OSError as error:
        raise _not_ours(error, host, port) from None
    except ValueError:  # waitress, of a name that means no address
        raise _not_ours(OSError(errno.EADDRNOTAVAIL, "no such address"), host, port) from None


def _not_ours(error: OSError, host: str, port: int) -> MachineError:
    where = f"{host}:{port}"
    if error.errno == errno.EADDRINUSE:
        return MachineError(
            "the port is taken", where=where, fix="Perhaps it is open already; or name another: --port 8766."
        )
    return MachineError(
        f"cannot listen there: {error.strerror}", where=where, fix="Name another --host or --port."
    )


def address_of(server: Any, host: str) -> str:
    """What a person types into a browser."""
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{server.effective_port}/"
