"""All pages of the portal in all situations, rendered once, and how their text is read."""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from html.parser import HTMLParser

from chalicelib.adapters.portal.pages import Page, PortalPages
from chalicelib.adapters.portal.site import build_site
from chalicelib.domain.case_view import CaseView
from chalicelib.domain.parties import Creditor, Language
from chalicelib.domain.wrong_recipient import WrongRecipient
from tests.browser.portal_samples import CREDITOR, SITUATIONS
from tests.browser.portal_server import epc_qr

PAGES = PortalPages()
VOID = {"meta", "input", "br", "wbr", "path", "link"}


def pages_of(view: CaseView, language: Language) -> dict[str, Page]:
    """Each page that speaks of this account."""
    first = view.invoices[0].id
    faults = {"reason": "missing", "detail": "too-long"}
    made = {
        "account": PAGES.account(view, language, "csrf-token"),
        "pay": PAGES.pay(view, language, "csrf-token", epc_qr(view, None)),
        "pay one": PAGES.pay(view, language, "csrf-token", epc_qr(view, first), first),
    }
    for email in ("compta@lefevre.example", None):
        made[f"wrong recipient at {email}"] = PAGES.wrong_recipient(view, language, "csrf-token", email)
    made["wrong recipient: no answer"] = PAGES.wrong_recipient(view, language, "csrf-token", None, error=True)
    for invoice in view.invoices:
        made[f"contest {invoice.id}"] = PAGES.contest(view, language, "csrf-token", invoice.id, {}, {})
        made[f"contest wrongly {invoice.id}"] = PAGES.contest(view, language, "csrf-token", invoice.id, faults, {})
        made[f"contested {invoice.id}"] = PAGES.contested(view, language, "csrf-token", invoice.id)
    return made


def messages(language: Language) -> dict[str, Page]:
    said = {name: getattr(PAGES, name)(language) for name in ("gone", "refused", "too_large", "unavailable")}
    return said | {f"disowned: {answer}": PAGES.disowned(answer, language) for answer in WrongRecipient}


def site_pages(creditor: Creditor = CREDITOR) -> dict[str, str]:
    files = build_site(creditor, "https://factures.example/")
    return {path: file.content.decode() for path, file in files.items() if path.endswith(".html")}


@cache
def everything() -> dict[str, str]:
    """Name to HTML of every page there is."""
    found = dict(site_pages())
    for language in Language:
        for name, page in messages(language).items():
            found[f"{language} {name}"] = page.html
        for situation, view in SITUATIONS.items():
            for name, page in pages_of(view, language).items():
                found[f"{language} {situation}: {name}"] = page.html
    return found


def read(html: str) -> str:
    """What a person reads, and what a screen reader says besides: no tags, no style, no script."""
    body = re.sub(r"<(style|script|svg)\b.*?</\1>", "", html, flags=re.S)
    body = re.sub(r'<span class="whole">(.*?)</span>', r"\1", body)
    labels = " ".join(re.findall(r'aria-label="([^"]*)"', body))
    return unescape(re.sub(r"<[^>]+>", "\n", body) + "\n" + labels)


class Tags(HTMLParser):
    """The tags of a page with the names of their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attrs)))

    def __iter__(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        return iter(self.found)


class Balanced(HTMLParser):
    """Fails on a tag that is closed by another, or never."""

    def feed_all(self, html: str) -> None:
        self.open: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag
