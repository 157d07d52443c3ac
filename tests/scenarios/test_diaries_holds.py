"""Debtors whose chase is held: contested, insolvent, paused, or perhaps paid already. Due on 2 November 2026."""

from datetime import date

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.money import Money
from tests.builders import days, debtor
from tests.scenarios.diary import Diary, under

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE = date(2026, 11, 2)
TWO_LETTERS = ["19 Oct notice F-1: delivered", "5 Nov reminder-1 F-1: delivered"]


def november(day: int) -> date:
    return date(2026, 11, day)


def december(day: int) -> date:
    return date(2026, 12, day)


def reminded() -> Diary:
    """A debtor who had its first reminder the day before."""
    return Diary().owes("F-1", due=DUE).lives_until(november(6))


def test_a_debtor_who_contests_half_is_asked_for_the_other_half() -> None:
    diary = reminded().holds(HoldKind.DISPUTE, "F-1", amount=Money(5000)).lives_until(november(30))
    assert diary.pages == [
        *TWO_LETTERS,
        "12 Nov reminder-2 F-1: delivered",
        "23 Nov final-reminder F-1: delivered",
    ]
    assert diary.claimed_cents == [10000, 10000, 5000, 5000]
    assert diary.office.press.printed[-1].contested == Money(5000)
    assert "answer-dispute F-1" in diary.tasks


def test_a_debtor_who_pays_the_half_that_it_does_not_contest_hears_no_more() -> None:
    diary = reminded().holds(HoldKind.DISPUTE, "F-1", amount=Money(5000)).lives_until(november(13))
    diary.pays("F-1", 5000).lives_until(DUE + days(200))
    assert diary.pages == [*TWO_LETTERS, "12 Nov reminder-2 F-1: delivered"]
    assert (diary.why("F-1"), diary.tasks) == (Why.CONTESTED, ["answer-dispute F-1"])


def test_a_contest_that_is_settled_lets_the_whole_be_asked_for_again() -> None:
    diary = reminded().contests("F-1").lives_until(december(10))
    assert diary.pages == TWO_LETTERS
    diary.lets_go_on(HoldKind.DISPUTE, "F-1", "the crates were found").lives_until(december(20))
    assert diary.pages[2:] == ["11 Dec reminder-2 F-1: delivered", "18 Dec final-reminder F-1: delivered"]
    assert diary.history.count("DisputeEnded") == 1


def test_a_hold_that_a_person_ends_keeps_nothing_back_on_that_very_day() -> None:
    diary = reminded().contests("F-1").lives_until(december(10)).lets_go_on(HoldKind.DISPUTE, "F-1")
    diary.office.run()
    assert diary.pages[2:] == ["10 Dec reminder-2 F-1: accepted"]


def test_an_insolvent_debtor_never_hears_from_us_again_and_the_claim_is_to_be_declared() -> None:
    diary = reminded().holds(HoldKind.INSOLVENCY).owes("F-2", due=december(1))
    diary.lives_until(DUE + days(3 * 365))
    assert diary.pages == TWO_LETTERS
    assert [diary.why(n) for n in ("F-1", "F-2")] == [Why.INSOLVENT, Why.INSOLVENT]
    assert diary.tasks == ["declare-claim F-1 F-2 by 6 Jan 2027"]  # two months from the publication
    assert diary.office.case.next_look_at is None


def test_a_claim_that_was_declared_waits_for_nobody_and_its_debtor_never_hears_from_us_again() -> None:
    diary = reminded().holds(HoldKind.INSOLVENCY).lives_until(december(1)).declares_the_claim()
    diary.lives_until(DUE + days(3 * 365))
    assert (diary.pages, diary.why("F-1"), diary.tasks) == (TWO_LETTERS, Why.INSOLVENT, [])
    assert diary.office.case.next_look_at is None


def test_what_an_insolvent_debtor_owes_later_is_held_too() -> None:
    diary = reminded().holds(HoldKind.INSOLVENCY).lives_until(DUE + days(300))
    diary.owes("F-9", due=diary.today + days(20)).lives_until(DUE + days(600))
    assert diary.pages == TWO_LETTERS
    assert diary.why("F-9") is Why.INSOLVENT


