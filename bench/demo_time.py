"""Wall time of `relance demo --once`, as a user waits for it: on a fresh folder, then again on the same one."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from bench.figures import Figure, say
from infra.build import ROOT, build

RELANCE = Path(sys.executable).with_name("relance")
TIMES = 3


def figures(folder: Path) -> list[Figure]:
    build("local", ROOT / "build", progress=say)
    started = time.monotonic()
    build("local", folder / "package", progress=say)
    packaging = time.monotonic() - started
    first, again, mails = list[float](), list[float](), set[tuple[int, int]]()
    for n in range(TIMES):
        say(f"bench: demonstration {n + 1} of {TIMES}, on a fresh folder, then again")
        # A newcomer's functions are not unpacked yet, nor compiled.
        shutil.rmtree(ROOT / "build" / "unpacked", ignore_errors=True)
        state = folder / f"demo-{n}"
        seconds, new = _timed(state)
        first.append(seconds)
        seconds_again, new_again = _timed(state)
        again.append(seconds_again)
        mails.add((new, new_again))
    sent = ", ".join(f"{a} mails then {b}" for a, b in sorted(mails))
    return [
        Figure("packaging, before the first demonstration and after each change (once)", f"{packaging:.1f} s"),
        Figure(f"first demonstration, packaged already ({sent})", f"{median(first):.1f} s"),
        Figure("second demonstration on its state", f"{median(again):.1f} s"),
    ]


def _timed(state: Path) -> tuple[float, int]:
    started = time.monotonic()
    command = [str(RELANCE), "demo", "--once", "--json", "--today", "2026-11-24", "--state", str(state)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"the demonstration failed:\n{done.stderr}")
    return time.monotonic() - started, int(json.loads(done.stdout)["new_mails"])
