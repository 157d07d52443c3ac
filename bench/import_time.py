"""Import time of the switchboard, which every function pays at its cold start; WeasyPrint must not be part of it."""

import subprocess
import sys
from statistics import median

from bench.figures import Figure, say
from infra.build import ROOT

TIMES = 9
PROGRAM = """
import sys, time
started = time.perf_counter()
import app
print(time.perf_counter() - started, len(sys.modules), *(n for n in ("weasyprint", "holidays") if n in sys.modules))
"""
WITH_PRESS = "import app, time; t = time.perf_counter(); import weasyprint; print(time.perf_counter() - t)"


def figures() -> list[Figure]:
    say("bench: import times")
    runs = [_run(PROGRAM).split() for _ in range(TIMES)]
    heavy = {name for run in runs for name in run[2:]}
    seconds = median(float(run[0]) for run in runs)
    press = median(float(_run(WITH_PRESS)) for _ in range(TIMES))
    return [
        Figure(f"`import app`, {runs[0][1]} modules, bytecode compiled", f"{seconds * 1000:.0f} ms"),
        Figure("WeasyPrint among them", "yes" if "weasyprint" in heavy else "no", "no", "weasyprint" not in heavy),
        Figure("what it would add", f"{press * 1000:.0f} ms"),
    ]


def _run(program: str) -> str:
    command = [sys.executable, "-c", program]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
