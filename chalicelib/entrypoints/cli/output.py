"""What the command says: results on stdout (tables or JSON), progress and errors on stderr; how it ends, as a code."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import IntEnum
from io import TextIOWrapper
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from chalicelib.domain.errors import Invalid, Problem, RelanceError
from chalicelib.law.reader import ParameterFault
from infra.local.stack_state import StackFailed

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]

OUT = Console()
ERR = Console(stderr=True, highlight=False)


class Exit(IntEnum):
    DONE = 0
    FAILED = 1
    USAGE = 2
    PARTIAL = 3


class CommandFailed(Exception):
    """What went wrong and what to do next, for a person to read."""

    def __init__(self, message: str, code: Exit = Exit.FAILED, more: dict[str, Any] | None = None) -> None:
        """`more` stands beside the message in the object that `--json` prints."""
        super().__init__(message)
        self.code = code
        self.more = more or {}


def progress(line: str) -> None:
    ERR.print(line, style="dim", markup=False, soft_wrap=True)


def complain(line: str) -> None:
    """What is wrong, beside a result that is told all the same."""
    ERR.print(f"relance: {line}", style="bold", markup=False, soft_wrap=True)


@contextmanager
def _taken() -> Iterator[None]:
    """Raises CommandFailed when nobody takes the output, such as a full disk."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        # What waits in the buffer would be tried again at the end, and change the exit code.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise CommandFailed(f"the output could not be written: {error.strerror}") from None


def say(line: str = "") -> None:
    """A line of the result. Raises CommandFailed when nobody takes it."""
    with _taken():
        print(line, flush=True)


def print_json(content: Any) -> None:
    """Raises CommandFailed when nobody takes it."""
    speaks_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    say(json.dumps(content, ensure_ascii=not speaks_unicode, indent=2))


def escape_what_cannot_be_printed() -> None:
    """A terminal that knows no accents gets `\\xe9` for an é: its encoding must not end a command."""
    if isinstance(sys.stdout, TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="backslashreplace")


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Raises CommandFailed when nobody takes it."""
    table = Table(title=title, title_justify="left", show_lines=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    with _taken():
        (OUT if sys.stdout.isatty() else Console(width=180)).print(table)
        sys.stdout.flush()


@dataclass
class Answer:
    """What a command that stays up has printed already: of its one object there is no second."""

    is_given: bool = False

    def give(self, content: Any) -> None:
        self.is_given = True
        print_json(content)


@contextmanager
def ends_well(as_json: bool, *, on_invalid: Exit = Exit.FAILED) -> Iterator[Answer]:
    """Turns a refusal into its words and its exit code; `--json` gives the same as the object on stdout.

    `on_invalid` is USAGE where what is invalid was typed as an option.
    """
    answer = Answer()
    try:
        yield answer
    except CommandFailed as failure:
        message, code, more = str(failure), failure.code, failure.more
    except Invalid as invalid:
        message, code, more = "\n".join(_said(problem) for problem in invalid.problems), on_invalid, {}
    except (RelanceError, StackFailed, ParameterFault) as error:
        message, code, more = str(error), Exit.FAILED, {}
    except KeyboardInterrupt:
        message = "stopped before the end; what was done is kept, the same command goes on from there"
        code, more = Exit.FAILED, {}
    else:
        return
    if as_json and not answer.is_given:
        # Where stdout takes nothing, stderr says it all the same.
        with suppress(CommandFailed):
            print_json({"error": message, **more})
    complain(message)
    raise typer.Exit(int(code))


def _said(problem: Problem) -> str:
    where = f"line {problem.line}, {problem.field}" if problem.line else problem.field
    return f"{where}: {problem.message.removeprefix('Value error, ')}"


Progress = Callable[[str], None]
