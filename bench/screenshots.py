"""Takes the README's pictures from a demonstration on a fresh folder: `python -m bench.screenshots`."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from bench.figures import say
from bench.page_weight import CHROMIUM
from chalicelib.entrypoints.cli.demo import WRITTEN_ON, Result, run_demo
from infra.build import ROOT
from infra.local.stack import Stack, stack_up

FOLDER = ROOT / "docs" / "screenshots"
LARGEST = 150_000
COLOURS = 64
LETTER = "final-reminder"


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="relance-screenshots-") as name:
        state = Path(name) / "state"
        with stack_up(state, say) as stack, _browser() as browser:
            result = run_demo(stack, state, WRITTEN_ON, say)
            _portal(browser, result.portal_url)
            _mailbox(browser, stack)
        _letter(result, Path(name))
    for file in sorted(FOLDER.glob("*.png")):
        _shrink(file)
        size = file.stat().st_size
        say(f"{file.relative_to(ROOT)}: {size / 1000:.0f} kB")
        if size > LARGEST:
            raise SystemExit(f"{file.name} is too large for a README")


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def _portal(browser: Browser, link: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, device_scale_factor=2)
    page.goto(link, wait_until="networkidle")
    page.screenshot(path=FOLDER / "landing.png")
    page.get_by_role("button", name="Voir mes factures").click()
    page.wait_for_url("**/portal/fr")
    page.screenshot(path=FOLDER / "portal.png")
    page.close()


def _mailbox(browser: Browser, stack: Stack) -> None:
    page = browser.new_page(viewport={"width": 1000, "height": 700})
    page.goto(stack.mailbox_url, wait_until="networkidle")
    page.screenshot(path=FOLDER / "mailbox.png")
    page.close()


def _letter(result: Result, folder: Path) -> None:
    """The first page of the letter with most to say, as a printer would show it."""
    letters = [file for file in result.letters if LETTER in file.name]
    largest = max(letters, key=lambda file: file.stat().st_size)
    target = FOLDER / "letter"
    subprocess.run(["pdftoppm", "-r", "90", "-singlefile", "-png", largest, target], check=True, cwd=folder)


def _shrink(file: Path) -> None:
    with Image.open(file) as image:
        few = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


if __name__ == "__main__":
    main()
