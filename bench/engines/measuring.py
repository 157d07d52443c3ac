"""Of a process that prints one document a line: what each cost it and whatever it started. The standard library alone,
as engines live in two environments.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

PROC = Path("/proc")


def serve[T](engine: Callable[[T], bytes], made: Callable[[dict[str, Any]], T]) -> None:
    """Answers each line that asks for a document with what it cost: seconds of processor and by the wall, bytes, and
    how many kilobytes the process and what it started hold. What the engine prints is made before, at no cost to it.
    """
    for line in sys.stdin:
        asked = json.loads(line)
        paper = made(asked)
        used, began = seconds_used(), time.perf_counter()
        printed = engine(paper)
        wall, cpu = time.perf_counter() - began, seconds_used() - used
        if keep := asked.get("keep"):
            Path(keep).write_bytes(printed)
        print(json.dumps({"cpu": cpu, "wall": wall, "bytes": len(printed), "kb": memory()}), flush=True)


def seconds_used() -> float:
    """Of the processor: by this process, by those that it started and that have ended, and by those that live."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    living = sum(_nanoseconds(pid) for pid in _started_by(os.getpid())) / 1e9
    return time.process_time() + ended.ru_utime + ended.ru_stime + living


def memory() -> int:
    """Kilobytes, what processes share counted once (PSS)."""
    return sum(_pss(pid) for pid in (os.getpid(), *_started_by(os.getpid())))


def _started_by(pid: int) -> Iterator[int]:
    for task in (PROC / str(pid) / "task").glob("*/children"):
        for child in map(int, _read(task).split()):
            yield child
            yield from _started_by(child)


def _nanoseconds(pid: int) -> int:
    return sum(int((_read(task) or "0").split()[0]) for task in (PROC / str(pid) / "task").glob("*/schedstat"))


def _pss(pid: int) -> int:
    lines = _read(PROC / str(pid) / "smaps_rollup").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _read(file: Path) -> str:
    """Nothing of a process that has just ended."""
    try:
        return file.read_text()
    except OSError:
        return ""
