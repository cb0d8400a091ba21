"""The contract server: the API of Kubeflow Pipelines 2 over HTTP on loopback, in a thread."""

import contextlib
import email
import json
import threading
import urllib.parse
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.kubeflow.server.check import checked, require_filled
from tests.kubeflow.server.contract import Contract, Route, load
from tests.kubeflow.server.memory import Memory
from tests.kubeflow.server.paging import page
from tests.kubeflow.server.refusal import Refusal


class Server(ThreadingHTTPServer):
    """Answers every route of the contract from its memory.

    Args:
        contract: what is answered.
        token: what a client must send to be answered at all; None for no such check.
    """

    daemon_threads = True

    def __init__(self, contract: Contract, token: str | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.contract, self.token, self.memory, self.lock = contract, token, Memory(), threading.Lock()
        operations = [name for name in dir(Memory) if not name.startswith("_") and name != "fire"]
        self.operations = {name.replace("_", ""): name for name in operations}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def answer(self, route: Route, values: dict[str, str], query: dict[str, str], body: Any) -> Any:
        """Carries a request out; what it answers is held against the contract too."""
        name = self.operations.get(route.operation)
        if name is None:
            raise Refusal(f"{route.operation} is not implemented", "Unimplemented")
        asked = self._query(route, query)
        with self.lock:
            if route.operation.startswith("list"):
                found = getattr(self.memory, name)(**values, **asked)
                result = self._page(route, found, asked)
            elif route.upload:
                result = getattr(self.memory, name)(body, **asked)
            elif route.body:
                result = getattr(self.memory, name)(self._body(route.body, body), **values, **asked)
            else:
                result = getattr(self.memory, name)(**values, **asked)
        return checked(self.contract, route.answer, result) if route.answer else result

    def _query(self, route: Route, query: dict[str, str]) -> dict[str, Any]:
        return {  # what is not in the contract is passed over
            name: checked(self.contract, {"type": route.query[name]}, value)
            if route.query[name] != "boolean"
            else value
            for name, value in query.items()
            if name in route.query
        }

    def _body(self, schema: dict[str, Any], body: Any) -> Any:
        found = checked(self.contract, schema, body)
        require_filled(self.contract.message(schema), found)
        return found

    def _page(self, route: Route, rows: list[Any], query: dict[str, Any]) -> dict[str, Any]:
        found, token, total = page(self.contract, rows, query)
        properties = self.contract.message(route.answer)["properties"]
        items = next(name for name, one in properties.items() if one.get("type") == "array")
        # An empty list is left out, as the JSON writer of protocol buffers does.
        return ({items: found} if found else {}) | {"next_page_token": token, "total_size": total}


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_: object) -> None:
        """Nothing: the tests look at the answers."""

    def _handle(self) -> None:
        address = urllib.parse.urlsplit(self.path)
        path = urllib.parse.unquote(address.path)
        upload = path.startswith("/apis/v2beta1/pipelines/upload")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            route, values = self._route(path)
            query = dict(urllib.parse.parse_qsl(address.query))
            self._send(200, self.server.answer(route, values, query, self._content(route, body)))
        except Refusal as refusal:
            self._send(refusal.status, refusal.body(upload))

    do_GET = do_POST = do_DELETE = do_PATCH = _handle  # noqa: N815

    def _route(self, path: str) -> tuple[Route, dict[str, str]]:
        if self.server.token and self.headers.get("authorization") != f"Bearer {self.server.token}":
            raise Refusal("Request header error: there is no user identity header.", "Unauthenticated")
        for route in self.server.contract.routes:
            values = route.match(path)
            if route.method == self.command and values is not None:
                return route, values
        raise Refusal("Not Found", "NotFound")

    def _content(self, route: Route, body: bytes) -> Any:
        if route.upload:
            return self._file(body)
        if route.body is None:
            return None
        try:
            return json.loads(body)
        except ValueError as error:
            raise Refusal(f"proto: syntax error: {error}") from None

    def _file(self, body: bytes) -> bytes:
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        for part in email.message_from_bytes(head + body).walk():
            if part.get_param("name", header="content-disposition") == "uploadfile":
                return bytes(part.get_payload(decode=True))
        raise Refusal("Failed to read pipeline from file")

    def _send(self, status: int, content: Any) -> None:
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextlib.contextmanager
def serving(token: str | None = None, contract: Contract | None = None) -> Iterator[Server]:
    """A server that answers while the block runs."""
    with Server(contract or load(), token) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
