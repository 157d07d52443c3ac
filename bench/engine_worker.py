"""One engine in a process of its own: `python -m bench.engine_worker <engine>` reads `<sample>` lines, answers each
with `<processor seconds> <wall seconds> <bytes>`, of the process and of those it has waited for.
"""

import sys
import time
from collections.abc import Callable
from functools import cache
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

from chalicelib.adapters.letters.press import JinjaPress
from chalicelib.adapters.letters.words import templates
from tests.letter_samples import SAMPLES

FONTS = f"file://{templates()}/fonts/"


@cache
def _style() -> str:
    return (templates() / "_shared" / "letter.css").read_text(encoding="utf-8").replace("asset:", FONTS)


def naive(sample: str) -> bytes:
    """As one writes it at first: the whole page, its stylesheet and fonts, given to WeasyPrint anew each time."""
    from weasyprint import HTML

    page = JinjaPress().letter_html(SAMPLES[sample])
    head, _, rest = page.partition("<style>")
    document: bytes = HTML(string=f"{head}<style>{_style()}{rest[rest.index('</style>') :]}").write_pdf()
    return document


def ours(sample: str) -> bytes:
    return JinjaPress().letter_pdf(SAMPLES[sample])


ENGINES: dict[str, Callable[[str], bytes]] = {"naive": naive, "ours": ours}


def _processor() -> float:
    used = (getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in used)


def main() -> None:
    engine = ENGINES[sys.argv[1]]
    for line in sys.stdin:
        before, started = _processor(), time.perf_counter()
        made = len(engine(line.strip()))
        print(f"{_processor() - before} {time.perf_counter() - started} {made}", flush=True)


if __name__ == "__main__":
    main()
