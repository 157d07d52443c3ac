"""What every page of the portal tells the browser: load nothing, frame nothing, keep nothing, tell nobody.

The policy allows the inlined style by its hash, and the landing page's script by its own; nothing is unsafe-inline.
"""

import hashlib
from base64 import b64encode

from chalicelib.adapters.portal.jinja_templates import script, style
from chalicelib.domain.parties import Language


def page_policy() -> str:
    """The Content-Security-Policy of a page without any script."""
    return f"default-src 'none'; style-src {_hash(style())}; {_CLOSED}; frame-ancestors 'none'"


def site_policy() -> str:
    """The one policy of the whole static site: the landing page's script is allowed besides."""
    return f"{site_meta_policy()}; frame-ancestors 'none'"


def site_meta_policy() -> str:
    """The same for a <meta> element, where `frame-ancestors` is not allowed: a bucket may send no header."""
    return f"default-src 'none'; style-src {_hash(style())}; script-src {_hash(script())}; {_CLOSED}"


def page_headers(language: Language) -> dict[str, str]:
    return {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Language": language.value,
        "Content-Security-Policy": page_policy(),
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex, nofollow",
    }


_CLOSED = "form-action 'self'; base-uri 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
