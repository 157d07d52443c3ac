"""What the command says: results on stdout (tables or JSON), progress and errors on stderr; how it ends, as a code."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from chalicelib.domain.errors import Invalid, Problem, RelanceError
from infra.local.stack_state import StackFailed

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


def print_json(content: Any) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=2), flush=True)


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(title=title, title_justify="left", show_lines=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    (OUT if sys.stdout.isatty() else Console(width=180)).print(table)


@contextmanager
def ends_well(as_json: bool) -> Iterator[None]:
    """Turns a refusal into its words and its exit code; `--json` gives the same as an object on stdout."""
    try:
        yield
    except CommandFailed as failure:
        _fail(as_json, str(failure), failure.code, failure.more)
    except Invalid as invalid:
        lines = [_said(problem) for problem in invalid.problems]
        _fail(as_json, "\n".join(lines), Exit.FAILED)
    except (RelanceError, StackFailed) as error:
        _fail(as_json, str(error), Exit.FAILED)
    except KeyboardInterrupt:
        _fail(
            as_json, "stopped before the end; what was done is kept, the same command goes on from there", Exit.FAILED
        )


def _said(problem: Problem) -> str:
    where = f"line {problem.line}, {problem.field}" if problem.line else problem.field
    return f"{where}: {problem.message.removeprefix('Value error, ')}"


def _fail(as_json: bool, message: str, code: Exit, more: dict[str, Any] | None = None) -> None:
    if as_json:
        print_json({"error": message, **(more or {})})
    ERR.print(f"relance: {message}", style="bold", markup=False, soft_wrap=True)
    raise typer.Exit(int(code))


Progress = Callable[[str], None]
