"""What the debtor sees on its page on a day is what a letter of that day says."""

from datetime import date

import pytest

from chalicelib.domain.case_view import CaseView
from chalicelib.domain.money import Money
from chalicelib.usecases.view_case import ViewCase
from tests.scenarios.diary import Diary
from tests.unit.test_view_case import SESSION

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE = date(2026, 11, 2)


def page(diary: Diary) -> CaseView:
    return ViewCase(diary.office.cases, diary.office.judge, diary.office.clock)(SESSION)


def test_a_credit_that_pays_a_plan_covers_nothing_else_on_the_page_while_the_plan_stands() -> None:
    """Its grace ends on Christmas, and stands over the days on which the creditor is closed."""
    diary = Diary().owes("F-1", due=DUE).owes("F-2", due=DUE).lives_until(date(2026, 11, 6)).credits_no_invoice(3000)
    diary.agrees_on((date(2026, 12, 17), 5000), (date(2027, 2, 1), 5000))
    diary.closes((date(2026, 12, 26), date(2027, 1, 3)))
    for day in (date(2026, 12, 20), date(2026, 12, 28), date(2027, 1, 4)):
        (other,) = (i for i in page(diary.lives_until(day)).invoices if i.number == "F-2")
        assert (other.covered, other.to_pay) == (Money(0), Money(10000))
    (other,) = (i for i in page(diary.lives_until(date(2027, 1, 5))).invoices if i.number == "F-1")
    assert other.covered == Money(3000), "the plan is over"
