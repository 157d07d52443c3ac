"""What several folders of tests share. Debian's Chromium: one process can hold playwright once only."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests import parameters

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    if not CHROMIUM.exists():
        pytest.skip(f"no {CHROMIUM}: apt-get install chromium")
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session", autouse=True)
def parameters_as_of_2026() -> Iterator[None]:
    yield from parameters.as_of_2026()


@pytest.fixture(scope="module")
def every_rate_known() -> Iterator[None]:
    """For stories told beyond the last half-year whose rate is known, or before the first."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("chalicelib.usecases.deciding.rate_is_known", lambda *_: True)
        yield


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    yield browser
    browser.close()
