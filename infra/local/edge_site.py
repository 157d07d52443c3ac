"""The edge's way to the static site: an object of the bucket per page, with the headers CloudFront would add to it."""

from dataclasses import dataclass
from urllib.parse import quote, unquote

from infra.local.edge_page import STATIC_HEADERS, plain_page
from infra.local.edge_upstream import Upstream
from infra.local.loopback import Request, Response

INDEX = "index.html"
NOT_FOUND = "404.html"
# The rest of what S3 says (request ids, CORS, metadata) concerns the bucket and not the page.
KEPT = ("content-type", "cache-control", "content-language", "content-disposition", "etag", "last-modified")
DEFAULT_CSP = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"


@dataclass(frozen=True)
class Site:
    upstream: Upstream
    bucket: str

    def answer(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return plain_page(405, "Méthode refusée", "Cette page se lit seulement.", (("Allow", "GET, HEAD"),))
        key = key_of(request.path)
        if key is None:
            return self.missing()
        found = self._object(key, request.header("if-none-match"))
        if found is not None:
            return found
        if self._is_folder(key):
            return _redirect(key, request.query)
        return self.missing()

    def _object(self, key: str, if_none_match: str = "", status: int | None = None) -> Response | None:
        condition = (("If-None-Match", if_none_match),) if if_none_match else ()
        target = f"/{quote(self.bucket)}/{quote(key)}"
        answer = self.upstream.call("GET", target, (("Host", f"{self.upstream.host}:{self.upstream.port}"), *condition))
        if answer.status in (403, 404):
            return None
        if answer.status not in (200, 304):
            return plain_page(502, "Site illisible", f"Le stockage local a répondu {answer.status}.")
        kept = tuple((name, value) for name, value in answer.headers if name.lower() in KEPT)
        csp = answer.header("x-amz-meta-csp") or DEFAULT_CSP
        headers = (*kept, ("Content-Security-Policy", csp), *STATIC_HEADERS)
        return Response(status or answer.status, answer.body, headers)

    def _is_folder(self, key: str) -> bool:
        return "." not in key.rpartition("/")[2] and self._object(f"{key}/{INDEX}") is not None

    def missing(self) -> Response:
        page = self._object(NOT_FOUND, status=404)
        return page or plain_page(404, "Page introuvable", "Cette page n’existe pas, ou n’existe plus.")


def key_of(path: str) -> str | None:
    """The object a path names; None for a path that names none (`..`, an unreadable escape)."""
    key = unquote(path, errors="replace").removeprefix("/")
    if "\ufffd" in key or any(segment in (".", "..") for segment in key.split("/")) or not key.isprintable():
        return None
    return f"{key}{INDEX}" if key.endswith("/") or not key else key


def _redirect(key: str, query: str) -> Response:
    # One slash in front, whatever was asked: two would name another host.
    location = f"/{quote(key.strip('/'))}/" + (f"?{query}" if query else "")
    return plain_page(301, "Page déplacée", "Cette page a une autre adresse.", (("Location", location),))
