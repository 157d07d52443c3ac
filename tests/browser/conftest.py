"""The portal that the browser looks at, and readers who set it their own way."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, ViewportSize

from tests.browser.portal_server import ACCESS, COOKIE, Portal, serving
from tests.conftest import CHROMIUM

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def large_text_browser(playwright: Playwright) -> Iterator[Browser]:
    """As a reader sets it: text at 200 %."""
    flags = ["--no-sandbox", "--blink-settings=defaultFontSize=32"]
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
    yield browser
    browser.close()


@pytest.fixture
def portal() -> Iterator[Portal]:
    with serving() as portal:
        yield portal


@pytest.fixture
def landing() -> str:
    """The link of a mail."""
    return f"/fr/cre_atelier/#k={ACCESS}"


@pytest.fixture
def opened(browser: Browser, portal: Portal) -> Iterator[Open]:
    """Opens a page in a context of its own. Whatever the browser complains of (a policy, a script) fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(path: str, *, session: bool = False, width: int = 390, by: Browser = browser, **options: Any) -> Page:
        viewport: ViewportSize = {"width": width, "height": 844}
        context = by.new_context(base_url=portal.address, viewport=viewport, **options)
        contexts.append(context)
        context.set_default_timeout(10_000)
        if session:
            # Chromium takes such a cookie from a loopback server, but not by hand for an http address.
            secure = portal.address.replace("http:", "https:")
            context.add_cookies([{"name": COOKIE, "value": "open", "url": secure, "secure": True}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [c for c in complaints if "responded with a status of 4" not in c] == []
