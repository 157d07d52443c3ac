"""What the history tells of an entry that is cancelled."""

from datetime import UTC, datetime

from chalicelib.domain.booking import credit_behind, plans_agreed_since
from chalicelib.domain.events import (
    CreditRecorded,
    CreditRestored,
    CreditWithdrawn,
    EntryCancelled,
    Event,
    PaymentRecorded,
    PlanAgreed,
)
from chalicelib.domain.history import HistoryEntry, chain
from chalicelib.domain.invoice import Entry
from chalicelib.domain.money import Money
from tests.builders import MONDAY, days, payment

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
ENTRY = payment(3000, "VIR-1", MONDAY)
ARRIVED = MONDAY - days(4)


def told(*events: Event) -> tuple[HistoryEntry, ...]:
    return chain(events, 1, AT, "")


def booked(cents: int, name: str = "a", reference: str = "VIR-1") -> PaymentRecorded:
    return PaymentRecorded("key_1", name, Money(cents), MONDAY, reference, Money(0))


def cancelled(cents: int, name: str) -> EntryCancelled:
    return EntryCancelled("key_1", name, Money(cents), MONDAY, "VIR-1", "a slip", Money(0))


def credited(cents: int, reference: str = "VIR-1") -> CreditRecorded:
    return CreditRecorded("key_1", Money(cents), ARRIVED, reference)


def taken(name: str = "a") -> CreditWithdrawn:
    return CreditWithdrawn("key_1", Money(5000), "VIR-1", "booked on F-1", name)


def credit(cents: int) -> Entry:
    return payment(cents, "VIR-1", ARRIVED)


def test_a_plan_reckons_with_what_was_booked_before_it_and_with_nothing_else() -> None:
    plans = [PlanAgreed("Claire", name, ("a",), ()) for name in ("p", "q")]
    assert plans_agreed_since(told(plans[0], booked(1), plans[1]), "a", "VIR-1") == {"q"}
    assert plans_agreed_since(told(booked(1, "b"), booked(1, "a", "VIR-2"), *plans), "a", "VIR-1") == frozenset()


def test_a_credit_that_was_booked_stands_again_as_it_was_whatever_was_booked_of_it() -> None:
    for cents in (50, 5000, 500000):
        assert credit_behind(told(credited(5000), booked(cents), taken()), "a", ENTRY) == credit(5000)


def test_what_is_booked_of_it_on_other_invoices_does_not_stand_twice() -> None:
    split = (credited(5000), booked(3000), taken(), booked(2000, "b"))
    assert credit_behind(told(*split), "a", ENTRY) == credit(3000)
    assert credit_behind(told(*split), "b", ENTRY) == credit(2000)
    assert credit_behind(told(*split, cancelled(2000, "b")), "a", ENTRY) == credit(5000)
    assert credit_behind(told(credited(5000), booked(5000, "b"), taken("b"), booked(3000)), "a", ENTRY) is None


def test_an_entry_that_was_no_credit_before_leaves_none() -> None:
    assert credit_behind(told(credited(5000, "VIR-2"), booked(3000)), "a", ENTRY) is None


def test_a_credit_that_a_person_took_back_stays_gone() -> None:
    restored = CreditRestored("key_1", Money(5000), ARRIVED, "VIR-1", "a")
    gone = CreditWithdrawn("key_1", Money(5000), "VIR-1", "refunded")
    assert credit_behind(told(credited(5000), booked(3000), taken(), restored, gone), "a", ENTRY) is None
