"""What the pages tell the browser, and that the allowed style and script are the ones in the page."""

import hashlib
import re
from base64 import b64encode

import pytest

from chalicelib.adapters.portal.site import build_site
from chalicelib.domain.parties import Language
from tests.browser.portal_samples import CREDITOR, SITUATIONS
from tests.unit.portal_rendering import messages, pages_of


def hash_of(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def inlined(tag: str, html: str) -> list[str]:
    return re.findall(rf"<{tag}>(.*?)</{tag}>", html, flags=re.S)


@pytest.mark.parametrize("language", Language)
def test_a_page_allows_its_own_style_and_nothing_else(language: Language) -> None:
    for page in (*pages_of(SITUATIONS["several"], language).values(), *messages(language).values()):
        (style,) = inlined("style", page.html)
        assert page.headers["Content-Security-Policy"] == (
            f"default-src 'none'; style-src {hash_of(style)}; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        )
        assert "<script" not in page.html


@pytest.mark.parametrize("language", Language)
def test_a_page_is_kept_by_nobody_and_told_to_nobody(language: Language) -> None:
    headers = messages(language)["gone"].headers
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Content-Language"] == language
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Robots-Tag"].startswith("noindex")
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_the_site_has_one_policy_that_allows_its_style_and_script() -> None:
    files = build_site(CREDITOR)
    policies = {file.csp for file in files.values()}
    assert len(policies) == 1
    policy = policies.pop()
    assert "unsafe" not in policy
    for path, file in files.items():
        html = file.content.decode()
        assert all(hash_of(style) in policy for style in inlined("style", html))
        assert all(hash_of(script) in policy for script in inlined("script", html))
        assert path == "robots.txt" or '<meta http-equiv="Content-Security-Policy"' in html
