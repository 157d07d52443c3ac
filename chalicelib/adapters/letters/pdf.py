"""HTML to PDF: the only import of WeasyPrint. Nothing is fetched but the letter's own fonts, from memory.

One font configuration, one parsed stylesheet and one fetcher serve the whole process: made anew for each letter they
cost a third of its time and leak 286 KB.
"""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from threading import Lock
from typing import Any, cast
from urllib.request import OpenerDirector

from fontTools.ttLib import TTFont
from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from chalicelib.adapters.letters.words import templates
from chalicelib.domain.errors import LetterIncomplete, Refused

# What the longest letter comes to, each line with its order and its payments.
MOST_PAGES = 120
FONTS = ("NotoSans-Regular.subset.ttf", "NotoSans-Bold.subset.ttf")
NEVER_DRAWN = frozenset("\n")
_one_at_a_time = Lock()


class FetchRefused(Refused):
    """The page asked for something outside itself: no letter is made of it."""


class LetterTooLong(Refused):
    """More pages than a letter may have."""


class MemoryFetcher(URLFetcher):  # type: ignore[misc]
    """Answers `asset:<name>` from memory; stops the rendering on anything else: file, http, data, unknown asset."""

    def __init__(self, assets: dict[str, bytes]) -> None:
        # Not URLFetcher's own __init__: it installs handlers for file, http and ftp, and reads the CA bundle (40 ms).
        OpenerDirector.__init__(self)
        self._fail_on_errors = True
        self._assets = assets

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        name = url.removeprefix("asset:")
        if not url.startswith("asset:") or name not in self._assets:
            raise FatalURLFetchingError(f"the letter may not fetch {url[:200]}")
        return URLFetcherResponse(url, self._assets[name], {"Content-Type": "font/ttf"})


@dataclass(frozen=True, slots=True)
class Workshop:
    """What all letters share. `drawable` holds every character that the fonts can draw."""

    fetcher: MemoryFetcher
    fonts: FontConfiguration
    counters: CounterStyle
    style: CSS
    drawable: frozenset[str]


def render(html: str) -> bytes:
    """The page as PDF.

    Raises FetchRefused, LetterTooLong, and LetterIncomplete on a character that would print as an empty box.
    """
    shop = workshop()
    unknown = set(html) - shop.drawable - NEVER_DRAWN
    if unknown:
        raise LetterIncomplete(f"the letter's font cannot draw {' '.join(sorted(map(ascii, unknown)))}")
    with _one_at_a_time:
        try:
            return _bytes_of(shop, html)
        except FatalURLFetchingError as refusal:
            raise FetchRefused(str(refusal)) from refusal


@cache
def workshop() -> Workshop:
    """Built at the first letter: reads fonts and stylesheet, once."""
    fonts = {name: (templates() / "fonts" / name).read_bytes() for name in FONTS}
    fetcher, configuration, counters = MemoryFetcher(fonts), FontConfiguration(), CounterStyle()
    style = CSS(
        string=(templates() / "_shared" / "letter.css").read_text(encoding="utf-8"),
        font_config=configuration,
        counter_style=counters,
        url_fetcher=fetcher,
    )
    drawn = (TTFont(BytesIO(font), lazy=True).getBestCmap() for font in fonts.values())
    return Workshop(fetcher, configuration, counters, style, frozenset(map(chr, set.intersection(*map(set, drawn)))))


def _bytes_of(shop: Workshop, html: str) -> bytes:
    shared: dict[str, Any] = {"font_config": shop.fonts, "counter_style": shop.counters}
    page = HTML(string=html, url_fetcher=shop.fetcher)
    document = page.render(stylesheets=[shop.style], presentational_hints=False, **shared)
    if len(document.pages) > MOST_PAGES:
        raise LetterTooLong(f"the letter has {len(document.pages)} pages, more than {MOST_PAGES}")
    return cast(bytes, document.write_pdf())
