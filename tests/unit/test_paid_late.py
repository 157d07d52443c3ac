"""What becomes of the cost of lateness once the principal has been paid: claimed, waived or put off."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.domain.interest import Imputation, IndemnityRank
from chalicelib.domain.invoice import EntryKind, Invoice
from chalicelib.domain.money import Money
from chalicelib.domain.statement import Concern, PaidLate, StatementLine
from tests.unit.test_claim import CLAIM, CONSUMER, DUE, concerns, line, paid

WAIVE, POSTPONE = PaidLate.WAIVE, PaidLate.POSTPONE
# The whole in two halves, one and two years late: by the statute the interest of the first year takes its part of them.
TWO_HALVES = (
    Invoice("i", "F-1", date(2022, 12, 1), date(2023, 1, 1), Money(1_000_000))
    .book(paid(500_000, date(2024, 1, 1)))
    .book(paid(500_000, date(2025, 1, 1)))
)
OVERPAID = CLAIM.book(paid(1_050_000))
ONE_PAYMENT = CLAIM.book(paid(1_000_000))


def waived(invoice: Invoice = ONE_PAYMENT, **options: Any) -> StatementLine:
    return line(invoice=invoice, paid_late=WAIVE, reason="kindness", **options)


def owed(found: StatementLine) -> int:
    return found.principal_cents + found.interest_cents + found.indemnity_cents


@pytest.mark.parametrize("imputation", Imputation)
@pytest.mark.parametrize("rank", IndemnityRank)
@pytest.mark.parametrize(
    ("invoice", "on"),
    [(TWO_HALVES, date(2025, 1, 1)), (OVERPAID, date(2026, 9, 1)), (ONE_PAYMENT, date(2026, 9, 1))],
    ids=["in halves", "overpaid", "at once"],
)
def test_to_put_off_changes_nothing_of_the_working_when_the_principal_was_paid_late(
    invoice: Invoice, on: date, imputation: Imputation, rank: IndemnityRank
) -> None:
    terms: dict[str, Any] = {"imputation": imputation, "indemnity_rank": rank}
    claimed, put_off = (line(on=on, invoice=invoice, paid_late=c, **terms) for c in (PaidLate.CLAIM, POSTPONE))
    for name in ("segments", "allocations", "accrued_cents", "credit_cents", "unknown_since", "imputation"):
        assert getattr(put_off, name) == getattr(claimed, name)
    assert (put_off.total_cents, put_off.left_out_cents) == (0, claimed.total_cents)
    assert (put_off.imputation, claimed.left_out_cents) == (imputation, 0)


def test_what_is_put_off_is_all_that_the_order_of_payments_leaves() -> None:
    put_off = line(on=date(2025, 1, 1), invoice=TWO_HALVES, paid_late=POSTPONE)
    # 1 326.16 of the first year and 911.60 of the second were paid first: so much of the principal is left.
    assert [a.to_interest_cents > 0 for a in put_off.allocations] == [True, True]
    assert put_off.left_out_cents == put_off.accrued_cents + 4000
    assert concerns(put_off) == [Concern.DEFAULT_BELOW_FLOOR] * 2 + [Concern.POSTPONED]
    amount = f"{put_off.left_out_cents // 100}.{put_off.left_out_cents % 100:02d} EUR"
    assert put_off.caveats[-1].text == f"{amount} are put off and not part of the total"


def test_nothing_is_said_to_be_put_off_when_nothing_is_left() -> None:
    found = line(invoice=OVERPAID, paid_late=POSTPONE)
    assert (found.left_out_cents, found.credit_cents > 0) == (0, True)
    assert (concerns(found), found.paid_late) == ([Concern.CREDIT], PaidLate.CLAIM)


def test_nothing_is_said_to_be_waived_when_lateness_cost_nothing() -> None:
    found = line(CONSUMER, invoice=ONE_PAYMENT, paid_late=WAIVE, reason="kindness")
    assert found.left_out_cents == 0
    assert concerns(found) == [Concern.NO_FORMAL_NOTICE]
    assert (found.paid_late, found.reason, found.imputation) == (PaidLate.CLAIM, "", Imputation.STATUTE)


@pytest.mark.parametrize("choice", [WAIVE, POSTPONE])
def test_a_principal_that_was_paid_in_time_leaves_nothing_to_choose(choice: PaidLate) -> None:
    early = CLAIM.book(paid(1_000_000, date(2026, 4, 20)))
    found = line(invoice=early, paid_late=choice, reason="kindness")
    assert (concerns(found), found.paid_late, found.reason) == ([], PaidLate.CLAIM, "")


def test_the_order_that_was_used_is_said_with_its_reason_when_it_is_not_the_one_that_was_set() -> None:
    found = waived()
    assert found.imputation is Imputation.PRINCIPAL_FIRST
    assert concerns(found) == [Concern.WAIVED, Concern.WAIVED_ORDER]
    assert "principal-first and not by statute: what is waived was paid with nothing" in found.caveats[1].text
    assert concerns(waived(imputation=Imputation.PRINCIPAL_FIRST)) == [Concern.WAIVED]
    before = waived(imputation=Imputation.PRINCIPAL_FIRST, indemnity_rank=IndemnityRank.BEFORE_PRINCIPAL)
    assert concerns(before) == [Concern.WAIVED, Concern.WAIVED_ORDER]
    assert before.caveats[1].text == "payments are counted principal-first: what is waived was paid with nothing"
    note = CLAIM.book(paid(1_000_000, kind=EntryKind.CREDIT_NOTE))
    assert concerns(waived(note)) == [Concern.WAIVED], "no payment was counted in any order"
    assert line(paid_late=WAIVE, reason="kindness").imputation is Imputation.STATUTE, "the choice waits"


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (WAIVE, "the interest from 2027-01-06 on is waived: kindness"),
        (POSTPONE, "the interest from 2027-01-06 on is put off and not part of the total"),
    ],
)
def test_what_is_not_known_yet_is_given_up_or_put_off_without_a_figure(choice: PaidLate, said: str) -> None:
    late = replace(CLAIM, due_on=date(2026, 12, 31)).book(paid(1_000_000, date(2027, 1, 20)))
    notice = {"formal_notice_on": date(2027, 1, 5)}
    found = line(CONSUMER, date(2027, 2, 1), late, paid_late=choice, reason="kindness", **notice)
    assert (found.left_out_cents, found.paid_late) == (0, choice)
    assert said in [c.text for c in found.caveats]


def test_what_is_known_and_what_is_not_are_given_up_together() -> None:
    found = waived(CLAIM.book(paid(1_000_000, date(2027, 1, 20))), on=date(2027, 2, 1))
    assert (
        f"{found.left_out_cents // 100}.{found.left_out_cents % 100:02d} EUR and the interest from 2027-01-01 on"
        in ("; ".join(c.text for c in found.caveats))
    )


def test_a_choice_waits_from_the_first_day_of_delay_on() -> None:
    assert Concern.CHOICE_WAITS not in concerns(line(on=DUE, paid_late=POSTPONE))
    assert Concern.CHOICE_WAITS in concerns(line(on=DUE + timedelta(days=1), paid_late=POSTPONE))


@pytest.mark.parametrize("cents", [1, 100, 999_999])
def test_a_choice_waits_while_a_part_of_the_principal_is_owed(cents: int) -> None:
    for choice in (WAIVE, POSTPONE):
        found = line(invoice=CLAIM.book(paid(cents)), paid_late=choice, reason="kindness")
        assert (found.paid_late, concerns(found)) == (PaidLate.CLAIM, [Concern.CHOICE_WAITS])


def test_a_choice_counts_from_the_day_on_which_the_principal_is_paid() -> None:
    for choice in (WAIVE, POSTPONE):
        before = line(on=date(2026, 5, 31), invoice=ONE_PAYMENT, paid_late=choice, reason="kindness")
        assert (before.paid_late, owed(before) > 0) == (PaidLate.CLAIM, True)
        assert line(on=date(2026, 6, 1), invoice=ONE_PAYMENT, paid_late=choice, reason="kindness").total_cents == 0
        assert line(on=DUE, invoice=ONE_PAYMENT, paid_late=choice, reason="kindness").paid_late is PaidLate.CLAIM


def test_what_a_waived_claim_was_paid_stands_in_its_working_as_beyond_all() -> None:
    over = waived(OVERPAID)
    (allocation,) = over.allocations
    assert (allocation.to_interest_cents, allocation.to_indemnity_cents) == (0, 0)
    assert (allocation.to_principal_cents, allocation.over_cents) == (1_000_000, 50_000)
    assert over.credit_cents == 50_000
