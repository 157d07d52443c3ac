"""Each line of the log is one of JSON, which tells what failed and where, and nothing of what anybody typed."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from pydantic import TypeAdapter

from chalicelib.entrypoints import logs
from chalicelib.entrypoints.logs import JsonLines
from tests.log_watch import secrets_in

IBAN = "FR76 3000 6000 0112 3456 7890 189"


class LambdaLoggerHandler(logging.StreamHandler[io.StringIO]):
    """Bears the name of that which the runtime of Lambda gives to the root, with the id of its request."""

    def emit(self, record: logging.LogRecord) -> None:
        record.aws_request_id = "r-1"
        super().emit(record)


@pytest.fixture
def heard() -> Iterator[io.StringIO]:
    """What a root logger writes whose only handler is that of the runtime."""
    root, lines = logging.getLogger(), io.StringIO()
    before, root.handlers = root.handlers, [LambdaLoggerHandler(lines)]
    try:
        logs.configure()
        yield lines
    finally:
        root.handlers = before


def told(heard: io.StringIO) -> dict[str, Any]:
    (line,) = heard.getvalue().splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def test_what_we_say_are_the_fields_of_the_line(heard: io.StringIO) -> None:
    logging.getLogger("relance.events").info({"planned": 3})
    line = told(heard)
    assert (line["level"], line["planned"], line["request"]) == ("INFO", 3, "r-1")
    assert line["place"].startswith("test_logs:")


def test_what_json_does_not_know_is_told_by_its_type_and_loses_no_line(heard: io.StringIO) -> None:
    logging.getLogger("relance.events").warning({"message": "m-1", "about": {IBAN}})
    line = told(heard)
    assert (line["message"], line["about"]) == ("m-1", "set")


def test_an_error_is_told_by_its_type_and_where_it_was_raised_not_by_its_words(heard: io.StringIO) -> None:
    try:
        try:
            TypeAdapter(int).validate_python(f"Camille Aubin, {IBAN}")
        except ValueError as odd:
            raise RuntimeError("compta@legoff.example") from odd
    except RuntimeError:
        logging.getLogger("relance").exception({"message": "m-1"})
    line = told(heard)
    assert [e["type"] for e in line["errors"]] == [
        "builtins.RuntimeError",
        "pydantic_core._pydantic_core.ValidationError",
    ]
    assert line["errors"][0]["raised"][0].startswith("test_logs.py:")
    assert secrets_in(heard.getvalue(), [], "Camille") == []


def test_what_aws_refused_is_told_by_its_code_and_by_what_was_asked(heard: io.StringIO) -> None:
    try:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "for compta@legoff.example"}}, "PutItem")
    except ClientError:
        logging.getLogger("relance").exception({})
    (error,) = told(heard)["errors"]
    assert (error["type"], error["asked"], error["code"]) == (
        "botocore.exceptions.ClientError",
        "PutItem",
        "AccessDenied",
    )
    assert secrets_in(heard.getvalue(), []) == []


def test_of_what_was_hidden_on_purpose_nothing_is_told(heard: io.StringIO) -> None:
    try:
        try:
            raise KeyError("k")
        except KeyError:
            raise RuntimeError from None
    except RuntimeError:
        logging.getLogger("relance").exception({})
    assert [e["type"] for e in told(heard)["errors"]] == ["builtins.RuntimeError"]


def test_a_library_is_told_in_the_words_of_its_source_alone(heard: io.StringIO) -> None:
    logging.getLogger("weasyprint").warning("Ignored %r: no font", "Camille Aubin")
    assert told(heard)["said"] == "Ignored %r: no font"
    heard.truncate(heard.seek(0))
    logging.getLogger("weasyprint").warning("Ignored " + IBAN)
    assert "said" not in told(heard)


def test_a_process_without_any_handler_writes_to_its_output(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before, root.handlers = root.handlers, []
    try:
        logs.configure()
        logs.configure()
        logging.getLogger("relance").warning({"planned": 1})
    finally:
        root.handlers = before
    assert json.loads(capsys.readouterr().out)["planned"] == 1


def test_handlers_of_others_keep_their_form() -> None:
    root, other = logging.getLogger(), logging.StreamHandler(io.StringIO())
    root.addHandler(other)
    try:
        logs.configure()
    finally:
        root.removeHandler(other)
    assert not isinstance(other.formatter, JsonLines)


@pytest.mark.parametrize("secret", ["compta@legoff.example", IBAN, IBAN.replace(" ", ""), "Garage Le Goff"])
def test_the_watch_finds_what_it_is_there_for(secret: str) -> None:
    item = {"debtor": {"S": json.dumps({"name": "Garage Le Goff"})}}
    assert secrets_in(json.dumps({"said": f"of {secret}"}), [item]) != []
