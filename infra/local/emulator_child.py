"""Runs MiniStack inside .venv-local, as the child of `infra.local.emulator`; nothing of it outlives its parent.

Standard input is a pipe whose other end only the parent holds: when the parent dies, however it dies, the pipe ends and
MiniStack gets the signal of a clean stop, so that its state is written. A death signal from the kernel (PDEATHSIG)
would not do: it follows the parent's *thread*, needs code between fork and exec, and exists on Linux only.
"""

import hashlib
import importlib
import os
import shutil
import signal
import sys
import threading
import zipfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

Asgi = Callable[[Any, Any, Any], Awaitable[None]]


def follow_parent() -> None:
    def wait_for_the_end() -> None:
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait_for_the_end, daemon=True, name="follow-parent").start()


def run_functions_on_their_own_packages() -> None:
    """MiniStack runs every function on `sys.executable`. With the bare interpreter in its place a function sees its own
    zip and the standard library, as on Lambda, and not the packages of .venv-local (an older boto3 among them)."""
    sys.executable = str(vars(sys)["_base_executable"])


class UnpackedOnce:
    """MiniStack unpacks the zip anew for each worker: 100 MB and 10,000 files that then have to be compiled, and removed
    at the stop, which took minutes. Here a zip is unpacked once, beside the state, and its workers share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._used: set[str] = set()
        self._lock = threading.Lock()

    def open(self, path: str) -> "_SharedZip":
        return _SharedZip(Path(path), self)

    def link(self, archive: Path, target: Path) -> None:
        digest = hashlib.sha256(archive.read_bytes()).hexdigest()[:32]
        unpacked = self._folder / digest
        with self._lock:
            self._used.add(digest)
            if not unpacked.exists():
                self._unpack(archive, unpacked)
        target.rmdir()
        target.symlink_to(unpacked)

    def _unpack(self, archive: Path, unpacked: Path) -> None:
        self._folder.mkdir(exist_ok=True)
        for other in self._folder.iterdir():
            if other.name not in self._used:
                shutil.rmtree(other, ignore_errors=True)
        partial = self._folder / f"{unpacked.name}.partial"
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(partial)
        partial.rename(unpacked)


class _SharedZip:
    """As much of zipfile.ZipFile as MiniStack's worker calls."""

    def __init__(self, path: Path, unpacked: UnpackedOnce) -> None:
        self._path, self._unpacked = path, unpacked

    def __enter__(self) -> "_SharedZip":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def extractall(self, target: str) -> None:
        self._unpacked.link(self._path, Path(target))


def end_workers_after(application: Asgi, end_workers: Callable[[], None]) -> Asgi:
    """MiniStack leaves its Lambda workers alone when it stops: end them once its state is written, or a running handler
    would hold the stop up for minutes and then go on alone."""

    async def wrapped(scope: Any, receive: Any, send: Any) -> None:
        await application(scope, receive, send)
        if scope["type"] == "lifespan":
            end_workers()

    return wrapped


def main() -> None:
    follow_parent()
    run_functions_on_their_own_packages()
    ministack = importlib.import_module("ministack.app")
    runtime = importlib.import_module("ministack.core.lambda_runtime")
    # The runtime names these two of zipfile; a layer's zip is opened likewise, and we give the emulator none.
    runtime.zipfile = SimpleNamespace(  # type: ignore[attr-defined]
        ZipFile=UnpackedOnce(Path("unpacked").resolve()).open, BadZipFile=zipfile.BadZipFile
    )
    ministack.app = end_workers_after(ministack.app, runtime.reset)  # type: ignore[attr-defined]
    sys.argv = ["ministack"]
    try:
        ministack.main()
    finally:
        runtime.reset()


if __name__ == "__main__":
    main()
