"""Where a person decides, calls or goes to the post. Invoices are due on Monday 2 November 2026."""

from datetime import date

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepMove
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.policy import Channel, Tone
from tests.builders import days, debtor
from tests.scenarios.diary import Diary, under

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE = date(2026, 11, 2)
THREE_REMINDERS = [
    "19 Oct notice F-1: delivered",
    "5 Nov reminder-1 F-1: delivered",
    "12 Nov reminder-2 F-1: delivered",
    "23 Nov final-reminder F-1: delivered",
]


def november(day: int) -> date:
    return date(2026, 11, day)


def december(day: int) -> date:
    return date(2026, 12, day)


def january(day: int) -> date:
    return date(2027, 1, day)


def reminded_thrice() -> Diary:
    """Under the standard policy: on 2 December the formal notice waits for a person."""
    return Diary(office=under("standard-1")).owes("F-1", due=DUE).lives_until(december(3))


def test_a_formal_notice_waits_until_a_person_approves_it() -> None:
    diary = reminded_thrice().lives_until(january(20))
    assert (diary.pages, diary.why("F-1")) == (THREE_REMINDERS, Why.WAITS_FOR_APPROVAL)
    assert diary.tasks == ["approve F-1"]
    assert diary.office.case.waits_since == december(2)
    diary.approves("F-1").lives_until(DUE + days(200))
    assert diary.pages == [*THREE_REMINDERS, "21 Jan formal-notice F-1: delivered"]
    assert diary.tasks == ["decide-next F-1"]


def test_a_formal_notice_that_a_person_refuses_never_goes_out() -> None:
    diary = reminded_thrice().refuses("F-1").lives_until(DUE + days(400))
    assert (diary.pages, diary.why("F-1")) == (THREE_REMINDERS, Why.NOT_APPROVED)
    assert (diary.tasks, diary.office.case.waits_since) == (["review-refusal F-1"], december(3) + days(30))
    assert diary.refuses("F-1").tasks == []


def test_what_was_handed_over_is_paused_and_asked_about_again() -> None:
    """The chase that has ended is a task until a person says what comes next; a pause says so, for thirty days."""
    diary = reminded_thrice().approves("F-1").lives_until(december(19))
    assert (diary.pages[-1], diary.tasks) == ("4 Dec formal-notice F-1: delivered", [])
    assert diary.lives_until(december(20)).tasks == ["decide-next F-1"]
    diary.holds(HoldKind.PAUSE, "F-1", detail="with the lawyer")
    assert (diary.tasks, diary.office.case.waits_since) == ([], None)
    assert diary.lives_until(january(18)).tasks == []
    assert diary.lives_until(january(19)).tasks == ["review-pause F-1"]
    diary.holds(HoldKind.PAUSE, "F-1", detail="with the lawyer")
    assert diary.lives_until(january(19) + days(29)).tasks == []
    assert diary.lives_until(january(19) + days(30)).tasks == ["review-pause F-1"]
    assert diary.pays("F-1", 10000).tasks == []


def test_a_person_who_refused_may_think_again() -> None:
    diary = reminded_thrice().refuses("F-1").lives_until(december(10)).approves("F-1").lives_until(december(12))
    assert diary.pages == [*THREE_REMINDERS, "11 Dec formal-notice F-1: delivered"]


def test_an_approval_is_stale_after_thirty_days_of_dispute() -> None:
    diary = reminded_thrice().contests("F-1").approves("F-1").lives_until(january(3))
    diary.lets_go_on(HoldKind.DISPUTE, "F-1").lives_until(january(20))
    # Given on 3 December, it was good until 2 January.
    assert (diary.pages, diary.why("F-1"), diary.tasks) == (THREE_REMINDERS, Why.WAITS_FOR_APPROVAL, ["approve F-1"])
    diary.approves("F-1").lives_until(january(21))
    assert diary.pages[4:] == ["21 Jan formal-notice F-1: delivered"]


