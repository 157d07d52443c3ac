"""The static site in front of the portal, as files for a bucket: a creditor's landing pages and what all share.

Every file may be served to anybody: it holds no debtor's data and no access.
"""

from dataclasses import dataclass
from typing import Any

from chalicelib.adapters.portal.jinja_templates import environment
from chalicelib.adapters.portal.security_headers import site_meta_policy, site_policy
from chalicelib.adapters.portal.words import other_than
from chalicelib.domain.parties import Creditor, Language
from chalicelib.domain.typography import typeset_names

# Folders beside those of the creditors: no creditor may be called so.
OWN_FOLDERS = frozenset({"help"})
HELP = (
    ("how", ("open", "act", "stop", "share")),
    ("data", ("who", "what", "cookie", "rights")),
    ("access", ("aim", "done", "not", "limits", "contact")),
)


@dataclass(frozen=True, slots=True)
class SiteFile:
    """`csp` is the header to send with the file; the pages also carry it in a <meta> element."""

    content: bytes
    content_type: str
    csp: str


def build_site(creditor: Creditor, address: str | None = None) -> dict[str, SiteFile]:
    """Path in the bucket to file. `address` is the site's own, as letters print it (`https://…/`), if it is known."""
    files = _shared()
    for language in Language:
        files[f"{language}/{creditor.id}/index.html"] = _html(
            "landing.html",
            language,
            creditor=typeset_names(creditor),
            address=address,
            switch=f"/{other_than(language)}/{creditor.id}/",
        )
    return files


def _shared() -> dict[str, SiteFile]:
    files = {
        "index.html": _html("notice.html", Language.FR, what="neutral"),
        "404.html": _html("notice.html", Language.FR, what="missing"),
        "outage.html": _html("notice.html", Language.FR, what="outage"),
        "robots.txt": SiteFile(b"User-agent: *\nDisallow: /\n", "text/plain; charset=utf-8", site_policy()),
    }
    for language in Language:
        files[f"{language}/help/index.html"] = _html("help.html", language, parts=HELP)
    return files


def _html(template: str, language: Language, **facts: Any) -> SiteFile:
    text = environment(language).get_template(template).render(facts | {"policy": site_meta_policy()})
    return SiteFile(text.encode(), "text/html; charset=utf-8", site_policy())
