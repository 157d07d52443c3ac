"""Bytes of the portal's first load as a phone gets them from the edge: landing page, click, account page."""

import gzip
from pathlib import Path

from playwright.sync_api import Browser, Response, sync_playwright

from bench.figures import Figure, say
from chalicelib.entrypoints.cli.demo import WRITTEN_ON, run_demo
from infra.local.stack import stack_up

CHROMIUM = Path("/usr/bin/chromium")
AIM = 50_000


def figures(folder: Path) -> list[Figure]:
    state = folder / "page"
    with stack_up(state, say) as stack, sync_playwright() as playwright:
        link = run_demo(stack, state, WRITTEN_ON, say).portal_url
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            loads = _loads(browser, link)
        finally:
            browser.close()
    wire, packed = sum(w for w, _ in loads), sum(p for _, p in loads)
    return [
        Figure(
            f"portal's first load: landing page and account page, {len(loads)} requests, with headers, uncompressed",
            f"{wire / 1000:.1f} kB",
            f"under {AIM // 1000} kB",
            wire < AIM,
        ),
        Figure("the same, bodies under gzip -9", f"{packed / 1000:.1f} kB", f"under {AIM // 1000} kB", packed < AIM),
    ]


def _loads(browser: Browser, link: str) -> list[tuple[int, int]]:
    """Bytes of each answer: over the wire with headers, and its body under gzip -9."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(link, wait_until="networkidle")
    # A body can be read until the page is left.
    landing = [_weight(answer) for answer in answers]
    answers.clear()
    page.get_by_role("button", name="Voir mes factures").click()
    page.wait_for_url("**/portal/fr")
    page.wait_for_load_state("networkidle")
    return [*landing, *(_weight(answer) for answer in answers)]


def _weight(answer: Response) -> tuple[int, int]:
    sizes = answer.request.sizes()
    wire = sizes["responseBodySize"] + sizes["responseHeadersSize"]
    # A redirection has no body to ask for.
    body = b"" if 300 <= answer.status < 400 else answer.body()
    return wire, len(gzip.compress(body, 9)) if body else 0
