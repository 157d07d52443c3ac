"""A page of ours as PDF: archivable (PDF/A-3b), tagged for screen readers (PDF/UA-1), same page, same bytes."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import weasyprint.pdf
from weasyprint import DEFAULT_OPTIONS
from weasyprint.pdf import generate_pdf
from weasyprint.urls import FatalURLFetchingError

from chalicelib.adapters.pdf import kept, tag_tree
from chalicelib.adapters.pdf.drawing import Squares
from chalicelib.adapters.pdf.finishing import Enclosure, Metadata, attachments_of, finished
from chalicelib.adapters.pdf.workshop import Page, Workshop, workshop
from chalicelib.domain.colour import OURS
from chalicelib.domain.errors import LetterIncomplete, Refused

# What the longest letter comes to, each line with its order and its payments.
MOST_PAGES = 120
NEVER_DRAWN = frozenset("\n")
ARCHIVABLE = {"pdf_variant": "pdf/a-3b", "pdf_tags": True}

kept.install()
weasyprint.pdf.add_tags = tag_tree.add_tags


class FetchRefused(Refused):
    """The page asked for something outside itself: no letter is made of it."""


class LetterTooLong(Refused):
    """More pages than a letter may have."""


def render(
    page: str,
    drawings: Mapping[str, Squares] | None = None,
    enclosed: Sequence[Enclosure] = (),
    colour: str = OURS,
) -> bytes:
    """The page, which is well-formed XML, as PDF. `drawings` are what it names as `drawing:<name>`; `enclosed` the
    files that it carries; `colour` is its creditor's.

    Raises FetchRefused, LetterTooLong, and LetterIncomplete on a character that would print as an empty box.
    """
    shop = workshop()
    unknown = set(page) - shop.drawable - NEVER_DRAWN
    if unknown:
        raise LetterIncomplete(f"the letter's font cannot draw {' '.join(sorted(map(ascii, unknown)))}")
    pictures = {f"drawing:{name}": drawing for name, drawing in (drawings or {}).items()}
    with shop.lock:
        try:
            return _bytes_of(shop, page, pictures, enclosed, colour)
        except FatalURLFetchingError as refusal:
            raise FetchRefused(str(refusal)) from refusal


def _bytes_of(shop: Workshop, page: str, pictures: dict[str, Any], enclosed: Sequence[Enclosure], colour: str) -> bytes:
    # The cache is this letter's own: it is where WeasyPrint looks for a picture before it fetches it.
    document = Page(page, shop).render(stylesheets=[shop.styles(colour)], cache=pictures, **ARCHIVABLE, **shop.shared)
    if len(document.pages) > MOST_PAGES:
        raise LetterTooLong(f"the letter has {len(document.pages)} pages, more than {MOST_PAGES}")
    # Named here alone: WeasyPrint opens its own file of colours where it is told so itself.
    document.output_intent = "srgb"
    document.metadata.__class__ = Metadata
    options = {**DEFAULT_OPTIONS, **ARCHIVABLE, "attachments": attachments_of(enclosed, shop.fetcher)}
    written = BytesIO()
    finished(generate_pdf(document, None, 1, **options)).write(written, b"1.7", identifier=True, compress=True)
    return written.getvalue()
