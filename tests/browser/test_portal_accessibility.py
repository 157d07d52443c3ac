"""Every page of the portal in every state, under axe-core: French and English, light and dark, telephone and desk."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Browser, Page

from chalicelib.adapters.portal import pages
from chalicelib.adapters.portal.pages import PortalPages
from chalicelib.adapters.portal.site import build_site
from chalicelib.domain.case_view import CaseView
from chalicelib.domain.parties import Language
from tests.axe import faults_in, page_with_axe
from tests.browser.portal_samples import CREDITOR, SITUATIONS
from tests.browser.portal_server import ACCESS, COOKIE, Portal, serving

pytestmark = pytest.mark.browser

PAGES = PortalPages()
SEVERAL = SITUATIONS["several"]
BARE = replace(CREDITOR, bank=replace(CREDITOR.bank, holder="W" * 71, bic=None))


@dataclass(frozen=True)
class State:
    """A page as somebody meets it: its address, the account behind it, what is done there, or what went wrong."""

    path: str
    view: CaseView = SEVERAL
    act: Callable[[Page], None] = lambda page: None
    answer: Callable[[Language], pages.Page] | None = None


def send_nothing(page: Page) -> None:
    page.locator("main form button").click()


def send_another_problem_without_a_word(page: Page) -> None:
    page.locator("#reason-other").check()
    page.locator("main form button").click()


def show_what_is_settled(page: Page) -> None:
    page.locator("summary").click()


def undo_the_script(page: Page) -> None:
    """As without JavaScript, where axe cannot run either."""
    page.evaluate("document.getElementById('no-script').hidden = false")
    page.evaluate("document.querySelector('main form').hidden = document.getElementById('no-link').hidden = true")


# Named by the page, then by its state.
STATES = {
    **{f"account: {name}": State("/portal/{}", view) for name, view in SITUATIONS.items()},
    "account: settled ones shown": State("/portal/{}", act=show_what_is_settled),
    "pay: all": State("/portal/{}/pay"),
    "pay: one of several": State("/portal/{}/pay?invoice=inv_1"),
    "pay: one less a credit": State("/portal/{}/pay?invoice=inv_1", SITUATIONS["a credit on another"]),
    "pay: a large sum": State("/portal/{}/pay", SITUATIONS["a large sum"]),
    "pay: no code and no BIC": State("/portal/{}/pay", replace(SEVERAL, creditor=BARE)),
    "pay: nothing": State("/portal/{}/pay", SITUATIONS["nothing owed"]),
    "contest: new": State("/portal/{}/contest/inv_1"),
    "contest: no reason": State("/portal/{}/contest/inv_1", act=send_nothing),
    "contest: no words": State("/portal/{}/contest/inv_1", act=send_another_problem_without_a_word),
    "contest: contested": State("/portal/{}/contest/inv_3"),
    "contest: settled": State("/portal/{}/contest/inv_4"),
    "contested: a rest to pay": State("/portal/{}/contested/inv_3"),
    "contested: no rest": State("/portal/{}/contested/inv_3", SITUATIONS["all contested"]),
    "wrong_recipient: new": State("/portal/{}/wrong-recipient"),
    "wrong_recipient: no answer": State("/portal/{}/wrong-recipient", act=send_nothing),
    "disowned: somebody else": State("/portal/{}/wrong-recipient/not-me"),
    "disowned: another address": State("/portal/{}/wrong-recipient/wrong-address"),
    "gone": State("/portal/{}/unknown"),
    "refused": State("/portal/{}", answer=PAGES.refused),
    "too_large": State("/portal/{}", answer=PAGES.too_large),
    "unavailable": State("/portal/{}", answer=PAGES.unavailable),
    "unavailable: perhaps changed": State("/portal/{}", answer=lambda lang: PAGES.unavailable(lang, unchanged=False)),
    "cre_atelier: by the link": State(f"/{{}}/cre_atelier/#k={ACCESS}"),
    "cre_atelier: without the link": State("/{}/cre_atelier/"),
    "cre_atelier: without script": State("/{}/cre_atelier/", act=undo_the_script),
    "help": State("/{}/help/"),
    "index": State("/"),
    "404": State("/nowhere"),
    "outage": State("/outage.html"),
}
# A page in both languages at once is looked at once.
CASES = [(name, language) for name, state in STATES.items() for language in Language if "{}" in state.path] + [
    (name, Language.FR) for name, state in STATES.items() if "{}" not in state.path
]


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    with serving() as portal:
        yield portal


@pytest.fixture(scope="module")
def page(browser: Browser, portal: Portal) -> Iterator[Page]:
    """One for all, with a session: to open one anew each time would take as long as axe itself."""
    page = page_with_axe(browser, portal.address)
    secure = portal.address.replace("http:", "https:")
    page.context.add_cookies([{"name": COOKIE, "value": "open", "url": secure, "secure": True}])
    yield page
    page.context.close()


def show(page: Page, portal: Portal, state: State, language: Language) -> None:
    portal.view = state.view
    portal.answer = state.answer(language) if state.answer else None
    page.goto(state.path.format(language))
    state.act(page)


@pytest.mark.parametrize(("name", "language"), CASES, ids=[f"{name} ({language})" for name, language in CASES])
def test_axe_finds_nothing(page: Page, portal: Portal, name: str, language: Language) -> None:
    show(page, portal, STATES[name], language)
    # Other words on the same page: its colours by night are looked at once.
    assert faults_in(page, ("light", "dark") if language is Language.FR else ("light",)) == []


@pytest.mark.parametrize(
    ("spoilt", "rule"),
    [
        ("document.querySelector('label.head').remove()", "label"),
        ("document.documentElement.removeAttribute('lang')", "html-has-lang"),
        ("document.documentElement.style.setProperty('--soft', '#9aa5a5')", "color-contrast"),
        ("document.querySelector('main').replaceWith(...document.querySelector('main').childNodes)", "region"),
    ],
    ids=["a label", "the language", "the contrast", "the landmark"],
)
def test_axe_sees_what_is_taken_away(page: Page, portal: Portal, spoilt: str, rule: str) -> None:
    show(page, portal, STATES["contest: new"], Language.FR)
    page.evaluate(spoilt)
    assert any(f": {rule} at " in fault for fault in faults_in(page))


def test_no_page_is_left_out() -> None:
    shown = {name.partition(":")[0] for name in STATES}
    site = {path.removesuffix(".html").removesuffix("/index").split("/")[-1] for path in build_site(CREDITOR)}
    functions = {name for name in vars(PortalPages) if not name.startswith("_")}
    assert shown == functions | site - {"robots.txt"}
