"""What `relance run` says of its run: each letter of the day counted, each one that did not go out named."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.errors import NotSent, NotSentForNow, OutcomeUnknown
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import ON_ITS_WAY, StepMove, StepState
from chalicelib.entrypoints.cli.run_report import SAID, RunReport, report_on
from tests.builders import KEY, MONDAY, MORNING, Office, case, days, debtor, invoice, payment, row, step

LATE = MONDAY - days(4)


def run(office: Office) -> RunReport:
    """As `relance run` does it: the cases are those that were due before."""
    due = tuple(case.key for case in office.cases.due(office.clock.at))
    office.run()
    return report_on(len(due), due, office.cases, office.creditors, office.clock.at)


def office_with(*names: str) -> Office:
    office = Office()
    for name in names:
        who = replace(debtor(), id=f"dbt_{name}", email=f"{name}@ex.test")
        office.upload(row(f"F-{name}", who=who, due=LATE, issued_on=LATE - days(30)))
    return office


def test_what_came_of_the_letters_is_counted_and_those_that_did_not_go_out_are_named() -> None:
    office = office_with("a", "b", "c", "d")
    office.mailer.outcomes = [None, NotSentForNow("throttled"), NotSent("rejected"), OutcomeUnknown("no answer")]
    report = run(office)
    assert report.line == "4 cases looked at: 1 accepted, 1 planned again, 1 held, 1 unknown"
    assert {(u.invoices, u.state, u.reason) for u in report.unsettled} == {
        (("F-b",), StepState.PLANNED, "throttled"),
        (("F-c",), StepState.HELD, "rejected"),
        (("F-d",), StepState.UNKNOWN, "no answer"),
    }
    assert "F-c: reminder-1 held (rejected)" in [u.line for u in report.unsettled]


def test_a_letter_that_was_delivered_and_one_to_print_are_settled() -> None:
    office = office_with("a")
    office.upload(row("F-2", who=replace(debtor(), id="dbt_2", email=None), due=LATE, issued_on=LATE - days(30)))
    due = tuple(case.key for case in office.cases.due(office.clock.at))
    office.run()
    key = next(k for k in due if k.debtor_id == "dbt_a")
    (sent,) = office.cases.load(key).steps
    office.cases.stored[key] = office.cases.load(key).with_step(sent.move(StepMove.DELIVER))
    report = report_on(2, due, office.cases, office.creditors, office.clock.at)
    assert report.line == "2 cases looked at: 1 delivered, 1 to print"
    assert report.unsettled == ()


def test_a_case_that_needs_no_letter_that_day_is_counted_too() -> None:
    office = Office()
    office.upload(row("F-1", due=MONDAY + days(60)))
    office.cases.stored[KEY] = replace(office.case, next_look_at=MORNING)
    assert run(office).line == "1 case looked at: 1 without a letter"


def test_nothing_due_is_said_in_few_words() -> None:
    assert run(Office()).line == "0 cases looked at"


def test_only_the_letters_of_the_day_count_as_the_creditor_counts_days() -> None:
    office, yesterday = Office(), step(Level.REMINDER_1, StepState.HELD, on=date(2026, 11, 22))
    office.keep(case(invoice(), steps=(yesterday,)))
    assert report_on(1, [KEY], office.cases, office.creditors, MORNING).states == {}
    night = MORNING.replace(day=21, hour=23, minute=30)
    assert report_on(1, [KEY], office.cases, office.creditors, night).states == {StepState.HELD: 1}


def test_a_letter_whose_invoices_were_paid_meanwhile_is_named_by_its_reference() -> None:
    office, held = Office(), step(Level.REMINDER_1, StepState.HELD, reason="no address")
    office.keep(case(replace(invoice(), entries=(payment(),)), steps=(held,)))
    (unsettled,) = report_on(1, [KEY], office.cases, office.creditors, MORNING).unsettled
    assert unsettled.line == f"letter {held.reference}: reminder-1 held (no address)"


@pytest.mark.parametrize("state", StepState)
def test_every_state_has_its_words_and_those_on_their_way_are_not_settled(state: StepState) -> None:
    assert SAID[state]
    office = Office()
    office.keep(case(invoice(), steps=(step(Level.REMINDER_1, state),)))
    report = report_on(1, [KEY], office.cases, office.creditors, MORNING)
    assert bool(report.unsettled) == (state in ON_ITS_WAY)


def test_a_program_reads_the_same() -> None:
    office = office_with("a", "b")
    office.mailer.outcomes = [None, NotSent("rejected")]
    assert run(office).as_json() == {
        "queued": 2,
        "steps": {"accepted": 1, "held": 1},
        "without_a_letter": 0,
        "unsettled": [{"invoices": ["F-b"], "level": "reminder-1", "state": "held", "reason": "rejected"}],
    }
