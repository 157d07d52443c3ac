"""The portal that the browser looks at, and readers who set it their own way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Playwright

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


@dataclass
class Windows:
    """One of each kind for all tests, as Chromium starts a process for each new one, which takes half a second. Who
    opens one anew finds no cookie in it; what is kept beside them is kept by the portal's port, another for each test.
    """

    kept: dict[Any, Page] = field(default_factory=dict)

    def open(self, browser: Browser, **options: Any) -> Page:
        kind = browser, *sorted(options.items())
        if kind not in self.kept:
            context = browser.new_context(**options)
            context.set_default_timeout(10_000)
            self.kept[kind] = context.new_page()
        page = self.kept[kind]
        page.context.clear_cookies()
        return page


@pytest.fixture(scope="session")
def windows() -> Windows:
    return Windows()


@pytest.fixture
def opened(browser: Browser, windows: Windows, portal: Portal) -> Iterator[Open]:
    """Opens a page of the portal. Whatever the browser complains of (a policy, a script) fails the test."""
    complaints: list[str] = []
    listened: list[Page] = []

    def script_failed(error: Error) -> None:
        complaints.append(str(error))

    def said(message: ConsoleMessage) -> None:
        complaints.append(message.text)

    def open_page(path: str, *, session: bool = False, width: int = 390, by: Browser = browser, **options: Any) -> Page:
        page = windows.open(by, **options)
        page.set_viewport_size({"width": width, "height": 844})
        if session:
            # Chromium takes such a cookie from a loopback server, but not by hand for an http address.
            secure = portal.address.replace("http:", "https:")
            page.context.add_cookies([{"name": COOKIE, "value": "open", "url": secure, "secure": True}])
        if page not in listened:
            listened.append(page)
            page.on("pageerror", script_failed)
            page.on("console", said)
        page.goto(urljoin(portal.address, path))
        return page

    yield open_page
    for page in listened:
        # What the page still had to say is said before it is left.
        page.goto("about:blank")
        page.remove_listener("pageerror", script_failed)
        page.remove_listener("console", said)
    assert [c for c in complaints if "responded with a status of 4" not in c] == []