def test_an_approval_given_early_serves_on_the_day() -> None:
    diary = Diary(office=under("standard-1")).owes("F-1", due=DUE).lives_until(november(24)).approves("F-1")
    assert diary.lives_until(december(10)).pages == [*THREE_REMINDERS, "2 Dec formal-notice F-1: delivered"]


def test_an_approval_after_thirty_one_days_of_waiting_is_as_good_as_one_at_once() -> None:
    diary = reminded_thrice().lives_until(december(2) + days(31)).approves("F-1").lives_until(january(5))
    assert diary.pages[4:] == ["4 Jan formal-notice F-1: delivered"]  # the 3rd is a Sunday


def test_a_formal_notice_after_a_reminder_without_proof_waits_for_a_person_who_may_send_it() -> None:
    diary = Diary(mailbox=None).owes("F-1", due=DUE).lives_until(december(20))
    assert (diary.why("F-1"), diary.tasks) == (Why.WAITS_FOR_PERSON, ["approve F-1"])
    diary.approves("F-1").lives_until(december(21))
    assert diary.pages[-1] == "21 Dec formal-notice F-1: accepted"


def test_the_ladder_goes_on_from_the_posting_of_a_letter_whose_mail_came_back() -> None:
    diary = Diary(mailbox=StepMove.BOUNCE).owes("F-1", due=DUE).lives_until(november(13))
    assert diary.pages[:2] == ["19 Oct notice F-1: bounced", "20 Oct notice F-1: withdrawn"]
    assert diary.pages[-1] == "13 Nov reminder-1 F-1: unposted"
    assert diary.tasks[0] == "give-address"
    diary.posts(november(13)).lives_until(november(30))
    assert diary.pages[-2:] == [
        "13 Nov reminder-1 F-1: posted",
        "27 Nov reminder-2 F-1: unposted",  # six days, and a week for the post, were given from the 13th
    ]
    diary.posts(november(30)).lives_until(december(12))
    assert diary.pages[-1] == "11 Dec final-reminder F-1: unposted"
    assert [s.proof for s in diary.office.case.steps if s.proof] == ["2C 018 442 7714 2"] * 2


def test_the_gap_runs_from_the_day_on_which_a_letter_was_posted() -> None:
    diary = Diary(today=november(3)).owes("F-1", due=DUE, who=debtor(email=None))
    diary.owes("F-2", due=november(14), who=debtor(email=None)).lives_until(november(16)).posts()
    diary.lives_until(november(24))
    assert diary.pages == [
        "4 Nov notice F-2: withdrawn",
        "12 Nov reminder-1 F-1 F-2: posted",  # due on the 5th, while the notice waited for the post
        "23 Nov reminder-1 F-2: unposted",  # due on the 17th, the day after the letter went to the post
    ]


def test_a_debtor_without_an_address_for_mail_is_chased_to_the_end_by_post() -> None:
    diary = Diary().owes("F-1", due=DUE, who=debtor(email=None))
    while diary.today < DUE + days(100):
        diary.lives_until(diary.today + days(1))
        while diary.letters_to_post:
            diary.posts(diary.today)
    assert diary.pages == [
        "19 Oct notice F-1: posted",
        "5 Nov reminder-1 F-1: posted",
        "19 Nov reminder-2 F-1: posted",
        "3 Dec final-reminder F-1: posted",
        "21 Dec formal-notice F-1: posted",
    ]
    assert (diary.why("F-1"), diary.office.mailer.mails) == (Why.LADDER_ENDED, [])


def test_the_firm_policy_ends_with_a_registered_letter() -> None:
    diary = Diary(office=under("firm-1")).owes("F-1", due=DUE, cents=20000).lives_until(november(27))
    assert diary.pages == [
        "26 Oct notice F-1: delivered",
        "3 Nov reminder-1 F-1: delivered",
        "10 Nov reminder-2 F-1: delivered",
        "17 Nov final-reminder F-1: delivered",
    ]
    diary.approves("F-1").lives_until(december(4))
    assert (diary.pages[4:], diary.tasks) == (["30 Nov formal-notice F-1: unposted"], ["post-letter F-1"])
    assert diary.letters_to_post[0].channel is Channel.REGISTERED_POST
    diary.posts(december(2)).lives_until(DUE + days(100))
    assert diary.pages[4:] == ["30 Nov formal-notice F-1: posted"]
    assert (diary.why("F-1"), diary.tasks, len(diary.office.mailer.mails)) == (Why.LADDER_ENDED, ["decide-next F-1"], 4)


