"""A mail on a small screen: nothing in it is wider than the screen, however long the address of the portal."""

from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from chalicelib.adapters.letters.press import JinjaPress
from tests.letter_samples import SAMPLES

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
    page.close()
