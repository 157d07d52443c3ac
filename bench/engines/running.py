"""Engines side by side: a process each, the same papers, in another order each round. Times of a busy machine are of no
use alone; what is compared was measured in the same rounds.
"""

import json
import pickle
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from bench.engines.papers import PAPERS, content_of
from bench.engines.worker import CHROMIUM, WKHTMLTOPDF
from bench.figures import Figure, say
from infra.build import ROOT

ROUNDS, COLD, LONG, ON_TWO = 15, 7, 2000, 40
PLAIN = ROOT / ".venv-bench" / "bin" / "python"
READS_NO_PAGE = ("fpdf2", "typst")
NEEDS = {"chromium": Path(CHROMIUM), "wkhtmltopdf": Path(WKHTMLTOPDF), "fpdf2": PLAIN, "typst": PLAIN}
ALL = ("naive", "ours", "ours-plain", "chromium", "wkhtmltopdf", *READS_NO_PAGE)
# Of ours, against the naive use of WeasyPrint: of a letter, of a notice.
AIMS = {"letter": 2.8, "notice": 2.3}
MOST_OF_TAGS, OF_WKHTMLTOPDF, OF_CHROMIUM, COLD_AIM, MOST_KB = 1.2, 3, 3, 2.7, 2
# Of a print batch: letters, milliseconds to merge each, megabytes of all.
IN_BATCH, MERGED_IN, MOST_MB = 500, 2, 6


