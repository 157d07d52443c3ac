"""A mail on a small screen: nothing in it is wider than the screen, however long the address of the portal."""

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page

from chalicelib.adapters.letters.press import JinjaPress
from tests.samples import SAMPLES

pytestmark = pytest.mark.browser

SITE = "https://d111111abcdef8.cloudfront.net/fr/cre_01j9zx3k5m7n8p9q0r1s2t3v4w/"


@pytest.mark.parametrize("name", ["trader.reminder-1.fr", "trader.formal-notice.en"])
def test_a_mail_fits_the_screen_of_a_phone(browser: Browser, name: str) -> None:
    mail = JinjaPress().mail_words(
        replace(SAMPLES[name], portal_url=SITE), f"{SITE}#k=c7qm2x5vtr3hs6wpu2zn7edgkyb2af5j"
    )
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.set_content(mail.html)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert outside(page) == []
    page.close()


@pytest.mark.parametrize("iban", ["FR7630004008230001098765491", "MT84MALT011000012345MTLCAST001S"])
def test_an_account_stays_in_its_frame(browser: Browser, iban: str) -> None:
    sample = SAMPLES["trader.reminder-1.fr"]
    bank = replace(sample.creditor.bank, iban=iban, holder="SOCIÉTÉ-" * 8)
    letter = replace(sample, creditor=replace(sample.creditor, bank=bank), portal_url=SITE)
    for width in (320, 390):
        page = browser.new_page(viewport={"width": width, "height": 844})
        page.set_content(JinjaPress().mail_words(letter, f"{SITE}#k=c7qm2x5vtr3hs6wpu2zn7edgkyb2af5j").html)
        assert outside(page) == [], width
        page.close()


def outside(page: Page) -> list[str]:
    """What is drawn past the inner edge of the frame around the account."""
    found: list[str] = page.evaluate(
        """() => {
            const frame = document.querySelector(".account"), style = getComputedStyle(frame);
            const edge = frame.getBoundingClientRect().right - parseFloat(style.paddingRight) + 1;
            const range = document.createRange();
            return [...frame.querySelectorAll("p, span")].filter(part => {
                range.selectNodeContents(part);
                return range.getBoundingClientRect().right > edge;
            }).map(part => part.textContent);
        }"""
    )
    return found
