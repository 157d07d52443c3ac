"""The edge's own few pages, for when there is no other: plain, French, without script or style."""

import html

from infra.local.loopback import Headers, Response

# HSTS is left out: it would lock the browser out of every http address of this machine.
STATIC_HEADERS: Headers = (
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
)


def plain_page(status: int, title: str, message: str, extra: Headers = ()) -> Response:
    page = (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{html.escape(title)}</title></head><body><main><h1>{html.escape(title)}</h1>"
        f"<p>{html.escape(message)}</p></main></body></html>"
    )
    headers = (
        ("Content-Type", "text/html; charset=utf-8"),
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    )
    return Response(status, page.encode(), (*headers, *STATIC_HEADERS, *extra))
