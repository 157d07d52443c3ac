"""Where the demonstration says that mails and portal are: an address that is dead when it is read misleads."""

from dataclasses import fields
from pathlib import Path

import pytest

from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.step import StepItem
from chalicelib.entrypoints.cli.demo import Result, told_of
from chalicelib.entrypoints.cli.demo_report import addresses, demo_json, print_demo
from infra.deploy import Outputs
from infra.local.stack import Stack
from tests.builders import MONDAY, days, invoice, step

STACK = Stack(
    "http://127.0.0.1:1",
    "http://127.0.0.1:2",
    "http://127.0.0.1:3",
    Outputs(**{field.name: "x" for field in fields(Outputs)}),
)
PORTAL = "http://127.0.0.1:2/fr/atelier-morel/#k=abc"
RESULT = Result((), (), Path("/somewhere/.local/mails"), mails=17, new_mails=0, portal_url=PORTAL)


def test_a_stack_that_stays_up_is_given_by_its_addresses() -> None:
    assert addresses(RESULT, STACK, stays_up=True).splitlines() == [
        "mailbox (17 mails, 0 of them sent by this run)  http://127.0.0.1:3",
        f"portal of one debtor  {PORTAL}",
    ]


def test_of_a_stack_that_stops_the_files_come_first_and_the_addresses_say_when_they_answer() -> None:
    files, when, mailbox, portal = addresses(RESULT, STACK, stays_up=False).splitlines()
    assert files == "17 mails, 0 of them sent by this run, as files:  /somewhere/.local/mails/*.eml"
    assert when == "the stack stops now; while it is up (`make demo` or `relance up`):"
    assert (mailbox, portal) == ("  mailbox  http://127.0.0.1:3", f"  portal of one debtor  {PORTAL}")


@pytest.mark.parametrize(
    ("due_in", "own", "letter", "told"),
    [
        (-9, Level.REMINDER_1, Level.REMINDER_1, "reminder-1"),
        (-9, Level.REMINDER_1, Level.FINAL_REMINDER, "reminder-1"),
        (-9, Level.REMINDER_1, Level.FORMAL_NOTICE, "mentioned in formal-notice"),
        (-31, Level.FORMAL_NOTICE, Level.FORMAL_NOTICE, "formal-notice"),
        (9, Level.NOTICE, Level.REMINDER_1, "notice"),
        (9, Level.NOTICE, Level.FORMAL_NOTICE, "notice"),
    ],
)
def test_a_letter_that_only_mentions_an_invoice_is_not_told_as_its_reminder(
    due_in: int, own: Level, letter: Level, told: str
) -> None:
    one = invoice(due=MONDAY + days(due_in))
    item = StepItem(one.id, own)
    assert told_of(one, item, step(letter, StepState.DELIVERED, items=(item,))) == told


@pytest.mark.parametrize("stays_up", [True, False])
def test_a_program_is_told_the_same(stays_up: bool) -> None:
    told = demo_json(RESULT, STACK, stays_up=stays_up)
    assert (told["stays_up"], told["mail_folder"]) == (stays_up, "/somewhere/.local/mails")


def test_all_is_printed_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    print_demo(RESULT, STACK, stays_up=False)
    assert addresses(RESULT, STACK, stays_up=False) in capsys.readouterr().out
