"""A debtor with an open session sees its own case, nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.access import SESSION_IDLES, SESSION_LASTS, Session, hash_of
from chalicelib.domain.case import CaseKey
from chalicelib.domain.errors import NotFound
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Language
from chalicelib.usecases.view_case import EnterSession, ReadLetter, ViewCase
from tests.builders import CREDITOR, KEY, MONDAY, MORNING, Office, case, days, debtor, invoice, payment, step

SESSION = Session(hash_of("cookie"), KEY, Language.FR, MORNING + SESSION_IDLES, MORNING + SESSION_LASTS)


def office_with(session: Session = SESSION) -> tuple[Office, EnterSession]:
    office = Office()
    office.doors.sessions[session.hash] = session
    return office, EnterSession(office.doors, office.clock)


def test_a_session_is_found_by_its_cookie_and_left_as_it_is_when_it_is_fresh() -> None:
    office, enter = office_with()
    office.clock.at = MORNING + SESSION_IDLES / 2
    assert enter("cookie") == SESSION
    assert office.doors.sessions == {SESSION.hash: SESSION}


def test_a_session_in_use_is_put_off_when_less_than_half_of_it_is_left() -> None:
    office, enter = office_with()
    office.clock.at = MORNING + SESSION_IDLES / 2 + timedelta(seconds=1)
    assert enter("cookie").expires_at == office.clock.at + SESSION_IDLES
    assert office.doors.sessions[SESSION.hash] == replace(SESSION, expires_at=office.clock.at + SESSION_IDLES)


def test_a_session_in_constant_use_ends_after_twelve_hours() -> None:
    office, enter = office_with()
    while office.clock.at < MORNING + SESSION_LASTS:
        enter("cookie")
        office.clock.advance(minutes=10)
    with pytest.raises(NotFound, match="no such session"):
        enter("cookie")


@pytest.mark.parametrize(
    ("session", "cookie"),
    [
        pytest.param(SESSION, "other", id="a cookie that we never gave"),
        pytest.param(SESSION, SESSION.hash, id="the stored hash instead of the secret"),
        pytest.param(replace(SESSION, expires_at=MORNING), "cookie", id="left unused until this very moment"),
        pytest.param(replace(SESSION, ends_at=MORNING), "cookie", id="over after twelve hours, though in use"),
    ],
)
def test_nobody_enters_by_a_session_that_is_unknown_or_over(session: Session, cookie: str) -> None:
    _, enter = office_with(session)
    with pytest.raises(NotFound, match="no such session"):
        enter(cookie)


def test_a_session_is_over_when_it_was_closed() -> None:
    office, enter = office_with()
    office.doors.close(SESSION.hash)
    with pytest.raises(NotFound):
        enter("cookie")


def test_the_debtor_sees_its_own_case_as_of_today() -> None:
    office = Office()
    office.keep(case(invoice(due=MONDAY - days(9))))
    office.keep(case(invoice("F-9"), key=CaseKey(CREDITOR, "dbt_2"), debtor=debtor(id="dbt_2")))
    view = ViewCase(office.cases, office.judge, office.clock)(SESSION)
    assert [i.number for i in view.invoices] == ["F-1"]
    assert (view.on, view.invoices[0].days_late, view.open) == (MONDAY, 9, Money(10000))


def test_the_day_is_the_creditors_own_when_utc_is_still_yesterday() -> None:
    office = Office()
    office.keep(case(invoice(due=MONDAY)))
    office.clock.at = MORNING.replace(hour=23)
    assert ViewCase(office.cases, office.judge, office.clock)(SESSION).on == MONDAY + days(1)


def test_an_invoice_leaves_the_account_when_it_is_paid() -> None:
    office = Office()
    owed = invoice(due=MONDAY)
    office.keep(case(owed))
    office.pay(CREDITOR, owed.id, payment(10000), "key_1")
    assert ViewCase(office.cases, office.judge, office.clock)(SESSION).invoices == ()


def reading(state: StepState = StepState.ACCEPTED, *, printed: bool = True) -> tuple[Office, ReadLetter, str]:
    office = Office()
    key = office.documents.put(b"%PDF", ".pdf") if printed else None
    sent = step(Level.REMINDER_1, state, letter_key=key)
    office.keep(case(steps=(sent,)))
    return office, ReadLetter(office.cases, office.documents), sent.reference


def test_the_debtor_reads_again_the_letter_that_it_was_sent() -> None:
    _, read, reference = reading()
    assert read(SESSION, reference) == b"%PDF"


@pytest.mark.parametrize("state", [StepState.PLANNED, StepState.CLAIMED, StepState.HELD, StepState.CANCELLED])
def test_no_letter_is_shown_before_it_went_out(state: StepState) -> None:
    _, read, reference = reading(state)
    with pytest.raises(NotFound, match="no such letter"):
        read(SESSION, reference)


def test_no_letter_is_shown_when_the_reference_is_not_of_this_case() -> None:
    office, read, reference = reading()
    office.keep(case(key=CaseKey(CREDITOR, "dbt_2"), debtor=debtor(id="dbt_2")))
    with pytest.raises(NotFound, match="no such letter"):
        read(SESSION, "AAAA-AAAA")
    with pytest.raises(NotFound, match="no such letter"):
        read(replace(SESSION, key=CaseKey(CREDITOR, "dbt_2")), reference)


def test_no_letter_is_shown_when_none_was_printed() -> None:
    _, read, reference = reading(printed=False)
    with pytest.raises(NotFound, match="no such letter"):
        read(SESSION, reference)


def test_the_older_letter_is_found_when_there_are_two() -> None:
    office = Office()
    keys = [office.documents.put(text, ".pdf") for text in (b"first", b"second")]
    steps = tuple(
        step(level, StepState.DELIVERED, on=MONDAY + days(7 * n), letter_key=keys[n])
        for n, level in enumerate((Level.REMINDER_1, Level.REMINDER_2))
    )
    office.keep(case(steps=steps))
    read = ReadLetter(office.cases, office.documents)
    assert [read(SESSION, s.reference) for s in steps] == [b"first", b"second"]
