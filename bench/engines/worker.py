"""A process that prints by one of the engines that read our page: `python -m bench.engines.worker ours`."""

import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.engines.measuring import serve
from bench.engines.pages import html_of
from chalicelib.domain.letter import Letter

CHROMIUM = "/usr/bin/chromium"
WKHTMLTOPDF = "/usr/bin/wkhtmltopdf"
WITH = ("--quiet", "--encoding", "utf-8", "--page-size", "A4")


def ours() -> Callable[[Letter], bytes]:
    """As letters are printed, read for the law included."""
    from chalicelib.adapters.letters.press import JinjaPress

    return JinjaPress().letter_pdf


def ours_plain() -> Callable[[Letter], bytes]:
    """The same, neither tagged nor archivable: what these two cost."""
    from chalicelib.adapters.letters.press import JinjaPress
    from chalicelib.adapters.pdf import rendering

    rendering.ARCHIVABLE.clear()
    return JinjaPress().letter_pdf


def naive() -> Callable[[Letter], bytes]:
    """WeasyPrint as its first example has it."""
    from weasyprint import HTML

    def printed(paper: Letter) -> bytes:
        content: bytes = HTML(string=html_of(paper)).write_pdf()
        return content

    return printed


def chromium() -> Callable[[Letter], bytes]:
    """One browser and one page for all, tagged as it does by itself."""
    from playwright.sync_api import sync_playwright

    browser = sync_playwright().start().chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    page = browser.new_page()

    def printed(paper: Letter) -> bytes:
        page.set_content(html_of(paper))
        return page.pdf(prefer_css_page_size=True, tagged=True)

    return printed


def wkhtmltopdf() -> Callable[[Letter], bytes]:
    """A process for each document, as others run it."""
    folder = Path(tempfile.mkdtemp(prefix="relance-wk-"))

    def printed(paper: Letter) -> bytes:
        page, file = folder / "page.html", folder / "page.pdf"
        page.write_text(html_of(paper), encoding="utf-8")
        command = [WKHTMLTOPDF, *WITH, str(page), str(file)]
        subprocess.run(command, check=True, capture_output=True)
        return file.read_bytes()

    return printed


ENGINES: dict[str, Callable[[], Callable[[Letter], bytes]]] = {
    "ours": ours,
    "ours-plain": ours_plain,
    "naive": naive,
    "chromium": chromium,
    "wkhtmltopdf": wkhtmltopdf,
}


def main() -> None:
    engine = ENGINES[sys.argv[1]]()
    if len(sys.argv) > 2:
        # One paper that was made before: nothing is loaded but what prints it.
        engine(pickle.loads(Path(sys.argv[2]).read_bytes()))  # noqa: S301  ours
        return
    from bench.engines.papers import PAPERS

    serve(engine, lambda asked: PAPERS[asked["paper"]](asked["n"]))


if __name__ == "__main__":
    main()
