"""axe-core on a page that a browser shows: what it finds against WCAG 2.2, levels A and AA, and good practice.

What axe could not decide counts as found: our pages are plain enough to leave it no doubt.
"""

from collections.abc import Container

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

# A telephone and a desk; turning round halfway spares a change of size.
VIEWS = (("light", 390), ("light", 1280), ("dark", 1280), ("dark", 390))
HEIGHT = 844
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# What a frame shows is a page of its own, and a mail in its sandbox runs no script, axe's neither.
OPTIONS = {
    "runOnly": RULES,
    "resultTypes": ["violations", "incomplete"],
    "iframes": False,
    "rules": {"frame-tested": {"enabled": False}},
}
FEWEST_CHECKS = 15
# Sums up in the browser: all that axe tells of one page is a long way to carry.
RUN = """options => axe.run(options).then(({passes, violations, incomplete}) => [passes.length,
    [...violations, ...incomplete].flatMap(({id, nodes}) => nodes.map(n => `${id} at ${n.target}: ${n.html}`))])"""


def page_with_axe(browser: Browser, address: str) -> Page:
    """A page in a context of its own, into whose every document axe is put: to send it for each check takes long."""
    context = browser.new_context(base_url=address)
    context.set_default_timeout(10_000)
    context.add_init_script(AXE_SCRIPT)
    return context.new_page()


def faults_in(page: Page, schemes: Container[str] = ("light", "dark")) -> list[str]:
    """Each fault of such a page as it stands, in each view; empty when all is well."""
    found = []
    for scheme, width in VIEWS:
        if scheme not in schemes:
            continue
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        if page.viewport_size != {"width": width, "height": HEIGHT}:
            page.set_viewport_size({"width": width, "height": HEIGHT})
        passed, faults = page.evaluate(RUN, OPTIONS)
        assert passed >= FEWEST_CHECKS, "axe looked at almost nothing"
        found += [f"{scheme}, {width} px: {fault}" for fault in faults]
    return found
