"""Several invoices, parts, credit notes: what is asked for is what is owed. 2 November 2026 is a Monday."""

from datetime import date

import pytest

from chalicelib.domain.decision import Why
from tests.builders import days
from tests.scenarios.diary import Diary

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE = date(2026, 11, 2)


def november(day: int) -> date:
    return date(2026, 11, day)


def december(day: int) -> date:
    return date(2026, 12, day)


def test_five_invoices_of_different_ages_are_paid_the_oldest_first_and_the_others_go_on_by_themselves() -> None:
    diary = Diary(today=november(1))
    for n in range(5):
        diary.owes(f"F-{n + 1}", due=DUE - days(40) + days(14 * n), cents=1000 * (n + 1))
    diary.lives_until(november(3)).pays("F-1", 1000).lives_until(november(13)).pays("F-2", 2000)
    diary.lives_until(december(1)).pays("F-3", 3000).lives_until(DUE + days(200))
    assert diary.pages == [
        "2 Nov reminder-1 F-1 F-2 F-3 F-4: delivered",  # F-4 is only mentioned: it is due on the 4th
        "9 Nov reminder-2 F-2 F-3 F-4 F-5: delivered",
        "16 Nov final-reminder F-3 F-4: delivered",
        "23 Nov reminder-1 F-5: delivered",
        "30 Nov formal-notice F-3 F-4 F-5: delivered",  # the others are only mentioned
        "7 Dec final-reminder F-4 F-5: delivered",
        "16 Dec formal-notice F-4 F-5: delivered",
        "21 Dec final-reminder F-5: delivered",
        "30 Dec formal-notice F-5: delivered",
    ]
    assert diary.claimed_cents == [6000, 9000, 7000, 5000, 3000, 9000, 4000, 5000, 5000]


def test_an_older_invoice_that_is_imported_into_a_running_chase_restarts_nothing() -> None:
    diary = Diary().owes("F-1", due=DUE).lives_until(november(13)).owes("F-0", due=DUE - days(60), cents=5000)
    diary.lives_until(DUE + days(100))
    assert diary.pages == [
        "19 Oct notice F-1: delivered",
        "5 Nov reminder-1 F-1: delivered",
        "12 Nov reminder-2 F-1: delivered",
        "19 Nov reminder-1 F-0: delivered",  # a fortnight after the 5th
        "26 Nov final-reminder F-0 F-1: delivered",
        "7 Dec formal-notice F-0 F-1: delivered",
        "14 Dec final-reminder F-0: delivered",
        "23 Dec formal-notice F-0: delivered",
    ]


def test_a_credit_note_that_settles_ends_the_chase_like_a_payment() -> None:
    diary = Diary().owes("F-1", due=DUE).lives_until(november(6)).pays("F-1", 4000).credits("F-1", 6000)
    diary.lives_until(DUE + days(200))
    assert (len(diary.pages), diary.why("F-1")) == (2, Why.PAID)


def test_a_credit_note_of_a_part_lessens_what_is_asked_for() -> None:
    diary = Diary().owes("F-1", due=DUE).lives_until(november(6)).credits("F-1", 2500).lives_until(november(13))
    assert diary.claimed_cents == [10000, 10000, 7500]


def test_a_debtor_in_net_credit_hears_nothing_until_it_owes_more_than_that() -> None:
    diary = Diary().owes("F-1", due=DUE).credits_no_invoice(12000).lives_until(november(10))
    assert (diary.pages, diary.why("F-1")) == ([], Why.IN_CREDIT)
    diary.owes("F-2", due=december(1), cents=5000).lives_until(december(8))
    assert diary.pages == ["16 Nov notice F-2: delivered", "4 Dec reminder-1 F-2: delivered"]
    assert diary.claimed_cents == [3000, 3000]


def test_a_debtor_who_paid_too_much_is_left_alone_when_it_owes_again() -> None:
    diary = Diary().owes("F-1", due=DUE).lives_until(november(6)).pays("F-1", 15000)
    diary.owes("F-2", due=december(1), cents=5000).lives_until(DUE + days(200))
    assert (len(diary.pages), diary.why("F-2")) == (2, Why.IN_CREDIT)


def test_an_invoice_in_three_parts_has_a_ladder_for_each() -> None:
    diary = Diary().owes_in_parts("F-1", (DUE, 3000), (december(2), 3000), (date(2027, 1, 4), 4000))
    diary.lives_until(november(13)).pays("F-1", 3000).lives_until(december(14)).pays("F-1", 3000)
    diary.lives_until(DUE + days(200))
    assert diary.pages == [
        "19 Oct notice F-1/1: delivered",
        "5 Nov reminder-1 F-1/1: delivered",
        "12 Nov reminder-2 F-1/1: delivered",
        "19 Nov notice F-1/2: delivered",
        "7 Dec reminder-1 F-1/2: delivered",
        "14 Dec reminder-2 F-1/2: delivered",
        "21 Dec notice F-1/3: delivered",
        "7 Jan reminder-1 F-1/3: delivered",
        "14 Jan reminder-2 F-1/3: delivered",
        "25 Jan final-reminder F-1/3: delivered",
        "3 Feb formal-notice F-1/3: delivered",
    ]
    assert set(diary.claimed_cents[:6]) == {3000}
    assert set(diary.claimed_cents[6:]) == {4000}


def test_an_invoice_in_parts_that_is_paid_at_once_is_settled() -> None:
    diary = Diary().owes_in_parts("F-1", (DUE, 3000), (december(2), 7000)).lives_until(november(6)).pays("F-1", 10000)
    diary.lives_until(DUE + days(200))
    assert (len(diary.pages), diary.why("F-1")) == (2, Why.PAID)
