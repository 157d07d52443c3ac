"""What the tests of the edge share: an emulator that keeps what it is asked, and a client."""

import http.client
from collections.abc import Callable

from infra.local.edge import Edge
from infra.local.loopback import Request, Response

HTML = ("Content-Type", "text/html; charset=utf-8")


class Emulator:
    """Stands for MiniStack: objects of the bucket by path, and an API that answers what it is told."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.objects: dict[str, Response] = {}
        self.api: Callable[[Request], Response] = lambda _: Response(200, b"{}")

    def __call__(self, request: Request) -> Response:
        self.requests.append(request)
        if request.path.startswith("/_aws/execute-api/api1/prod/"):
            return self.api(request)
        return self.objects.get(request.path, Response(404, b"<Error/>"))


def ask(
    edge: Edge, path: str, method: str = "GET", body: bytes | None = None, headers: dict[str, str] | None = None
) -> Response:
    connection = http.client.HTTPConnection("127.0.0.1", edge.server.port, timeout=10)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return Response(answer.status, answer.read(), tuple(answer.getheaders()))
    finally:
        connection.close()
