"""Runs MiniStack inside .venv-local, as the child of `infra.local.emulator`; nothing of it outlives its parent.

Standard input is a pipe whose other end only the parent holds: when the parent dies, however it dies, the pipe ends and
MiniStack gets the signal of a clean stop, so that its state is written. A death signal from the kernel (PDEATHSIG)
would not do: it follows the parent's *thread*, needs code between fork and exec, and exists on Linux only.
"""

import importlib
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable
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
    ministack.app = end_workers_after(ministack.app, runtime.reset)  # type: ignore[attr-defined]
    sys.argv = ["ministack"]
    try:
        ministack.main()
    finally:
        runtime.reset()


if __name__ == "__main__":
    main()
