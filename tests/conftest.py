"""What several folders of tests share. Debian's Chromium: one process can hold playwright once only."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import botocore.session
import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests import parameters

CHROMIUM = Path("/usr/bin/chromium")
HERE = Path(__file__).parent
# They share one package under build/ and, in e2e, one running stack: one worker takes them all. They are the longest
# group, so they go first; the tests of law and properties come next, one at a time, since each stands by itself.
STACK = ("e2e", "package")
LONG = ("law", "properties")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tells the workers of `make test` which tests stay together; says nothing to a run without them."""
    if not config.pluginmanager.hasplugin("dsession") and not hasattr(config, "workerinput"):
        return
    for item in items:
        folder = item.path.relative_to(HERE).parts[0]
        if folder in STACK:
            item.add_marker(pytest.mark.xdist_group("stack"))
        elif folder not in LONG:
            item.add_marker(pytest.mark.xdist_group(str(item.path.relative_to(HERE))))
    items.sort(key=lambda item: _turn(item.path.relative_to(HERE).parts[0]))


def _turn(folder: str) -> int:
    return (*STACK, *LONG).index(folder) if folder in (*STACK, *LONG) else len(STACK + LONG)


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
