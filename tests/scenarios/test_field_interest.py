"""Where the reminder engines of others compute the wrong interest, lose it, or add a fee that nobody owes.

Each test is named after a failure; its docstring cites the thread. Amounts are in cents, 10,000.00 EUR unless said.
"""

from datetime import date

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.errors import NotSent
from chalicelib.domain.invoice import Entry, EntryKind, Invoice
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.rate import Rate
from chalicelib.domain.statement import Concern, PaidLate, StatementLine
from chalicelib.law.claim import Claim, line_of
from chalicelib.law.contract import ClaimTerms
from tests.builders import CREDITOR, credit_note, days
from tests.scenarios.diary import Diary

pytestmark = pytest.mark.usefixtures("every_rate_known")
TRADER, CONSUMER = DebtorKind.TRADER, DebtorKind.CONSUMER
OWED = Invoice("i", "F-1", date(2026, 4, 1), date(2026, 5, 1), Money(1_000_000))


def line(
    invoice: Invoice, on: date, kind: DebtorKind = TRADER, rate: Rate | None = None, choice: PaidLate = PaidLate.CLAIM
) -> StatementLine:
    return line_of(Claim(invoice, paid_late=choice, reason="kindness"), kind, ClaimTerms(clause=rate), on)


def segments(found: StatementLine) -> list[tuple[date, int, int, str, int]]:
    """First day, days, what bears interest, rate, interest."""
    return [(s.since, s.days, s.base_cents, str(s.rate), s.interest_cents) for s in found.segments]


def test_interest_across_a_rate_change_is_split_on_its_day() -> None:
    """frappe/erpnext#37095 and frappe/lending#16: one flat rate, where interest must be split by period."""
    assert segments(line(OWED, date(2026, 9, 1))) == [
        (date(2026, 5, 2), 60, 1_000_000, "12.15", 19_973),
        (date(2026, 7, 1), 63, 1_000_000, "12.40", 21_403),
    ]


def test_interest_over_a_leap_year_is_that_of_366_days() -> None:
    """invoiceninja/invoiceninja#11118: no daily interest. 29 February is a day like any other, of a year of 365."""
    leap = Invoice("i", "F-1", date(2023, 12, 1), date(2024, 1, 1), Money(1_000_000))
    found = line(leap, date(2025, 1, 1), rate=Rate.percent("10"))
    assert segments(found) == [(date(2024, 1, 2), 366, 1_000_000, "10.00", 100_274)]


def test_interest_after_a_part_payment_is_that_of_the_rest_and_none_of_the_earlier_is_lost() -> None:
    """frappe/erpnext#58220 (E2.5): the rate runs over all the days on what happens to be left on the last of them."""
    paid = OWED.book(Entry(EntryKind.PAYMENT, date(2026, 6, 1), Money(400_000), "VIR-1"))
    # 4,000.00 pay the 103.19 of the first 31 days, and 3,896.81 of the principal.
    assert segments(line(paid, date(2026, 6, 30))) == [
        (date(2026, 5, 2), 31, 1_000_000, "12.15", 10_319),
        (date(2026, 6, 2), 29, 610_319, "12.15", 5_892),
    ]


def test_interest_is_counted_anew_where_a_credit_note_is_dated_earlier_than_what_was_booked() -> None:
    """OCA/credit-control#211, frappe/erpnext#49066: credit notes change nothing of what is claimed."""
    diary = Diary(today=date(2026, 4, 20)).owes("F-1", due=OWED.due_on, cents=1_000_000)
    diary.lives_until(date(2026, 6, 20)).pays("F-1", 400_000).lives_until(date(2026, 6, 25))
    (invoice,) = diary.office.case.invoices
    diary.office.pay(CREDITOR, invoice.id, credit_note(100_000, "AV-1", date(2026, 5, 21)), "key_1")
    found = line(diary.office.case.invoices[0], date(2026, 6, 30))
    assert segments(found) == [
        (date(2026, 5, 2), 19, 1_000_000, "12.15", 6_325),
        (date(2026, 5, 21), 31, 900_000, "12.15", 9_287),
        (date(2026, 6, 21), 10, 515_612, "12.15", 1_716),
    ]


@pytest.mark.parametrize(
    ("choice", "claimed", "left_out", "says"),
    [
        # 106.52 until the payment, which pays it first: so much of the principal is left, 3.17 of interest on it, 40.
        (PaidLate.CLAIM, 14_969, 0, []),
        (PaidLate.WAIVE, 0, 14_652, [Concern.WAIVED, Concern.WAIVED_ORDER]),
        (PaidLate.POSTPONE, 0, 14_969, [Concern.POSTPONED]),
    ],
)
def test_interest_on_a_principal_that_was_paid_late_is_claimed_waived_or_postponed_and_never_lost(
    choice: PaidLate, claimed: int, left_out: int, says: list[Concern]
) -> None:
    """frappe/erpnext#58220. The reminders end with the principal; what the law gives beside it is a choice."""
    diary = Diary(today=date(2026, 5, 1)).owes("F-1", due=date(2026, 5, 4), cents=1_000_000)
    diary.lives_until(date(2026, 6, 5)).pays("F-1", 1_000_000).lives_until(date(2026, 9, 1))
    assert diary.why("F-1") is Why.PAID
    found = line(diary.office.case.invoices[0], diary.today, choice=choice)
    assert (found.total_cents, found.left_out_cents) == (claimed, left_out)
    assert [c.concern for c in found.caveats] == says


@pytest.mark.parametrize(
    ("kind", "rate", "by_law"),
    [(CONSUMER, None, 0), (TRADER, Rate.percent("0"), 4000)],
    ids=["nothing was agreed with a consumer", "zero was agreed with a trader"],
)
def test_a_fee_that_is_empty_or_zero_adds_nothing(kind: DebtorKind, rate: Rate | None, by_law: int) -> None:
    """invoiceninja/ui#2445: a fee though the fields are empty. The 40.00 that a trader owes are the law's own."""
    found = line(OWED, date(2026, 9, 1), kind, rate)
    assert (found.principal_cents, found.interest_cents, found.indemnity_cents) == (1_000_000, 0, by_law)


def test_no_fee_is_added_for_a_message_that_was_not_sent() -> None:
    """invoiceninja/invoiceninja#11118 (E3.7), invoiceninja/invoiceninja#2330: booked before the mail is even tried. No
    message adds to what is owed here, the one that failed included.
    """
    diary = Diary().owes("F-1", due=date(2026, 11, 2)).lives_until(date(2026, 11, 11))
    diary.office.mailer.outcomes = [NotSent("content refused")]
    diary.lives_until(date(2026, 11, 12))
    assert (diary.pages[-1], diary.office.case.open) == ("12 Nov reminder-2 F-1: held", Money(10000))
    diary.lives_until(date(2026, 11, 2) + days(100))
    assert (len(diary.pages), set(diary.claimed_cents)) == (6, {10000})
    assert diary.office.case.invoices[0].total == Money(10000)
