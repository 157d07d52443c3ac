"""Money: nothing is lost, nothing appears."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.discount import booked_discount, with_discount
from chalicelib.domain.early_payment import EarlyPaymentDiscount
from chalicelib.domain.invoice import Entry, EntryKind, Invoice
from chalicelib.domain.money import Money, total
from chalicelib.domain.rate import Rate
from tests.builders import MONDAY, case, invoice

CENTS = st.integers(-(10**12), 10**12)
ENTRIES = st.lists(
    st.builds(
        Entry,
        st.sampled_from(EntryKind),
        st.integers(0, 3).map(lambda n: MONDAY + timedelta(days=n)),
        st.integers(1, 10**6).map(Money),
        st.sampled_from([f"VIR-{n}" for n in range(30)]),
    ),
    unique_by=lambda e: e.reference,
    max_size=12,
)


@given(st.lists(CENTS))
def test_a_sum_is_the_sum_of_its_cents(cents: list[int]) -> None:
    assert total(map(Money, cents)) == Money(sum(cents))


@given(CENTS, CENTS)
def test_what_is_added_and_taken_away_leaves_what_was(a: int, b: int) -> None:
    assert Money(a) + Money(b) - Money(b) == Money(a)


@given(CENTS, CENTS)
def test_two_amounts_have_one_order(a: int, b: int) -> None:
    assert (Money(a) < Money(b)) == (not Money(b) <= Money(a)) == (a < b)


@given(CENTS, ENTRIES)
def test_what_is_owed_and_what_was_paid_make_the_total(cents: int, entries: list[Entry]) -> None:
    booked = invoice(cents=cents)
    for entry in entries:
        booked = booked.book(entry)
    assert booked.open + booked.paid == booked.total == Money(cents)
    assert booked.paid == total(e.amount for e in entries)


@given(ENTRIES, st.randoms(use_true_random=False))
def test_the_order_and_the_number_of_bookings_change_nothing(entries: list[Entry], chance) -> None:  # type: ignore[no-untyped-def]
    shuffled = entries * 2
    chance.shuffle(shuffled)
    first, second = invoice(), invoice()
    for entry in entries:
        first = first.book(entry)
    for entry in shuffled:
        second = second.book(entry)
    assert first.open == second.open
    assert sorted(first.entries, key=lambda e: e.reference) == sorted(second.entries, key=lambda e: e.reference)


@given(ENTRIES, st.randoms(use_true_random=False))
def test_what_was_cancelled_counts_as_what_was_never_booked(entries: list[Entry], chance) -> None:  # type: ignore[no-untyped-def]
    kept = [e for e in entries if chance.random() < 0.5]
    one, other = invoice(), invoice()
    for entry in entries:
        one = one.book(entry)
    for entry in kept:
        other = other.book(entry)
    for entry in entries:
        one = one if entry in kept else one.cancel(entry.reference, MONDAY, "a slip")
    assert (one.entries, one.paid, one.received, one.open) == (other.entries, other.paid, other.received, other.open)
    assert {c.entry for c in one.cancelled} == set(entries) - set(kept)


@given(st.lists(CENTS, max_size=8))
def test_a_case_owes_what_its_invoices_owe(cents: list[int]) -> None:
    assert case(*(invoice(f"F-{n}", cents=c) for n, c in enumerate(cents))).open == Money(sum(cents))


def granting(cents: int, millionths: int) -> Invoice:
    return invoice(due=MONDAY + timedelta(days=4), cents=cents, discount=EarlyPaymentDiscount(Rate(millionths), 3))


@given(st.integers(1, 3 * 10**6), st.integers(1, 999_999), ENTRIES, st.data())
def test_a_discount_is_the_same_in_whatever_order_its_money_is_booked_and_taken_back(
    cents: int, millionths: int, entries: list[Entry], data: st.DataObject
) -> None:
    """Booked one by one, some by mistake, or all at once without these: the same is owed, and whoever earned it by its
    last day (the second of the four) owes nothing.
    """
    slips = data.draw(st.sets(st.sampled_from(entries))) if entries else set()
    told = granting(cents, millionths)
    for entry in data.draw(st.permutations(entries)):
        told = with_discount(told.book(entry), MONDAY)
    for slip in slips:
        told = with_discount(told.cancel(slip.reference, MONDAY, "slip"), MONDAY)
    at_once = granting(cents, millionths)
    for entry in (e for e in entries if e not in slips):
        at_once = at_once.book(entry)
    at_once = with_discount(at_once, MONDAY)
    assert (told.open, booked_discount(told)) == (at_once.open, booked_discount(at_once))
    assert with_discount(told, MONDAY) is told
    assert told.open + told.paid == told.total
    assert booked_discount(told) is None or not told.is_open
