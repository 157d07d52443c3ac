"""A command that holds the local stack up: what it needs before, how it is stopped, and how the others find it."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from chalicelib.entrypoints.cli.output import CommandFailed

STATE = Path(__file__).parents[3] / ".local"
StateOption = Annotated[Path, typer.Option("--state", help="Where the local stack keeps its state.")]
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def stops_in_order() -> Iterator[None]:
    """Ctrl-C, SIGTERM or a closed terminal ends the work once; pressed again, it does not cut the clean stop short."""

    def stop(*_: object) -> None:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    # Under nohup a closed terminal is meant to stop nothing.
    heard = [n for n in SIGNALS if n != signal.SIGHUP or signal.getsignal(n) is not signal.SIG_IGN]
    before = {number: signal.signal(number, stop) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def stay_up() -> None:
    """Until Ctrl-C, inside `stops_in_order`."""
    with suppress(KeyboardInterrupt):
        threading.Event().wait()


def refuse_without_pango() -> None:
    """Found here in a second, and not by a function that fails in a corner. Raises CommandFailed."""
    try:
        import weasyprint  # noqa: F401
    except OSError as error:
        missing = str(error).splitlines()[0]
        text = f"letters need Pango, which is not there ({missing}): run `infra/local/system-packages letters`"
        raise CommandFailed(text) from None


def running(state: Path) -> Any:
    """The stack that another process holds up. Raises StackFailed."""
    from infra.local.stack import running_stack

    return running_stack(state)
