"""What the history tells of an entry that is cancelled."""

from datetime import UTC, datetime

from chalicelib.domain.booking import plans_agreed_since
from chalicelib.domain.events import Event, PaymentRecorded, PlanAgreed
from chalicelib.domain.history import HistoryEntry, chain
from chalicelib.domain.money import Money
from tests.builders import MONDAY

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


def told(*events: Event) -> tuple[HistoryEntry, ...]:
    return chain(events, 1, AT, "")


def booked(name: str = "a", reference: str = "VIR-1") -> PaymentRecorded:
    return PaymentRecorded("key_1", name, Money(1), MONDAY, reference, Money(0))


def test_a_plan_reckons_with_what_was_booked_before_it_and_with_nothing_else() -> None:
    plans = [PlanAgreed("Claire", name, ("a",), ()) for name in ("p", "q")]
    assert plans_agreed_since(told(plans[0], booked(), plans[1]), "a", "VIR-1") == {"q"}
    assert plans_agreed_since(told(booked("b"), booked("a", "VIR-2"), *plans), "a", "VIR-1") == frozenset()
