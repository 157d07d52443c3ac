"""The papers that are printed: a letter of one page and a formal notice of three, other sums and numbers each time."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from bench.engines.pages import html_of
from chalicelib.adapters.epc import epc_payload
from chalicelib.domain.letter import Letter
from chalicelib.domain.level import Level
from chalicelib.domain.parties import Debtor
from tests.letter_samples import DUE, invoice, letter

SVG = "{http://www.w3.org/2000/svg}svg"


@dataclass(frozen=True, slots=True)
class Content:
    """What a page says, for those who do not read HTML: blocks of text and tables in their order, and the code."""

    blocks: list[Any]
    code: str


def of_one_page(n: int) -> Letter:
    """A second reminder of six invoices."""
    return _paper(Level.REMINDER_2, n, 6)


def of_three_pages(n: int) -> Letter:
    """A formal notice of eighty invoices."""
    return _paper(Level.FORMAL_NOTICE, n, 80)


PAPERS: dict[str, Callable[[int], Letter]] = {"letter": of_one_page, "notice": of_three_pages}


def _paper(level: Level, n: int, lines: int) -> Letter:
    owed = tuple(
        invoice(f"F-{n}-{line:03d}", 9_950 + (7919 * (n + line)) % 250_000, DUE - timedelta(days=line % 50))
        for line in range(lines)
    )
    made = letter(level, invoices=owed)
    return replace(made, reference=f"{1000 + n % 9000}-{2000 + n % 7000}", debtor=_named(made.debtor, n))


def _named(debtor: Debtor, n: int) -> Debtor:
    return replace(debtor, name=f"Menuiserie Brunet & Fils n° {n}")


def content_of(paper: Letter) -> Content:
    """Read from the page itself, so that all print the same words."""
    # It is ours: no entity is declared in it.
    (body,) = fromstring(html_of(paper)).iter("body")  # noqa: S314
    payload = epc_payload(paper.creditor.bank, paper.to_pay, paper.payment_reference)
    return Content(list(_blocks(body)), payload)


def _blocks(element: Element) -> Any:
    for child in element:
        if child.tag == SVG:
            continue
        if child.tag == "table":
            yield [[_text(cell) for cell in row] for row in child.iter("tr")]
        elif child.tag in ("p", "h1") or (child.tag == "div" and child.get("class") == "foot"):
            yield _text(child)
        else:
            yield from _blocks(child)


def _text(element: Element) -> str:
    # The spaces of the source: those of French typography stay.
    return re.sub(r"[ \n\t]+", " ", "".join(element.itertext())).strip(" ")
