"""How the portal's pages sit on a screen: widths, large text, sizes of targets, the QR code and what is copied."""

import io

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Open
from tests.browser.portal_samples import SITUATIONS, hostile
from tests.browser.portal_server import ACCESS, Portal

pytestmark = pytest.mark.browser

PATHS = [
    "/portal/fr",
    "/portal/en",
    "/portal/fr/pay?invoice=inv_1",
    "/portal/fr/contest/inv_1",
    "/portal/fr/contested/inv_1",
    "/portal/fr/wrong-recipient",
    "/portal/fr/wrong-recipient/wrong-address",
    "/portal/fr/unknown",
    f"/fr/cre_atelier/#k={ACCESS}",
    "/fr/help/",
    "/outage.html",
]
LARGE = SITUATIONS["a large sum"]


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def small_targets(page: Page, least: int) -> list[str]:
    """What can be pressed and is lower than `least` pixels, but for links inside a sentence and skipped ones."""
    return page.evaluate(  # type: ignore[no-any-return]
        """least => [...document.querySelectorAll("a:not(.skip), button, label.choice, summary")]
        .filter(e => e.getClientRects().length && e.getBoundingClientRect().height < least).map(e => e.outerHTML)""",
        least,
    )


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_wider_than_the_screen_and_targets_are_large(opened: Open, path: str) -> None:
    page = opened(path, session=True)
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert (width, overflow(page)) == (width, 0)
        assert (width, small_targets(page, 44)) == (width, [])


@pytest.mark.parametrize("path", PATHS)
def test_text_at_200_percent_fits_the_narrowest_screen(
    opened: Open, portal: Portal, large_text_browser: Browser, path: str
) -> None:
    portal.view = LARGE
    page = opened(path, session=True, width=320, by=large_text_browser)
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert overflow(page) == 0


@pytest.mark.parametrize("text", ["W" * 120, "Établissements-Dupont-et-Fils-Successeurs " * 4])
def test_a_very_long_name_stays_on_the_screen(opened: Open, portal: Portal, text: str) -> None:
    portal.view = hostile(text)
    page = opened("/portal/fr", session=True, width=320)
    for path in ("/portal/fr/pay", "/portal/fr/contest/inv_1", "/portal/fr/wrong-recipient"):
        assert overflow(page) == 0
        page.goto(portal.address + path)
    assert overflow(page) == 0


def test_how_much_and_the_way_to_pay_are_seen_without_scrolling(opened: Open) -> None:
    page = opened("/portal/fr", session=True)
    for element in (page.get_by_role("heading", level=1), page.get_by_role("link", name="Payer par virement")):
        box = element.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < 600


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("query", "cents"), [("", "1644.50"), ("?invoice=inv_1", "1284.50")])
def test_the_code_on_the_screen_says_what_the_lines_say(opened: Open, scheme: str, query: str, cents: str) -> None:
    page = opened(f"/portal/fr/pay{query}", session=True, color_scheme=scheme)
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    (code,) = zxingcpp.read_barcodes(picture)
    lines = code.text.splitlines()
    assert lines[5:7] == ["ATELIER MOREL SARL", "FR7630006000011234567890189"]
    assert lines[7].removeprefix("EUR").rstrip("0") == cents.rstrip("0")
    assert SITUATIONS["several"].payment_reference in lines


def test_a_click_selects_the_whole_iban_and_copies_no_space(opened: Open) -> None:
    page = opened("/portal/fr/pay", session=True)
    for start, whole in (("FR76", "FR7630006000011234567890189"), ("RF", SITUATIONS["several"].payment_reference)):
        page.locator("dd span", has_text=start).first.click()
        assert page.evaluate("getSelection().toString()") == whole


def test_the_page_asks_for_nothing_but_itself(opened: Open, portal: Portal) -> None:
    opened("/portal/fr", session=True)
    opened("/fr/cre_atelier/")
    assert set(portal.asked) <= {"GET /portal/fr", "GET /fr/cre_atelier/", "GET /favicon.ico"}
    assert len([line for line in portal.asked if "favicon" not in line]) == 2
