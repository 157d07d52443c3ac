"""A figure with its aim, the table of all of them, and the machine they were taken on."""

import os
import platform
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """`met` is None where nothing was aimed at."""

    what: str
    value: str
    aim: str = "-"
    met: bool | None = None


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def table(figures: Iterable[Figure]) -> str:
    words = {True: "met", False: "**missed**", None: ""}
    rows = [f"| {f.what} | {f.value} | {f.aim} | {words[f.met]} |" for f in figures]
    return "\n".join(["| figure | measured | aim | |", "| --- | --- | --- | --- |", *rows])


def machine() -> str:
    return (
        f"{_processor()}, {os.cpu_count()} cores, {_memory()}, {platform.system()}, Python {platform.python_version()}"
    )


def _processor() -> str:
    found = _line("/proc/cpuinfo", "model name")
    return found or platform.processor() or platform.machine()


def _memory() -> str:
    found = _line("/proc/meminfo", "MemTotal")
    return f"{int(found.split()[0]) / 2**20:.0f} GiB" if found else "memory unknown"


def _line(file: str, name: str) -> str:
    path = Path(file)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")
