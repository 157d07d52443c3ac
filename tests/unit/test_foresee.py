"""What would go out if nothing changed, and why an invoice hears something on any day."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.forecast import most_within
from chalicelib.domain.level import LADDER, Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.parties import Contact
from chalicelib.domain.policy import Channel
from chalicelib.domain.step import StepItem
from chalicelib.usecases.foresee import Foresee
from tests.builders import (
    CREDITOR,
    KEY,
    MONDAY,
    SITE,
    STANDARD,
    UNATTENDED,
    Office,
    case,
    creditor,
    days,
    debtor,
    dispute,
    invoice,
    payment,
    step,
)
from tests.fakes import FixedPolicies

R1, R2, FINAL, FORMAL = LADDER[1:5]
LATE = invoice(due=MONDAY - days(3))


def office(**changes: object) -> Office:
    made = Office()
    made.keep(case(LATE, **changes))
    return made


def foresee(of: Office) -> Foresee:
    return Foresee(of.cases, of.judge, of.clock, SITE)


def foreseen(of: Office, last: int = 60) -> list[tuple[date, Level]]:
    (one,) = foresee(of).preview(CREDITOR, MONDAY, MONDAY + days(last)).debtors
    return [(e.on, e.message.level) for e in one.messages]


def lived(of: Office, last: int) -> list[tuple[date, Level]]:
    """The same, by living it: every mail delivered on its day."""
    for _ in range(last + 1):
        of.wake(of.today)
        for key in of.cases.stored:
            of.assess(key)
        while of.queues.to_send:
            of.send(of.queues.to_send.pop(0))
        for sent in of.case.steps:
            if sent.state is StepState.ACCEPTED:
                of.told(sent, "deliver")  # type: ignore[arg-type]
        of.wake(of.today + days(1))
    return [(s.on, s.level) for s in of.case.steps]


def test_what_is_foreseen_is_what_happens_when_nothing_changes() -> None:
    expected = foreseen(office())
    assert [level for _, level in expected] == [R1, R2, FINAL, FORMAL]
    assert lived(office(), 60) == expected


def test_what_is_due_after_the_hours_of_sending_goes_out_on_the_next_day() -> None:
    told = office()
    told.wake(MONDAY, hour=6)
    assert foreseen(told)[0] == (MONDAY, R1)
    told.wake(MONDAY, hour=20)
    expected = foreseen(told)
    assert expected[0] == (MONDAY + days(1), R1)
    assert [why(told, MONDAY + days(n)) for n in (1, 2)] == [Why.SENDS, Why.GIVEN_TIME]
    told.run()
    told.wake(MONDAY + days(1))
    assert lived(told, 60) == expected


def test_only_the_days_asked_for_are_told() -> None:
    (one,) = foresee(office()).preview(CREDITOR, MONDAY + days(1), MONDAY + days(20)).debtors
    assert [e.message.level for e in one.messages] == [R2, FINAL]


def test_what_waits_for_a_person_does_not_go_out_by_itself() -> None:
    told = office()
    told.policies = FixedPolicies(STANDARD)
    assert [level for _, level in foreseen(told)] == [R1, R2, FINAL]


def test_a_message_that_is_on_its_way_is_taken_to_arrive() -> None:
    told = office()
    told.planned()
    assert [level for _, level in foreseen(told)] == [R2, FINAL, FORMAL]


def test_debtors_come_in_pages_each_once() -> None:
    told = Office()
    for n in range(3):
        key = type(KEY)(CREDITOR, f"dbt_{n}")
        more = [invoice(f"F-{n}-{m}", due=MONDAY - days(3)) for m in range(2)]
        told.keep(case(*more, key=key, debtor=debtor(id=key.debtor_id)))
    whole = foresee(told).preview(CREDITOR, MONDAY, MONDAY)
    assert [f.case.key.debtor_id for f in whole.debtors] == ["dbt_0", "dbt_1", "dbt_2"]
    assert whole.cursor is None
    rest = foresee(told).preview(CREDITOR, MONDAY, MONDAY, cursor="dbt_0")
    assert [f.case.key.debtor_id for f in rest.debtors] == ["dbt_1", "dbt_2"]


@pytest.mark.parametrize(("since", "until", "field"), [(-1, 3, "from"), (4, 3, "to"), (0, 367, "to"), (368, 9, "from")])
def test_days_that_cannot_be_foreseen_are_refused(since: int, until: int, field: str) -> None:
    with pytest.raises(Invalid, match=f"^{field}: "):
        foresee(office()).preview(CREDITOR, MONDAY + days(since), MONDAY + days(until))


def why(of: Office, on: date, name: str = LATE.id) -> Why:
    (reason,) = foresee(of).why(CREDITOR, name, on)
    return reason.why


def test_the_reason_of_a_day_to_come_takes_what_comes_before_it_as_done() -> None:
    told = office()
    assert [why(told, MONDAY + days(n)) for n in (0, 1, 7, 8)] == [
        Why.SENDS,
        Why.NOT_DUE_BEFORE,
        Why.SENDS,
        Why.NOT_DUE_BEFORE,
    ]
    assert why(told, MONDAY + days(300)) is Why.LADDER_ENDED


def test_the_reason_of_today_knows_what_was_said_this_morning() -> None:
    told = office()
    told.send(told.planned())
    assert len(told.mailer.mails) == 1
    assert why(told, MONDAY) is Why.WAITS_FOR_PROOF


def test_the_reason_of_a_day_gone_by_is_by_what_was_known_then() -> None:
    sent = step(R1, StepState.DELIVERED, on=MONDAY - days(8), items=(StepItem(LATE.id, R1),))
    old = invoice(due=MONDAY - days(13)).book(payment(10000, on=MONDAY - days(1)))
    told = Office()
    told.keep(case(old, steps=(sent,), holds=(dispute(old.id, since=MONDAY - days(3), until=MONDAY - days(2)),)))
    assert why(told, MONDAY) is Why.PAID
    assert why(told, MONDAY - days(1)) is Why.PAID
    assert why(told, MONDAY - days(3)) is Why.CONTESTED
    assert why(told, MONDAY - days(4)) is Why.GIVEN_TIME
    assert why(told, MONDAY - days(10)) is Why.SENDS


def test_a_payment_that_was_cancelled_is_a_payment_in_the_reasons_of_the_days_before_that() -> None:
    told = Office()
    told.keep(case(LATE.book(payment(10000, on=MONDAY - days(8))).cancel("VIR-1", MONDAY - days(2), "a slip")))
    whys = [why(told, MONDAY - days(n)) for n in (10, 8, 3, 2)]
    assert whys == [Why.SENDS, Why.PAID, Why.PAID, Why.NOT_DUE_BEFORE]


def test_the_reason_of_an_invoice_that_is_not_there_or_of_a_far_off_day_is_refused() -> None:
    with pytest.raises(NotFound):
        why(office(), MONDAY, "inv_none")
    with pytest.raises(Invalid, match="more than a year"):
        why(office(), MONDAY + days(367))
    with pytest.raises(Invalid, match="before the invoice was issued"):
        why(office(), LATE.issued_on - days(1))
    assert why(office(), LATE.issued_on) is Why.NOT_DUE_BEFORE


def test_no_reason_is_told_of_a_day_of_more_than_a_year_ago() -> None:
    told = Office()
    told.keep(case(invoice(due=MONDAY - days(400))))
    assert foresee(told).why(CREDITOR, LATE.id, MONDAY - days(366))
    with pytest.raises(Invalid, match="more than a year"):
        foresee(told).why(CREDITOR, LATE.id, MONDAY - days(367))


def test_the_reason_of_today_is_told_of_an_invoice_that_is_issued_tomorrow_and_none_of_yesterday() -> None:
    told = Office()
    told.keep(case(invoice(due=MONDAY + days(10), issued_on=MONDAY + days(1))))
    (found,) = foresee(told).why(CREDITOR, LATE.id, MONDAY)
    assert (found.why, found.until) == (Why.NOT_DUE_BEFORE, MONDAY + days(1))
    with pytest.raises(Invalid, match="before the invoice was issued"):
        foresee(told).why(CREDITOR, LATE.id, MONDAY - days(1))


def test_a_debtor_who_has_overpaid_an_invoice_is_shown_in_the_preview_and_one_who_is_even_is_not() -> None:
    for paid, shown in ((10001, 1), (10000, 0)):
        told = Office()
        told.keep(case(LATE.book(payment(paid))))
        assert len(foresee(told).preview(CREDITOR, MONDAY, MONDAY).debtors) == shown


def test_the_letter_of_a_day_to_come_can_be_read_beforehand() -> None:
    letter = foresee(office()).letter(KEY, MONDAY + days(7))
    assert (letter.level, letter.on, letter.to_pay.cents) == (R2, MONDAY + days(7), 10000)
    with pytest.raises(NotFound, match="no letter would go out"):
        foresee(office()).letter(KEY, MONDAY + days(1))


def test_the_letter_read_beforehand_is_to_whom_it_will_be_sent() -> None:
    suspended = frozenset({debtor().email or ""})
    assert foresee(office()).letter(KEY, MONDAY).debtor.email == debtor().email
    assert foresee(office(suspended_emails=suspended)).letter(KEY, MONDAY).debtor.email is None
    second = debtor(contacts=(Contact("Rose", email="vivant@b.test"),))
    told = office(debtor=second, suspended_emails=suspended)
    assert foresee(told).letter(KEY, MONDAY).debtor.email == "vivant@b.test"


def test_the_letter_on_paper_that_is_read_beforehand_names_no_e_mail_address() -> None:
    told = office()
    by_post = tuple(replace(r, channels=(Channel.POST,)) if r.level is R2 else r for r in UNATTENDED.rungs)
    told.policies = FixedPolicies(replace(UNATTENDED, rungs=by_post))
    addresses = [foresee(told).letter(KEY, MONDAY + days(n)).debtor.email for n in (0, 7)]
    assert addresses == [debtor().email, None]


def test_a_letter_of_more_than_a_year_ahead_is_not_foreseen() -> None:
    for late, is_there in ((300, True), (400, False)):
        told = Office()
        told.keep(case(invoice(due=MONDAY + days(late))))
        on = MONDAY + days(late + 3)
        seen = foresee(told).preview(CREDITOR, MONDAY, MONDAY + days(366)).debtors[0].messages
        assert (on in {e.on for e in seen}) is is_there
        with nullcontext() if is_there else pytest.raises(NotFound):
            assert foresee(told).letter(KEY, on).on == on


@pytest.mark.parametrize(
    ("zone", "today"), [("Europe/Paris", MONDAY), ("Europe/London", MONDAY - days(1)), ("Asia/Tokyo", MONDAY)]
)
def test_today_is_the_day_where_the_creditor_lives(zone: str, today: date) -> None:
    told = office()
    told.creditors.put(creditor(time_zone=zone))
    told.clock.at = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert foresee(told).today(CREDITOR) == today
    with pytest.raises(Invalid, match=f"from {today} to"):
        foresee(told).preview(CREDITOR, today - days(1), today)


def test_reading_ahead_changes_nothing() -> None:
    told = office()
    before = told.cases.stored[KEY]
    foreseen(told)
    why(told, MONDAY + days(30))
    assert (told.cases.stored[KEY], told.cases.commits) == (before, 1)


@pytest.mark.parametrize(
    ("ahead", "most"),
    [
        pytest.param([], 0, id="none"),
        pytest.param([0], 1, id="one"),
        pytest.param([0, 6], 2, id="both in a week"),
        pytest.param([0, 7], 1, id="a week apart"),
        pytest.param([20, 1, 6, 5], 3, id="in any order"),
    ],
)
def test_the_most_contacts_in_a_week_are_of_any_seven_days_running(ahead: list[int], most: int) -> None:
    assert most_within(iter([MONDAY + days(n) for n in ahead]), 7) == most
