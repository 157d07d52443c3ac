"""After the formal notice: its follow-up, which a person approves, recalls by its day the notice that was heard."""

from dataclasses import replace
from datetime import date

from chalicelib.domain.decision import Why
from chalicelib.domain.letter import Letter
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepMove
from chalicelib.domain.policy import Anchor, Channel, Rung
from chalicelib.usecases.composing import composed
from chalicelib.usecases.foresee import Foresee
from tests.builders import CREDITOR, KEY, SITE, STANDARD, Office, days
from tests.scenarios.diary import Diary, under

DUE = date(2026, 11, 2)
FOLLOW_UP = Rung(Level.FOLLOW_UP, 30, Anchor.PREVIOUS_LEVEL, needs_approval=True)
FOLLOWED = (*STANDARD.rungs, FOLLOW_UP)


def followed(*rungs: Rung) -> Office:
    return under("standard-1", rungs=rungs or FOLLOWED)


def the_letter(diary: Diary) -> Letter:
    """Of the last step, as it is sent or printed."""
    office = diary.office
    return composed(office.judge, office.case, office.case.debtor, office.case.steps[-1], "https://x.example/")


def in_default(diary: Diary) -> Diary:
    diary.owes("F-1", due=DUE).lives_until(date(2026, 12, 3)).approves("F-1").lives_until(date(2026, 12, 4))
    assert diary.pages[-1] == "4 Dec formal-notice F-1: delivered"
    return diary


def test_thirty_days_after_the_formal_notice_it_waits_for_a_person_and_recalls_the_notice() -> None:
    diary = in_default(Diary(office=followed())).lives_until(date(2027, 1, 5))
    assert (len(diary.pages), diary.why("F-1"), diary.tasks) == (5, Why.WAITS_FOR_APPROVAL, ["approve F-1"])
    diary.approves("F-1", level=Level.FOLLOW_UP).lives_until(date(2027, 1, 6))
    assert diary.pages[-1] == "6 Jan follow-up F-1: delivered"
    assert the_letter(diary).formal_notices == (date(2026, 12, 4),)
    diary.lives_until(date(2027, 1, 14))
    assert (diary.why("F-1"), diary.tasks) == (Why.LADDER_ENDED, [])
    assert diary.lives_until(date(2027, 1, 15)).tasks == ["decide-next F-1"]
    assert diary.lives_until(date(2027, 4, 1)).pages[6:] == []


def test_a_payment_or_a_contest_keeps_it_from_going_out() -> None:
    paid = in_default(Diary(office=followed())).lives_until(date(2027, 1, 5))
    paid.approves("F-1", level=Level.FOLLOW_UP).pays("F-1", 10000).lives_until(date(2027, 2, 1))
    assert (len(paid.pages), paid.why("F-1")) == (5, Why.PAID)
    contested = in_default(Diary(office=followed())).contests("F-1").lives_until(date(2027, 1, 5))
    contested.approves("F-1", level=Level.FOLLOW_UP).lives_until(date(2027, 1, 20))
    assert (len(contested.pages), contested.why("F-1")) == (5, Why.CONTESTED)


def test_of_a_notice_that_was_posted_it_names_the_day_that_the_letter_bears() -> None:
    on_paper = tuple(replace(r, channels=(Channel.REGISTERED_POST,)) if r.level.is_formal else r for r in FOLLOWED)
    diary = Diary(office=followed(*on_paper)).owes("F-1", due=DUE).lives_until(date(2026, 12, 3)).approves("F-1")
    diary.lives_until(date(2026, 12, 7))
    assert diary.pages[-1] == "4 Dec formal-notice F-1: unposted"
    diary.posts(date(2026, 12, 7)).approves("F-1", level=Level.FOLLOW_UP).lives_until(date(2027, 1, 5))
    assert diary.pages[-1] == "4 Dec formal-notice F-1: posted"  # thirty days from the posting
    diary.lives_until(date(2027, 1, 6))
    assert diary.pages[-1] == "6 Jan follow-up F-1: unposted"
    found = the_letter(diary)
    assert (found.formal_notices, found.channel) == ((date(2026, 12, 4),), Channel.REGISTERED_POST)
    assert found.pay_by == date(2027, 1, 6) + days(7 + 8)


def test_a_notice_that_came_back_after_all_takes_the_approval_of_its_follow_up_with_it() -> None:
    diary = in_default(Diary(office=followed())).approves("F-1", level=Level.FOLLOW_UP)
    diary.lives_until(date(2026, 12, 20))
    (notice,) = [s for s in diary.office.case.steps if s.level is Level.FORMAL_NOTICE]
    diary.office.told(notice, StepMove.BOUNCE)
    diary.lives_until(date(2027, 2, 10))
    assert "follow-up" not in " ".join(diary.pages)
    assert Level.FOLLOW_UP not in {a.level for a in diary.office.case.approvals}


def test_of_two_invoices_each_has_its_own_notice_and_one_letter_recalls_both() -> None:
    alone = tuple(replace(r, needs_approval=False) for r in FOLLOWED)
    diary = Diary(office=followed(*alone)).owes("F-1", due=DUE).owes("F-2", due=DUE + days(6))
    diary.lives_until(date(2026, 12, 20)).lives_until(date(2027, 1, 18), planner_runs=False)
    assert diary.pages[-2:] == ["10 Dec formal-notice F-1: delivered", "17 Dec formal-notice F-2: delivered"]
    diary.lives_until(date(2027, 1, 19))
    assert diary.pages[-1] == "19 Jan follow-up F-1 F-2: delivered"
    found = the_letter(diary)
    assert [line.formal_notice_on for line in found.claimed] == [date(2026, 12, 10), date(2026, 12, 17)]
    assert found.to_pay.cents == 20000


def test_what_is_foreseen_of_it_is_what_goes_out() -> None:
    alone = tuple(replace(r, needs_approval=False) for r in FOLLOWED)
    diary = Diary(office=followed(*alone)).owes("F-1", due=DUE).lives_until(date(2026, 11, 25))
    office = diary.office
    foresee = Foresee(office.cases, office.judge, office.clock, SITE)
    (foreseen,) = foresee.preview(CREDITOR, diary.today, date(2027, 2, 1)).debtors
    notice, recalled = (message.on for message in foreseen.messages[-2:])
    letter = foresee.letter(KEY, recalled)
    assert (letter.level, letter.formal_notices) == (Level.FOLLOW_UP, (notice,))
    diary.lives_until(date(2027, 2, 1))
    assert [(s.on, s.level) for s in office.case.steps[-2:]] == [
        (notice, Level.FORMAL_NOTICE),
        (recalled, Level.FOLLOW_UP),
    ]
