"""The local edge, standing for CloudFront: one address that joins the functions (API Gateway) and the static site (S3).

    python -m infra.local.edge --port 8080 --emulator http://127.0.0.1:4566 --rest-api-id abcd1234 --stage api \
        --bucket relance-site

`/v1/…`, `/portal` and `/portal/…` go to the API; every other path is read from the bucket. Query strings and bodies
are never written down.
"""

import argparse
import signal
import sys
import threading
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from infra.local.edge_api import BODY_LIMIT, ApiGateway, too_long
from infra.local.edge_page import plain_page
from infra.local.edge_refusals import NO_SUCH_PATH, GatewayResponses, kind_of
from infra.local.edge_site import Site
from infra.local.edge_upstream import Upstream, UpstreamDown, UpstreamSlow
from infra.local.loopback import LoopbackServer, Note, Request, Response, silent


@dataclass(frozen=True)
class EdgeSettings:
    emulator_url: str
    rest_api_id: str
    stage: str
    bucket: str
    # API Gateway decodes a base64 body whose type is declared binary; the emulator does so for some requests only.
    binary_types: tuple[str, ...] = ("application/pdf",)
    api_seconds: float = 60


class Edge:
    def __init__(self, settings: EdgeSettings, port: int = 0, note: Note = silent) -> None:
        target = urlsplit(settings.emulator_url)
        if target.scheme != "http" or not target.hostname or not target.port:
            raise ValueError(f"the emulator's address must read http://host:port, not {settings.emulator_url}")
        upstream = Upstream(target.hostname, target.port, settings.api_seconds)
        self._api = ApiGateway(upstream, settings.rest_api_id, settings.stage, settings.binary_types)
        self._refusals = GatewayResponses.of_the_template()
        self._site = Site(upstream, settings.bucket)
        self.server = LoopbackServer(
            self.answer, port, body_limit=BODY_LIMIT, too_long=too_long(self._refusals), note=note
        )

    @property
    def url(self) -> str:
        return self.server.url

    def start(self) -> Self:
        self.server.start()
        return self

    def stop(self) -> None:
        self.server.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def answer(self, request: Request) -> Response:
        if not request.path.startswith("/") or not f"{request.path}{request.query}".isascii():
            return plain_page(400, "Adresse refusée", "Cette adresse n’est pas de celles que ce site comprend.")
        try:
            if is_for_functions(request.path):
                return self._of_the_api(request)
            return self._site.answer(request)
        except UpstreamSlow:
            return plain_page(504, "Réponse trop lente", "L’émulateur AWS local n’a pas répondu à temps. Réessayez.")
        except UpstreamDown:
            return plain_page(
                503,
                "Service arrêté",
                "L’émulateur AWS local ne répond pas : il est arrêté ou démarre encore. Relancez la démonstration, "
                "puis rechargez cette page.",
                (("Retry-After", "5"),),
            )

    def _of_the_api(self, request: Request) -> Response:
        answer = self._api.answer(request)
        kind = kind_of(answer)
        if kind is None:
            return answer
        if kind == NO_SUCH_PATH and not request.path.startswith("/v1/"):
            return self._site.missing()
        return self._refusals.worded(kind, answer)


def is_for_functions(path: str) -> bool:
    return path == "/portal" or path.startswith(("/v1/", "/portal/"))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="infra.local.edge", description="Local stand-in for CloudFront")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--emulator", required=True, help="http://127.0.0.1:<port>")
    parser.add_argument("--rest-api-id", required=True)
    parser.add_argument("--stage", required=True)
    parser.add_argument("--bucket", required=True)
    parser.add_argument("--binary-type", action="append", help="default: application/pdf; may be given several times")
    parser.add_argument("--verbose", action="store_true", help="one line per request, without query string")
    given = parser.parse_args(arguments)
    settings = EdgeSettings(given.emulator, given.rest_api_id, given.stage, given.bucket)
    if given.binary_type:
        settings = EdgeSettings(given.emulator, given.rest_api_id, given.stage, given.bucket, tuple(given.binary_type))
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        edge = Edge(settings, given.port, print if given.verbose else silent)
    except (OSError, ValueError) as error:
        print(f"edge: {error}", file=sys.stderr)
        return 1
    with edge:
        print(f"edge: {edge.url}", flush=True)
        ended.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
