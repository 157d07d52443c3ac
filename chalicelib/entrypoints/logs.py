"""What a function logs: one line of JSON for each thing that happened, without a name, an address, an IBAN or a token.

The words of an error may quote what somebody typed, and so may those of a library: an error is told by its type and
where it was raised, a library's line by the words that stand in its source.
"""

import json
import logging
import sys
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import wraps
from typing import Any

OURS = "relance"
# How the class of the handler is called that the runtime of Lambda gives to the root of all loggers.
OF_THE_RUNTIME = "LambdaLoggerHandler"
MOST_ERRORS = 4
MOST_PLACES = 12


def configure() -> None:
    """Makes every logger of the process write such lines. A second time changes nothing."""
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.StreamHandler(sys.stdout))
        root.handlers[0].setFormatter(JsonLines())
    for handler in root.handlers:
        if type(handler).__name__.startswith(OF_THE_RUNTIME):
            handler.setFormatter(JsonLines())
    logging.getLogger(OURS).setLevel(logging.INFO)


class Failed(RuntimeError):
    """All that the runtime of Lambda writes of a run that failed, as text. The log has the rest, a line before."""


def tells_failure[**P, T](act: Callable[P, T]) -> Callable[P, T]:
    """For a function whose errors nobody takes but the runtime of Lambda, which would write their words."""

    @wraps(act)
    def told(*args: P.args, **named: P.kwargs) -> T:
        try:
            return act(*args, **named)
        except Exception:
            logging.getLogger(OURS).exception({"failed": act.__name__})
        # Not while the error is being handled: it would be part of this one, with its words.
        raise Failed(act.__name__)

    return told


class JsonLines(logging.Formatter):
    """A message of ours is a dict, whose fields are the line's."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "place": f"{record.module}:{record.lineno}",
        }
        if request := getattr(record, "aws_request_id", None):
            line["request"] = request
        if isinstance(record.msg, dict):
            line |= record.msg
        elif record.args:
            line["said"] = str(record.msg)
        if record.exc_info and record.exc_info[1]:
            line["errors"] = [_told(error) for error in _chain(record.exc_info[1])]
        return json.dumps(line, ensure_ascii=False, default=lambda value: type(value).__name__)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, then what it came of."""
    for _ in range(MOST_ERRORS):
        if error is None:
            return
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _told(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)[-MOST_PLACES:]
    places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
    told = {"type": f"{type(error).__module__}.{type(error).__qualname__}", "raised": places}
    # What AWS refused, by its own short names: the module of its errors is not read for it.
    if hasattr(error, "operation_name") and isinstance(answer := getattr(error, "response", None), dict):
        told |= {"asked": error.operation_name, "code": answer.get("Error", {}).get("Code")}
    return told