@dataclass
class Cost:
    """Of each document: seconds of processor, seconds by the wall, bytes, and what the process held after it."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    size: list[int] = field(default_factory=list)
    kb: int = 0

    def add(self, told: dict[str, Any]) -> None:
        self.cpu.append(told["cpu"])
        self.wall.append(told["wall"])
        self.size.append(told["bytes"])
        self.kb = max(self.kb, told["kb"])


class Worker:
    """A process of an engine, asked for one document after another."""

    def __init__(self, engine: str) -> None:
        self.engine = engine
        command = [sys.executable, "-m", "bench.engines.worker", engine]
        if engine in READS_NO_PAGE:
            command = [str(PLAIN), str(ROOT / "bench" / "engines" / "plain_worker.py"), engine]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._hears, self._said = cast("IO[str]", self._process.stdin), cast("IO[str]", self._process.stdout)

    def asks(self, paper: str, n: int) -> None:
        asked: dict[str, Any] = {"paper": paper, "n": n}
        if self.engine in READS_NO_PAGE:
            content = content_of(PAPERS[paper](n))
            asked |= {"blocks": content.blocks, "code": content.code}
        print(json.dumps(asked), file=self._hears, flush=True)

    def told(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self._said.readline())
        return answer

    def prints(self, paper: str, n: int) -> dict[str, Any]:
        self.asks(paper, n)
        return self.told()

    def ends(self) -> None:
        self._process.communicate()


def figures() -> Iterator[Figure]:
    here = [engine for engine in ALL if engine not in NEEDS or NEEDS[engine].exists()]
    absent = [engine for engine in ALL if engine not in here]
    costs = {paper: _side_by_side(here, paper) for paper in PAPERS}
    for paper, cost in costs.items():
        yield from _of_paper(paper, cost)
    yield from _on_two_processes(here)
    yield from _cold(["naive", "ours"])
    yield from _in_the_long_run()
    yield from _batch()
    if absent:
        yield Figure("engines that are not on this machine, and are left out", ", ".join(absent))


def _side_by_side(engines: Iterable[str], paper: str) -> dict[str, Cost]:
    say(f"engines: {paper}")
    workers, costs = [Worker(engine) for engine in engines], dict[str, Cost]()
    order = random.Random(paper)
    for n in range(ROUNDS + 2):
        order.shuffle(workers)
        for worker in workers:
            told = worker.prints(paper, n)
            # The first two are of a process that is not warm.
            if n > 1:
                costs.setdefault(worker.engine, Cost()).add(told)
    for worker in workers:
        worker.ends()
    return {engine: costs[engine] for engine in engines}


def _of_paper(paper: str, costs: dict[str, Cost]) -> Iterator[Figure]:
    for engine, cost in costs.items():
        cpu, wall = statistics.median(cost.cpu), statistics.median(cost.wall)
        times, sizes = f"{cpu * 1000:.0f} ms of processor, {wall * 1000:.0f} ms", f"{max(cost.size) / 1000:.0f} kB"
        yield Figure(f"a {paper} by {engine}, warm", f"{times}, {sizes}, {cost.kb // 1000} MB")
    ours = costs["ours"]
    ratio = _ratio(costs["naive"].cpu, ours.cpu)
    yield Figure(f"naive WeasyPrint by ours: {paper}", f"{ratio:.2f}", f"{AIMS[paper]}", ratio >= AIMS[paper])
    tags = _ratio(ours.cpu, costs["ours-plain"].cpu)
    yield Figure(f"tagged and archivable by plain: {paper}", f"{tags:.2f}", f"{MOST_OF_TAGS}", tags <= MOST_OF_TAGS)
    if "wkhtmltopdf" in costs:
        wall = _ratio(costs["wkhtmltopdf"].wall, ours.wall)
        yield Figure(
            f"wkhtmltopdf by ours, by the wall: {paper}", f"{wall:.2f}", f"{OF_WKHTMLTOPDF}", wall >= OF_WKHTMLTOPDF
        )
    if "chromium" in costs:
        held = costs["chromium"].kb / ours.kb
        yield Figure(f"memory of Chromium by ours: {paper}", f"{held:.1f}", f"{OF_CHROMIUM}", held >= OF_CHROMIUM)


def _ratio(one: Iterable[float], other: Iterable[float]) -> float:
    """The median of what it was in each round."""
    return statistics.median(a / b for a, b in zip(one, other, strict=True))


def _on_two_processes(engines: Iterable[str]) -> Iterator[Figure]:
    said = []
    for engine in engines:
        workers = [Worker(engine) for _ in range(2)]
        for worker in workers:
            worker.prints("letter", 0)
        began = time.perf_counter()
        for n in range(ON_TWO // 2):
            for worker in workers:
                worker.asks("letter", n + 1)
            for worker in workers:
                worker.told()
        said.append(f"{engine} {ON_TWO / (time.perf_counter() - began):.1f}")
        for worker in workers:
            worker.ends()
    yield Figure("letters a second on two processes", ", ".join(said))


def _cold(engines: Iterable[str]) -> Iterator[Figure]:
    """From the start of a process to the end of one that has printed a letter, which was made before."""
    say("engines: cold")
    times: dict[str, list[float]] = {}
    with tempfile.NamedTemporaryFile() as paper:
        Path(paper.name).write_bytes(pickle.dumps(PAPERS["letter"](1)))
        for _ in range(COLD):
            for engine in engines:
                began = time.perf_counter()
                command = [sys.executable, "-m", "bench.engines.worker", engine, paper.name]
                subprocess.run(command, cwd=ROOT, check=True)
                times.setdefault(engine, []).append(time.perf_counter() - began)
    said = ", ".join(f"{engine} {statistics.median(took):.2f} s" for engine, took in times.items())
    yield Figure("cold process to its first letter", said)
    ratio = _ratio(times["naive"], times["ours"])
    yield Figure("naive WeasyPrint by ours, cold", f"{ratio:.2f}", f"{COLD_AIM}", ratio >= COLD_AIM)


def _in_the_long_run() -> Iterator[Figure]:
    say(f"engines: {LONG:,} letters by one process")
    worker, held = Worker("ours"), list[int]()
    for n in range(LONG):
        told = worker.prints("letter", n)
        if n in (LONG // 10, LONG - 1):
            held.append(told["kb"])
    worker.ends()
    grown = (held[1] - held[0]) / (LONG - LONG // 10)
    yield Figure(
        f"memory that a letter leaves behind, over {LONG:,}", f"{grown:.2f} kB", f"{MOST_KB} kB", grown < MOST_KB
    )


def _batch() -> Iterator[Figure]:
    from chalicelib.adapters.letters.press import JinjaPress
    from chalicelib.adapters.pdf.batch import merged

    say(f"engines: a batch of {IN_BATCH} letters")
    letters = [JinjaPress().letter_pdf(PAPERS["letter"](n)) for n in range(IN_BATCH)]
    took, whole = [], b""
    for _ in range(5):
        began = time.process_time()
        whole, _ = merged(letters)
        took.append((time.process_time() - began) * 1000 / IN_BATCH)
    each, size = statistics.median(took), len(whole) / 1e6
    alone = sum(map(len, letters)) / 1e6
    yield Figure(f"merging {IN_BATCH} letters, each", f"{each:.2f} ms", f"{MERGED_IN} ms", each < MERGED_IN)
    yield Figure(
        f"the batch of {IN_BATCH}, {alone:.1f} MB one by one", f"{size:.1f} MB", f"{MOST_MB} MB", size < MOST_MB
    )
