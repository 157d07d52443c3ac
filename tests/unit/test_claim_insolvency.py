"""What the insolvency of a debtor does to a claim, and what is said not to be computed."""

from datetime import date

import pytest

from chalicelib.domain.interest import Imputation
from chalicelib.domain.statement import Concern
from tests.unit.test_claim import CLAIM, DUE, ON, PUBLIC, concerns, line, paid


@pytest.mark.parametrize(
    ("opened_on", "sum_of", "says"),
    [
        pytest.param(date(2026, 3, 31), 4000, [Concern.INSOLVENCY], id="older than the invoice"),
        pytest.param(date(2026, 4, 1), 0, [Concern.INDEMNITY_BARRED, Concern.INSOLVENCY], id="of the same day"),
        pytest.param(DUE, 0, [Concern.INDEMNITY_BARRED, Concern.INSOLVENCY], id="on the due date"),
        pytest.param(date(2026, 5, 2), 4000, [Concern.INSOLVENCY], id="a day after it"),
        pytest.param(ON, 4000, [Concern.INSOLVENCY], id="on the day asked for"),
        pytest.param(date(2026, 9, 2), 4000, [Concern.NOT_YET_BOOKED], id="yet to come"),
    ],
)
def test_an_insolvency_bars_the_fixed_sum_of_what_is_older_than_it_and_was_due_since(
    opened_on: date, sum_of: int, says: list[Concern]
) -> None:
    found = line(insolvency_opened_on=opened_on)
    assert (found.indemnity_cents, concerns(found)) == (sum_of, says)
    of_interest = [c.text for c in found.caveats if "does to interest is" in c.text]
    assert len(of_interest) == (Concern.INSOLVENCY in says and opened_on >= CLAIM.issued_on)
    of_public = line(PUBLIC, insolvency_opened_on=opened_on)
    assert (of_public.indemnity_cents, Concern.INDEMNITY_BARRED in concerns(of_public)) == (4000, False)


def test_of_an_insolvency_nothing_is_said_where_nothing_is_owed_or_was_late() -> None:
    in_time = CLAIM.book(paid(1_000_000, DUE))
    assert concerns(line(invoice=in_time, insolvency_opened_on=date(2026, 4, 10))) == []
    late = CLAIM.book(paid(1_000_000))
    principal_first = line(invoice=late, imputation=Imputation.PRINCIPAL_FIRST, insolvency_opened_on=date(2026, 4, 10))
    assert (principal_first.principal_cents, concerns(principal_first)[-1]) == (0, Concern.INSOLVENCY)
    assert concerns(line(invoice=late, insolvency_opened_on=date(2026, 4, 10)))[0] is Concern.INDEMNITY_BARRED
    assert concerns(line(invoice=late, insolvency_opened_on=date(2026, 4, 10)))[-1] is Concern.INSOLVENCY
    not_yet = line(on=DUE, insolvency_opened_on=date(2026, 4, 10))
    assert concerns(not_yet) == [Concern.NOT_LATE, Concern.INSOLVENCY]
