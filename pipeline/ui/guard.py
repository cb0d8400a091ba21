"""What keeps these pages from being misused: by other sites, by other machines, by what they show."""

import base64
import hashlib
import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

METHODS = ("GET", "HEAD")
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"
GENERATED = (
    f"{POLICY}; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; sandbox allow-scripts"
)
"""For pages that a run has left: their own style and script, no network, and no way to these pages."""


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def protect(app: Flask, names: Iterable[str]) -> None:
    """Lets an application answer GET and HEAD only, and only to those who call it by one of its names.

    A page elsewhere whose name was made to lead here (DNS rebinding) sends its own name as the Host.
    """
    known = {*LOOPBACK_NAMES, *(name.lower() for name in names)}

    @app.before_request
    def only_read() -> None:
        if _name_of(request.host) not in known:
            abort(400, "This page is not known under that name; `cascada ui --expose NAME` allows one.")
        if request.method not in METHODS:
            abort(405)

    app.after_request(_with_headers)


def _name_of(host: str) -> str | None:
    """The name in a Host header, without the port; Flask's own check would cut an IPv6 address in two."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _with_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", POLICY)
    return response


def policy_of(page: str, scripts: Iterable[str]) -> str:
    """The policy of a page of ours: the style of its head and these scripts, by their SHA-256.

    Args:
        page: HTML, whose head has nothing of what was read from disk but the escaped title.
        scripts: what may run.
    """
    styles = re.findall(r"<style>(.*?)</style>", page.partition("</head>")[0], re.DOTALL)
    return (
        f"{POLICY}; img-src 'self'; form-action 'self'; "
        f"style-src {_sources(styles)}; script-src {_sources(scripts)}"
    )


def _sources(blocks: Iterable[str]) -> str:
    digests = (hashlib.sha256(block.encode()).digest() for block in blocks)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests) or "'none'"
