"""What several folders of tests share. Debian's Chromium: one process can hold playwright once only."""

import gc
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import botocore.session
import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright
from xdist.remote import Producer

from tests import parameters
from tests.groups import Together, turn

CHROMIUM = Path("/usr/bin/chromium")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: turn(item.nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    """The workers of `make test` get the tests of a file together."""
    return Together(config, log)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    if not CHROMIUM.exists():
        pytest.skip(f"no {CHROMIUM}: apt-get install chromium")
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session", autouse=True)
def parameters_as_of_2026() -> Iterator[None]:
    with parameters.as_of_2026():
        yield


@pytest.fixture(scope="session", autouse=True)
def service_models_are_read_once() -> Iterator[None]:
    """botocore reads the descriptions of services anew for each session, and boto3 and PynamoDB make many: half of the
    time of a test against moto. All share one reader, which keeps what it has read.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.session, "create_loader", cache(botocore.session.create_loader))
        yield


@pytest.fixture(scope="session", autouse=True)
def rubbish_is_looked_for_seldom() -> Iterator[None]:
    """moto makes objects by the thousand, and half a million stand loaded: a tenth of the time went into looking them
    through.
    """
    kept = gc.get_threshold()
    gc.set_threshold(100_000, 50, 1000)
    yield
    gc.set_threshold(*kept)


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
