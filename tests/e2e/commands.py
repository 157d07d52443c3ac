"""`relance` as a process of its own, and what it leaves behind when it is stopped, or killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

RELANCE = Path(sys.executable).with_name("relance")
PATIENCE = 300


class Command:
    def __init__(self, state: Path, *arguments: str) -> None:
        self.state = state
        self._out, self._err = state.with_name(f"{state.name}.out"), state.with_name(f"{state.name}.err")
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = subprocess.Popen(
                [RELANCE, *arguments, "--state", state], stdout=out, stderr=err, start_new_session=True
            )

    @property
    def out(self) -> str:
        return self._out.read_text()

    @property
    def err(self) -> str:
        return self._err.read_text()

    def wait_for(self, words: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while words not in self.err:
            assert self.process.poll() is None, f"ended with {self.process.returncode}:\n{self.err}"
            assert time.monotonic() < deadline, f"no {words!r} within {PATIENCE} s:\n{self.err}"
            time.sleep(0.05)

    def ends(self) -> int:
        """Its exit code."""
        return self.process.wait(PATIENCE)

    def kill_all(self) -> None:
        """As the kernel does when memory runs out: the command, the emulator, its functions."""
        for pid in sorted(processes_of(self.state)):
            os.kill(pid, signal.SIGKILL)
        self.process.wait(PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE)


def processes_of(state: Path) -> set[int]:
    """Every process that names the folder in its command line, its environment or its working directory."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
            here = str((folder / "cwd").readlink())
        except OSError:
            continue
        if str(state).encode() in told or here.startswith(str(state)):
            found.add(int(folder.name))
    return found - {os.getpid()}


def wait_until_gone(state: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while left := processes_of(state):
        assert time.monotonic() < deadline, f"still there: {left}"
        time.sleep(0.05)


def emulator_of(command: Command) -> int:
    """The process that a command holds up."""
    children = Path(f"/proc/{command.process.pid}/task/{command.process.pid}/children").read_text().split()
    (emulator,) = (int(pid) for pid in children if "emulator_child" in Path(f"/proc/{pid}/cmdline").read_text())
    return emulator


def wait_for_file(file: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not file.exists():
        assert time.monotonic() < deadline, f"no {file} within {PATIENCE} s"
        time.sleep(0.05)
