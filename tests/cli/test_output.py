"""Where the output goes wrong: a disk that is full, a terminal that knows no accents. The command runs as a process."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import SAMPLES

ROOT = Path(__file__).parents[2]
MAIN = (sys.executable, "-c", "from chalicelib.entrypoints.cli.main import main; main()")
PURE = [
    ("interest", "--principal", "10000.00", "--due", "2026-05-01", "--until", "2026-09-01"),
    ("statement", SAMPLES / "decompte.json", "--on", "2026-11-29"),
    ("law", "check", "--on", "2026-12-01"),
    ("decide", SAMPLES / "faits.json", "--on", "2026-11-24"),
]
NAMES = [str(command[0]) for command in PURE]


def run(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **options.pop("env", {})}
    return subprocess.run([*MAIN, *arguments], cwd=ROOT, env=environment, **options)


@pytest.mark.parametrize("command", [*PURE, (*PURE[0], "--json")], ids=[*NAMES, "as json"])
def test_an_output_that_nobody_takes_is_a_failure_in_words(command: tuple[str | Path, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = run(*command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (1, "relance: the output could not be written: No space left on device\n")


@pytest.mark.parametrize("command", PURE, ids=NAMES)
def test_a_terminal_that_knows_no_accents_reads_all_the_rest(command: tuple[str | Path, ...]) -> None:
    done = run(*command, env={"PYTHONIOENCODING": "ascii"}, capture_output=True, encoding="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_what_cannot_be_printed_is_escaped() -> None:
    done = run(*PURE[2], env={"PYTHONIOENCODING": "ascii"}, capture_output=True, encoding="ascii")
    assert r"an arr\xeat\xe9 in the Journal officiel" in done.stdout


def test_a_reader_that_goes_away_ends_the_command_without_a_word() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = run(*PURE[2], stdout=writing, stderr=subprocess.PIPE, text=True)
    os.close(writing)
    assert "Traceback" not in done.stderr
    assert done.returncode == 1
