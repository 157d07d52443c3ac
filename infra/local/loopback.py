"""A small HTTP server that listens on 127.0.0.1 only and calls one function per request: `answer(Request) -> Response`.

The double of SES and the edge stand on it. `answer` returns None to drop the connection without a word.
"""

import contextlib
import socket
import socketserver
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

HOST = "127.0.0.1"
MEBIBYTE = 1024 * 1024
# A body above the limit is still read up to here, so that the client hears the refusal rather than a reset.
DISCARDED_BYTES = 64 * MEBIBYTE

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: str = ""
    headers: Message = field(default_factory=Message)
    body: bytes = b""
    client: str = HOST
    # Of its connection: who asks, on one's own machine.
    port: int = 0

    def header(self, name: str) -> str:
        return self.headers.get(name, "")


@dataclass(frozen=True)
class Response:
    status: int
    body: bytes = b""
    headers: Headers = ()

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


Answer = Callable[[Request], Response | None]
Note = Callable[[str], None]


def silent(_line: str) -> None:
    return None


def printable(text: str) -> str:
    """One harmless line: a request can hold control characters that would rewrite a terminal."""
    return "".join(character if character.isprintable() else "?" for character in text)


class LoopbackServer:
    """`start()` serves from a thread; `stop()` closes every connection that is still open."""

    def __init__(
        self, answer: Answer, port: int = 0, *, body_limit: int, too_long: Response, note: Note = silent
    ) -> None:
        self._server = _Server(port, answer, body_limit, too_long, note)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def port(self) -> int:
        return self._server.server_port

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def start(self) -> Self:
        self._thread.start()
        return self

    def stop(self) -> None:
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()
        self._server.close_connections()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, answer: Answer, body_limit: int, too_long: Response, note: Note) -> None:
        self.answer, self.body_limit, self.too_long, self.note = answer, body_limit, too_long, note
        self._open: set[socket.socket] = set()
        self._changed = threading.Condition()
        super().__init__((HOST, port), _Handler)

    def server_bind(self) -> None:
        # HTTPServer.server_bind would look its own name up in DNS.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._changed:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        with self._changed:
            self._open.discard(request)
            self._changed.notify_all()

    def close_connections(self) -> None:
        with self._changed:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self._changed.wait_for(lambda: not self._open, timeout=2)

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A client that hangs up is no news; anything else must be seen.
        error = sys.exception()
        if not isinstance(error, ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "relance-local"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 60

    def _serve(self) -> None:
        body = self._body()
        if isinstance(body, Response):
            self.close_connection = True
            self._write(body)
            return
        path, _, query = self.path.partition("?")
        response = self.server.answer(
            Request(self.command, path, query, self.headers, body, str(self.client_address[0]), self.client_address[1])
        )
        if response is None:
            self.close_connection = True
            self.server.note(printable(f"{self.command} {path} dropped"))
            return
        self._write(response)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve  # noqa: N815

    def _body(self) -> bytes | Response:
        if "transfer-encoding" in self.headers:
            return Response(411, b"Length Required\n", (("Content-Type", "text/plain"),))
        length = self.headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()) or len(self.headers.get_all("content-length", [])) > 1:
            return Response(400, b"Bad Content-Length\n", (("Content-Type", "text/plain"),))
        if int(length) > self.server.body_limit:
            self._discard(min(int(length), DISCARDED_BYTES))
            return self.server.too_long
        return self.rfile.read(int(length))

    def _discard(self, remaining: int) -> None:
        while remaining > 0 and (chunk := self.rfile.read(min(remaining, MEBIBYTE))):
            remaining -= len(chunk)

    def _write(self, response: Response) -> None:
        self.send_response(response.status)
        for name, value in _single_line(response.headers):
            self.send_header(name, value)
        if response.status not in (204, 304):
            self.send_header("Content-Length", str(len(response.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD" and response.status not in (204, 304):
            self.wfile.write(response.body)
        self.wfile.flush()
        self.server.note(printable(f"{self.command} {self.path.partition('?')[0]} {response.status}"))

    def log_message(self, *_: Any) -> None:
        """The library's own lines hold the query string, and a query string may hold a secret."""


def _single_line(headers: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return ((name, value.replace("\r", " ").replace("\n", " ")) for name, value in headers)