def test_a_letter_that_waits_to_be_posted_is_withdrawn_when_its_debtor_becomes_insolvent() -> None:
    diary = Diary().owes("F-1", due=DUE, who=debtor(email=None)).lives_until(november(6))
    assert diary.pages[-1] == "5 Nov reminder-1 F-1: unposted"
    diary.holds(HoldKind.INSOLVENCY).lives_until(DUE + days(100))
    assert {page.split(": ")[1] for page in diary.pages} == {"withdrawn"}
    assert diary.pages[-1].startswith("5 Nov")


def test_money_that_may_be_the_payment_silences_the_debtor_until_a_person_has_looked() -> None:
    diary = reminded().holds(HoldKind.UNMATCHED_MONEY, detail="100.00 EUR of 5 Nov").lives_until(december(3))
    assert (diary.pages, diary.tasks) == (TWO_LETTERS, ["match-money F-1"])
    diary.lets_go_on(HoldKind.UNMATCHED_MONEY, note="another customer's").lives_until(december(12))
    assert diary.pages[2:] == ["4 Dec reminder-2 F-1: delivered", "11 Dec final-reminder F-1: delivered"]


def test_money_that_was_the_payment_ends_the_chase() -> None:
    diary = reminded().holds(HoldKind.UNMATCHED_MONEY).lives_until(november(20)).pays("F-1", 10000)
    diary.lets_go_on(HoldKind.UNMATCHED_MONEY, note="matched").lives_until(DUE + days(100))
    assert (diary.pages, diary.why("F-1")) == (TWO_LETTERS, Why.PAID)


def test_a_pause_of_one_invoice_ends_by_itself_and_leaves_the_other_alone() -> None:
    diary = Diary().owes("F-1", due=DUE).owes("F-2", due=DUE, cents=5000).lives_until(november(6))
    diary.holds(HoldKind.PAUSE, "F-1", until=november(24)).lives_until(december(3))
    assert diary.pages[2:] == [
        "12 Nov reminder-2 F-2: delivered",
        "23 Nov final-reminder F-2: delivered",
        # F-1 comes back on the 25th; the gap and the fortnight are over by the 30th.
        "30 Nov reminder-2 F-1: delivered",
    ]


def test_a_pause_of_the_debtor_without_an_end_is_ended_by_a_person() -> None:
    diary = reminded().holds(HoldKind.PAUSE).lives_until(DUE + days(100))
    assert (diary.pages, diary.office.case.next_look_at) == (TWO_LETTERS, None)
    diary.lets_go_on(HoldKind.PAUSE).lives_until(DUE + days(101))
    assert len(diary.pages) == 3


def test_bank_data_that_is_too_old_silences_everybody_and_says_so() -> None:
    diary = Diary(office=under("standard-1", bank_data_days=3)).owes("F-1", due=DUE)
    for day in range(5, 32):
        diary.lives_until(date(2026, 10, day)).imports_bank_data()
    diary.lives_until(november(9))
    assert diary.pages == ["19 Oct notice F-1: delivered"]
    assert (diary.why("F-1"), diary.tasks) == (Why.BANK_DATA_OLD, ["import-bank-data"])
    diary.imports_bank_data().lives_until(november(30))
    assert diary.pages[1:] == ["10 Nov reminder-1 F-1: delivered"]  # then the data is too old again


def test_a_creditor_pause_silences_everybody_and_the_chase_comes_back_where_it_was() -> None:
    diary = reminded()
    diary.pauses(december(4))
    diary.lives_until(december(4))
    assert (diary.pages, diary.why("F-1")) == (TWO_LETTERS, Why.PAUSED)
    diary.lives_until(december(15))
    assert diary.pages[2:] == ["7 Dec reminder-2 F-1: delivered", "14 Dec final-reminder F-1: delivered"]


def test_a_creditor_that_resumes_early_is_heard_the_next_morning() -> None:
    diary = reminded()
    diary.pauses(december(31))
    diary.lives_until(november(18)).resumes().lives_until(november(20))
    assert diary.pages[2:] == ["19 Nov reminder-2 F-1: delivered"]
