"""Which debtors a policy is for, and which of several is taken."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.domain.early_payment import EARLY_PAYMENT
from chalicelib.domain.invoice import Entry, EntryKind, Invoice, Part
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.segment import Profile, Segment, most_specific, profile_of
from tests.builders import MONDAY, credit_note, days, invoice, payment

TRADER, CONSUMER = DebtorKind.TRADER, DebtorKind.CONSUMER


def profile(**known: object) -> Profile:
    return Profile(**{"kind": TRADER, **known})  # type: ignore[arg-type]


def paid(number: str, due: date, on: date, kind: EntryKind = EntryKind.PAYMENT, **changes: Any) -> Invoice:
    """Of 100 EUR, 40 paid on the due date and the rest on that day."""
    entries = (Entry(kind, on, Money(6000), "b"), Entry(EntryKind.PAYMENT, due, Money(4000), "a"))
    return invoice(number, due=due, entries=entries, **changes)


def test_the_past_of_a_debtor_is_what_it_bought_in_a_year_and_how_late_it_paid_in_two() -> None:
    year_ago, two_years_ago = date(2025, 11, 23), date(2024, 11, 23)
    past = [
        paid("F-1", MONDAY - days(40), MONDAY - days(30)),
        paid("F-2", MONDAY - days(20), MONDAY - days(25)),  # early is not late
        paid("F-3", MONDAY - days(60), MONDAY - days(20), EntryKind.CREDIT_NOTE),  # forgiven is not paid
        paid("F-4", two_years_ago - days(100), two_years_ago),  # too long ago
        paid("F-5", two_years_ago - days(3), two_years_ago + days(1), issued_on=year_ago),
        invoice("F-6", due=MONDAY + days(30), cents=2500, issued_on=year_ago + days(1)),
        replace(invoice("F-7", due=MONDAY, cents=900), issued_on=year_ago + days(1), entries=(payment(400),)),
    ]
    known = profile_of(TRADER, past, MONDAY)
    assert known.average_days_late == (10 + 0 + 4) // 3
    assert known.owed == (Money(3000),)
    assert known.bought == (Money(30000 + 2500 + 900),)


def test_who_earned_a_discount_has_paid() -> None:
    on = MONDAY - days(50)
    entries = (payment(9800, on=on), credit_note(200, EARLY_PAYMENT, on))
    early, late = invoice("F-1", due=MONDAY - days(40), entries=entries), paid("F-2", MONDAY - days(20), MONDAY)
    assert profile_of(TRADER, [early, late], MONDAY).average_days_late == (0 + 20) // 2


def test_of_a_debtor_who_has_paid_nothing_yet_no_lateness_is_known() -> None:
    assert profile_of(TRADER, [invoice(due=MONDAY - days(90))], MONDAY).average_days_late is None
    assert profile_of(CONSUMER, [], MONDAY) == Profile(CONSUMER)


def test_an_invoice_in_parts_is_late_from_its_last_day_on() -> None:
    parts = (Part(MONDAY - days(60), Money(4000)), Part(MONDAY - days(30), Money(6000)))
    told = paid("F-1", MONDAY - days(60), MONDAY - days(23), parts=parts)
    assert profile_of(TRADER, [told], MONDAY).average_days_late == 7


@pytest.mark.parametrize(
    ("segment", "known", "is_in"),
    [
        pytest.param(Segment(), profile(), True, id="no condition"),
        pytest.param(Segment(kinds=frozenset({TRADER})), profile(), True, id="its kind"),
        pytest.param(Segment(kinds=frozenset({CONSUMER})), profile(), False, id="another kind"),
        pytest.param(Segment(average_days_late_at_least=10), profile(average_days_late=10), True, id="late enough"),
        pytest.param(Segment(average_days_late_at_least=10), profile(average_days_late=9), False, id="not so late"),
        pytest.param(Segment(average_days_late_at_least=0), profile(), False, id="never paid yet: nothing is known"),
        pytest.param(Segment(owed_at_least=Money(500)), profile(owed=(Money(500),)), True, id="owes enough"),
        pytest.param(Segment(owed_at_least=Money(500)), profile(owed=(Money(499),)), False, id="owes less"),
        pytest.param(Segment(owed_at_most=Money(500)), profile(owed=(Money(500),)), True, id="owes little"),
        pytest.param(Segment(owed_at_most=Money(500)), profile(owed=(Money(501),)), False, id="owes more"),
        pytest.param(Segment(bought_at_least=Money(500)), profile(bought=(Money(500),)), True, id="bought enough"),
        pytest.param(Segment(bought_at_least=Money(500)), profile(), False, id="bought nothing"),
        pytest.param(
            Segment(kinds=frozenset({TRADER}), owed_at_least=Money(500)), profile(), False, id="one condition of two"
        ),
    ],
)
def test_a_debtor_is_in_a_segment_when_every_condition_is_met(segment: Segment, known: Profile, is_in: bool) -> None:
    assert segment.includes(known) is is_in


KIND, KIND_AND_LATE = (
    Segment(kinds=frozenset({TRADER})),
    Segment(kinds=frozenset({TRADER}), average_days_late_at_least=10),
)


def test_the_segment_with_more_conditions_is_taken_in_whatever_order() -> None:
    named = [("general", KIND), ("late-payers", KIND_AND_LATE)]
    for listed in (named, named[::-1]):
        assert most_specific(listed, profile(average_days_late=20)) == "late-payers"
        assert most_specific(listed, profile(average_days_late=2)) == "general"


def test_of_equal_ones_the_first_by_name_is_taken() -> None:
    assert most_specific([("b", KIND), ("a", KIND)], profile()) == "a"


def test_no_segment_is_taken_when_the_debtor_is_in_none() -> None:
    assert most_specific([("consumers", Segment(kinds=frozenset({CONSUMER})))], profile()) is None
