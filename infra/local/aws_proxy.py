"""Stands between the functions and a service of this machine, and sees each AWS call they make."""

import re
import threading
from collections import Counter
from collections.abc import Callable
from typing import Self

from infra.local.edge_upstream import Upstream, UpstreamDown, passed_on
from infra.local.loopback import HOST, LoopbackServer, Request, Response

# Who signed for what: Credential=test/20261124/eu-west-3/dynamodb/aws4_request
SCOPE = re.compile(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/aws4_request")
BODY_LIMIT = 64 * 1024 * 1024

PassOn = Callable[[], Response]


class AwsProxy:
    """`with AwsProxy(port) as proxy:` passes every call on to that port of the loopback. `at_each` may do something
    before and after, or answer nothing, which drops the connection.
    """

    def __init__(self, port: int, at_each: Callable[[Request, PassOn], Response | None] | None = None) -> None:
        self._upstream = Upstream(HOST, port, seconds=60)
        self._at_each = at_each or (lambda _, pass_on: pass_on())
        self._server = LoopbackServer(self._answer, body_limit=BODY_LIMIT, too_long=Response(413))

    @property
    def url(self) -> str:
        return self._server.url

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    def _answer(self, request: Request) -> Response | None:
        try:
            return self._at_each(request, lambda: self._passed_on(request))
        except UpstreamDown:
            return None

    def _passed_on(self, request: Request) -> Response:
        headers = tuple(request.headers.items())
        kept = passed_on(headers, request.header("connection"), "content-length", "expect")
        target = f"{request.path}?{request.query}" if request.query else request.path
        answer = self._upstream.call(request.method, target, kept, request.body)
        connection = answer.header("connection") or ""
        return Response(answer.status, answer.body, passed_on(answer.headers, connection, "content-length", "date"))


class CountingProxy(AwsProxy):
    """Counts them: service and operation of each."""

    def __init__(self, port: int) -> None:
        super().__init__(port, self._counted)
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def take(self) -> Counter[str]:
        """What was counted since the last time."""
        with self._lock:
            counted, self._counts = self._counts, Counter()
        return counted

    def _counted(self, request: Request, pass_on: PassOn) -> Response:
        with self._lock:
            self._counts[call_name(request)] += 1
        return pass_on()


def call_name(request: Request) -> str:
    """`dynamodb Query`; the method where the operation is not named in a header."""
    signed = SCOPE.search(request.header("Authorization"))
    operation = request.header("X-Amz-Target").rpartition(".")[2]
    return f"{signed[1] if signed else 'unsigned'} {operation or request.method}"
