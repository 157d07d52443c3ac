"""The processes that run the functions: children of the emulator, each known by the function's name in its environment.

Read from /proc: this runs on Linux.
"""

import contextlib
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
NAME = b"AWS_LAMBDA_FUNCTION_NAME="
# Of /proc/net/tcp: where a line has its own address and its inode.
LOCAL, INODE = 1, 9


@dataclass(frozen=True, slots=True)
class Worker:
    """`begun` tells it from another process that has its number later."""

    pid: int
    function: str
    begun: str

    def kill(self) -> bool:
        """Whether it was still there."""
        with contextlib.suppress(OSError):
            if _begun(self.pid) == self.begun:
                os.kill(self.pid, signal.SIGKILL)
                return True
        return False


def worker_of(emulator: int, port: int) -> Worker | None:
    """The child of that emulator whose connection has that port of the loopback; None when there is none such."""
    inode = _inode_of(port)
    for worker in workers_of(emulator) if inode else ():
        if _holds(worker.pid, f"socket:[{inode}]"):
            return worker
    return None


def workers_of(emulator: int) -> Iterator[Worker]:
    for folder in PROC.iterdir():
        if not folder.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            if _parent(int(folder.name)) != emulator:
                continue
            names = [v[len(NAME) :] for v in (folder / "environ").read_bytes().split(b"\0") if v.startswith(NAME)]
            if names:
                yield Worker(int(folder.name), names[0].decode(), _begun(int(folder.name)))


def _stat(pid: int) -> list[str]:
    """From its state on: the name before it may hold blanks."""
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()


def _parent(pid: int) -> int:
    return int(_stat(pid)[1])


def _begun(pid: int) -> str:
    return _stat(pid)[19]


def _inode_of(port: int) -> str | None:
    wanted = f"0100007F:{port:04X}"
    for line in (PROC / "net" / "tcp").read_text().splitlines()[1:]:
        parts = line.split()
        if parts[LOCAL] == wanted:
            return parts[INODE]
    return None


def _holds(pid: int, link: str) -> bool:
    for file in (PROC / str(pid) / "fd").iterdir():
        with contextlib.suppress(OSError):
            if str(file.readlink()) == link:
                return True
    return False