def test_the_firm_policy_spends_no_stamp_on_a_small_sum() -> None:
    diary = Diary(office=under("firm-1")).owes("F-1", due=DUE, cents=14999).lives_until(DUE + days(100))
    assert (len(diary.pages), diary.why("F-1")) == (4, Why.LADDER_ENDED)


def test_a_call_is_a_task_until_somebody_made_it_and_keeps_no_letter_back() -> None:
    diary = Diary(office=under("firm-1")).owes("F-1", due=DUE, cents=150000).lives_until(november(6))
    assert diary.tasks == []
    diary.lives_until(november(10))
    assert (diary.tasks, diary.pages[-1]) == (["call F-1"], "10 Nov reminder-2 F-1: delivered")
    diary.calls("F-1").lives_until(november(19))
    assert (diary.tasks, diary.history.count("ManualStepTaken")) == ([], 1)
    diary.lives_until(november(20))
    assert diary.tasks == ["call F-1"]  # the second one, on the eighteenth day


def test_a_call_that_nobody_made_is_asked_for_once() -> None:
    diary = Diary(office=under("firm-1")).owes("F-1", due=DUE, cents=150000).lives_until(november(25))
    assert diary.tasks == ["call F-1"]


def test_a_consumer_under_its_own_policy_hears_less_often_and_not_of_a_few_euros() -> None:
    consumer = debtor(name="Anne Le Bris", kind=DebtorKind.CONSUMER)
    diary = Diary(office=under("consumer-1")).owes("F-1", due=DUE, who=consumer).lives_until(DUE + days(60))
    assert diary.pages == [
        "26 Oct notice F-1: delivered",
        "9 Nov reminder-1 F-1: delivered",  # the 7th is a Saturday
        "23 Nov reminder-2 F-1: delivered",  # the 21st is a Saturday
        "7 Dec final-reminder F-1: delivered",
    ]
    assert diary.tasks == ["approve F-1"]
    diary.approves("F-1").pays("F-1", 9500).lives_until(january(31))
    assert (len(diary.pages), diary.why("F-1")) == (4, Why.TOLERATED)


def test_a_town_hall_under_its_own_policy_hears_nothing_before_the_due_date_and_has_time() -> None:
    town_hall = debtor(name="Mairie de Plouha", kind=DebtorKind.PUBLIC_BODY)
    diary = Diary(office=under("public-body-1")).owes("F-1", due=DUE, who=town_hall).lives_until(january(31))
    assert diary.pages == [
        "9 Nov reminder-1 F-1: delivered",  # the 7th is a Saturday
        "23 Nov reminder-2 F-1: delivered",  # the 22nd is a Sunday
        "14 Dec final-reminder F-1: delivered",  # the 12th is a Saturday
    ]
    assert (diary.why("F-1"), diary.tasks) == (Why.WAITS_FOR_APPROVAL, ["approve F-1"])


def test_a_customer_whom_one_wants_to_keep_has_a_call_between_two_letters() -> None:
    diary = Diary(office=under("gentle-1")).owes("F-1", due=DUE, cents=60000).lives_until(december(3))
    assert diary.pages == [
        "23 Oct notice F-1: delivered",
        "9 Nov reminder-1 F-1: delivered",
        "23 Nov reminder-2 F-1: delivered",
    ]
    assert diary.tasks == ["call F-1"]
    rung = diary.office.judge.policy_of(diary.office.case).rung(Level.REMINDER_1)
    assert rung is not None
    assert rung.tone is Tone.GENTLE
