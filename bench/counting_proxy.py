"""Stands between the functions and the emulator, and counts the AWS calls they make: service and operation of each."""

import re
import threading
from collections import Counter

from infra.local.edge_upstream import Upstream, passed_on
from infra.local.loopback import HOST, LoopbackServer, Request, Response

# Who signed for what: Credential=test/20261124/eu-west-3/dynamodb/aws4_request
SCOPE = re.compile(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/aws4_request")
BODY_LIMIT = 64 * 1024 * 1024


class CountingProxy:
    """`with CountingProxy(port) as proxy:` passes every call on to that port of the loopback."""

    def __init__(self, port: int) -> None:
        self._upstream = Upstream(HOST, port, seconds=60)
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._server = LoopbackServer(self._answer, body_limit=BODY_LIMIT, too_long=Response(413))

    @property
    def url(self) -> str:
        return self._server.url

    def __enter__(self) -> "CountingProxy":
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    def take(self) -> Counter[str]:
        """What was counted since the last time."""
        with self._lock:
            counted, self._counts = self._counts, Counter()
        return counted

    def _answer(self, request: Request) -> Response:
        with self._lock:
            self._counts[call_name(request)] += 1
        headers = tuple(request.headers.items())
        kept = passed_on(headers, request.header("connection"), "content-length", "expect")
        target = f"{request.path}?{request.query}" if request.query else request.path
        answer = self._upstream.call(request.method, target, kept, request.body)
        connection = answer.header("connection") or ""
        return Response(answer.status, answer.body, passed_on(answer.headers, connection, "content-length", "date"))


def call_name(request: Request) -> str:
    """`dynamodb Query`; the method where the operation is not named in a header."""
    signed = SCOPE.search(request.header("Authorization"))
    operation = request.header("X-Amz-Target").rpartition(".")[2]
    return f"{signed[1] if signed else 'unsigned'} {operation or request.method}"
