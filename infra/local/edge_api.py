"""The edge's way to a stage of API Gateway in the emulator: a request goes in whole, its answer comes back whole."""

import base64
import binascii
from dataclasses import dataclass, replace

from infra.local.edge_refusals import GatewayResponses
from infra.local.edge_upstream import Upstream, passed_on
from infra.local.loopback import Request, Response

# API Gateway's payload quota.
BODY_LIMIT = 10 * 1024 * 1024


def too_long(said: GatewayResponses) -> Response:
    """What API Gateway answers to a larger body."""
    return said.worded("REQUEST_TOO_LARGE", Response(413, headers=(("x-amzn-ErrorType", "RequestTooLargeException"),)))


@dataclass(frozen=True)
class ApiGateway:
    upstream: Upstream
    rest_api_id: str
    stage: str
    binary_types: tuple[str, ...]

    def answer(self, request: Request) -> Response:
        target = f"/_aws/execute-api/{self.rest_api_id}/{self.stage}{request.path}"
        if request.query:
            target += f"?{request.query}"
        # API Gateway knows HEAD only where a route declares it: the edge asks for the page and keeps its body.
        method = "GET" if request.method == "HEAD" else request.method
        answer = self.upstream.call(method, target, self._headers(request), request.body)
        headers = passed_on(answer.headers, answer.header("connection") or "", "content-length", "date", "server")
        return self._decoded(replace(answer, headers=headers))

    def _headers(self, request: Request) -> tuple[tuple[str, str], ...]:
        # Whoever calls cannot lend itself an address: what it says of its way here is dropped.
        given = passed_on(
            tuple(request.headers.items()),
            request.header("connection"),
            *("content-length", "expect", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-port", "forwarded"),
        )
        port = request.header("host").rpartition(":")[2]
        return (
            *given,
            ("X-Forwarded-For", request.client),
            ("X-Forwarded-Proto", "http"),
            *((("X-Forwarded-Port", port),) if port.isdigit() else ()),
        )

    def _decoded(self, answer: Response) -> Response:
        """Undoes base64 on the declared binary types, where MiniStack has not: it goes by the request's Accept and by
        the API's BinaryMediaTypes property, and does not read the ones Chalice writes into the Swagger body.
        A PDF that came decoded is no base64 (it begins with %), so nothing is undone twice."""
        content_type = (answer.header("content-type") or "").partition(";")[0].strip().lower()
        if content_type not in self.binary_types:
            return answer
        try:
            return replace(answer, body=base64.b64decode(answer.body, validate=True))
        except binascii.Error:
            return answer
