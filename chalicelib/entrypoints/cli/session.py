"""A command that holds the local stack up: what it needs before, how it is stopped, and how the others find it."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any
from urllib.error import HTTPError, URLError

import typer

from chalicelib.entrypoints.cli.output import CommandFailed

STATE = Path(__file__).parents[3] / ".local"
StateOption = Annotated[Path, typer.Option("--state", help="Where the local stack keeps its state.")]
# Seconds until a dead emulator is noticed.
WATCHED_EVERY = 0.5
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


def stay_up(is_alive: Callable[[], bool]) -> None:
    """Until Ctrl-C, inside `stops_in_order`. Raises CommandFailed when the emulator ended meanwhile."""
    with suppress(KeyboardInterrupt):
        while is_alive():
            time.sleep(WATCHED_EVERY)
        raise CommandFailed("the AWS emulator ended while all was up: start again with `relance up` or `make demo`")


def refuse_without_pango() -> None:
    """Found here in a second, and not by a function that fails in a corner. Raises CommandFailed."""
    from chalicelib.adapters.pdf import quick_start

    try:
        quick_start.rendering()
    except OSError as error:
        missing = str(error).splitlines()[0]
        text = f"letters need Pango, which is not there ({missing}): run `infra/local/system-packages letters`"
        raise CommandFailed(text) from None


@contextmanager
def on_stack(state: Path) -> Iterator[Any]:
    """The stack that another process holds up. Raises StackFailed, also when it dies during the work."""
    from botocore.exceptions import BotoCoreError
    from pynamodb.exceptions import PynamoDBException

    from infra.local.stack import StackSilent, running_stack

    stack = running_stack(state)
    try:
        yield stack
    except (BotoCoreError, PynamoDBException, URLError, TimeoutError, ConnectionError) as error:
        # PynamoDB wraps what it met.
        if not _is_silence(error.cause if isinstance(error, PynamoDBException) else error):
            raise
        raise StackSilent(stack.endpoint_url) from None


def _is_silence(error: BaseException | None) -> bool:
    """Nobody answered. Anything else is a fault of ours and keeps its traceback."""
    from botocore.exceptions import ConnectionError as AwsUnreachable
    from botocore.exceptions import HTTPClientError

    if isinstance(error, URLError):
        return not isinstance(error, HTTPError)
    return isinstance(error, (AwsUnreachable, HTTPClientError, TimeoutError, ConnectionError))
