"""One HTTP call from the edge to the emulator. It is never made twice: the first may have done something."""

import http.client
from dataclasses import dataclass

from infra.local.loopback import Headers, Response

# They concern one connection and not the message (RFC 9110, 7.6.1).
HOP_BY_HOP = frozenset(
    "connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer transfer-encoding "
    "upgrade".split()
)


class UpstreamDown(Exception):
    """Nobody listens there, or the connection broke."""


class UpstreamSlow(Exception):
    """No answer within the time allowed."""


@dataclass(frozen=True)
class Upstream:
    host: str
    port: int
    seconds: float

    def call(self, method: str, target: str, headers: Headers, body: bytes = b"") -> Response:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=self.seconds)
        try:
            connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
            for name, value in headers:
                connection.putheader(name, value.encode("latin-1", "replace"))
            if body or method in ("POST", "PUT", "PATCH"):
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body or None)
            answer = connection.getresponse()
            return Response(answer.status, answer.read(), tuple(answer.getheaders()))
        except TimeoutError as error:
            raise UpstreamSlow(target.partition("?")[0]) from error
        except (OSError, http.client.HTTPException) as error:
            raise UpstreamDown(str(error)) from error
        finally:
            connection.close()


def passed_on(headers: Headers, connection: str, *without: str) -> Headers:
    """The headers of the message, without those of the connection (named in `connection` too) and without `without`."""
    dropped = HOP_BY_HOP | {name.strip().lower() for name in connection.split(",")} | set(without)
    return tuple((name, value) for name, value in headers if name.lower() not in dropped)
