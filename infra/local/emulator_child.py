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
import time
import zipfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

# Where functions are unpacked; without it, in the state folder.
UNPACKED = "RELANCE_LOCAL_UNPACKED"
KEPT_UNPACKED = 2

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
    """MiniStack unpacks the zip for each worker anew: 100 MB and 10,000 files, to compile each time and to remove at
    the stop, which took minutes. Here a zip is unpacked once, under the hash of its content, and all share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    def open(self, path: str) -> "_SharedZip":
        return _SharedZip(Path(path), self)

    def link(self, archive: Path, target: Path) -> None:
        unpacked = self._folder / hashlib.sha256(archive.read_bytes()).hexdigest()[:32]
        with self._lock:
            if not unpacked.exists():
                self._unpack(archive, unpacked)
        target.rmdir()
        target.symlink_to(unpacked)

    def _unpack(self, archive: Path, unpacked: Path) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        # Another emulator may be using one of the newest.
        for old in sorted(self._folder.iterdir(), key=lambda path: path.stat().st_mtime)[:-KEPT_UNPACKED]:
            shutil.rmtree(old, ignore_errors=True)
        partial = self._folder / f"{unpacked.name}.{os.getpid()}"
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(partial)
        try:
            partial.rename(unpacked)
        except OSError:
            # Another emulator was faster.
            shutil.rmtree(partial, ignore_errors=True)


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


def hand_out_again() -> None:
    """What a stopped emulator had handed out is free at once: the functions that held it are gone with that emulator,
    and for the six minutes of the visibility timeout nothing would move."""
    sqs: Any = sys.modules.get("ministack.services.sqs")
    for queue in list(sqs._queues._data.values()) if sqs else ():
        for message in queue["messages"]:
            if message.get("receive_count"):
                message["visible_at"] = min(message["visible_at"], time.time())


def with_our_start_and_end(application: Asgi, begin: Callable[[], None], end_workers: Callable[[], None]) -> Asgi:
    """Calls `begin` once the state is loaded. At the end MiniStack leaves its Lambda workers alone: end them once its
    state is written, or a running handler would hold the stop up for minutes and then go on alone."""

    async def wrapped(scope: Any, receive: Any, send: Any) -> None:
        async def sent(message: Any) -> None:
            if message["type"] == "lifespan.startup.complete":
                begin()
            await send(message)

        await application(scope, receive, sent)
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
        ZipFile=UnpackedOnce(Path(os.environ.get(UNPACKED, "unpacked")).resolve()).open, BadZipFile=zipfile.BadZipFile
    )
    ministack.app = with_our_start_and_end(ministack.app, hand_out_again, runtime.reset)  # type: ignore[attr-defined]
    sys.argv = ["ministack"]
    try:
        ministack.main()
    finally:
        runtime.reset()


if __name__ == "__main__":
    main()
