"""Stories of debtors, told day by day. Invoices are due on Monday 2 November 2026; the 11th is a holiday."""

from datetime import date

import pytest

from chalicelib.domain.case_view import view_of
from chalicelib.domain.decision import Why
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepMove
from chalicelib.domain.parties import DebtorKind
from tests.builders import CREDITOR, days, debtor
from tests.scenarios.diary import Diary

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE = date(2026, 11, 2)
WHOLE_LADDER = [
    "19 Oct notice F-1: delivered",  # the 18th is a Sunday
    "5 Nov reminder-1 F-1: delivered",
    "12 Nov reminder-2 F-1: delivered",
    "23 Nov final-reminder F-1: delivered",  # the 22nd is a Sunday
    "2 Dec formal-notice F-1: delivered",
]


def november(day: int) -> date:
    return date(2026, 11, day)


def december(day: int) -> date:
    return date(2026, 12, day)


def test_a_debtor_who_never_answers_hears_every_level_once_and_then_silence() -> None:
    diary = Diary().owes("F-1", due=DUE).lives_until(DUE + days(400))
    assert diary.pages == WHOLE_LADDER
    assert diary.why("F-1") == Why.LADDER_ENDED
    assert diary.office.case.next_look_at is None


def test_a_debtor_who_pays_after_the_second_reminder_hears_no_more() -> None:
    diary = Diary().owes("F-1", due=DUE).lives_until(november(13)).pays("F-1", 10000).lives_until(DUE + days(200))
    assert diary.pages == WHOLE_LADDER[:3]
    assert diary.why("F-1") == Why.PAID


def test_a_debtor_who_pays_a_part_is_asked_for_the_rest_only() -> None:
    diary = Diary().owes("F-1", due=DUE).lives_until(november(6)).pays("F-1", 4000).lives_until(november(30))
    assert diary.pages == WHOLE_LADDER[:4]
    assert diary.claimed_cents == [10000, 10000, 6000, 6000]


def test_a_debtor_who_pays_on_the_morning_of_a_reminder_does_not_get_it() -> None:
    diary = Diary().owes("F-1", due=DUE).lives_until(november(4))
    diary.office.wake(november(5))
    key = diary.office.planned()
    diary.pays("F-1", 10000)
    diary.office.send(key)
    assert diary.lives_until(november(30)).pages == [WHOLE_LADDER[0], "5 Nov reminder-1 F-1: cancelled"]


def test_a_debtor_who_contests_one_of_two_invoices_hears_of_the_other_only() -> None:
    diary = Diary().owes("F-1", due=DUE).owes("F-2", due=DUE, cents=5000).lives_until(november(6))
    diary.contests("F-1").lives_until(november(30))
    assert diary.pages == [
        "19 Oct notice F-1 F-2: delivered",
        "5 Nov reminder-1 F-1 F-2: delivered",
        "12 Nov reminder-2 F-2: delivered",
        "23 Nov final-reminder F-2: delivered",
    ]
    assert diary.claimed_cents == [15000, 15000, 5000, 5000]
    assert diary.why("F-1") == Why.CONTESTED


def test_a_debtor_who_contests_everything_hears_nothing_for_ever() -> None:
    diary = Diary().owes("F-1", due=DUE).lives_until(november(6)).contests("F-1").lives_until(DUE + days(400))
    assert diary.pages == WHOLE_LADDER[:2]
    assert diary.office.case.next_look_at is None


def test_a_debtor_whose_mail_bounces_gets_a_letter_to_print_and_is_mailed_again_at_a_new_address() -> None:
    diary = Diary().owes("F-1", due=DUE).lives_until(november(4))
    diary.mailbox = StepMove.BOUNCE
    diary.lives_until(november(13))
    assert diary.pages[1:] == ["5 Nov reminder-1 F-1: bounced", "6 Nov reminder-1 F-1: unposted"]
    assert diary.why("F-1") == Why.TO_POST
    diary.mailbox = StepMove.DELIVER
    diary.gives_an_address("F-1", due=DUE, email="new@garage.test").lives_until(december(20))
    assert diary.pages[2:] == [
        "6 Nov reminder-1 F-1: withdrawn",
        "16 Nov reminder-1 F-1: delivered",  # the 14th is a Saturday
        "23 Nov reminder-2 F-1: delivered",
        "30 Nov final-reminder F-1: delivered",
        "9 Dec formal-notice F-1: delivered",
    ]
    assert [m.to for m in diary.office.mailer.mails][2:] == ["new@garage.test"] * 4


def test_a_debtor_who_calls_it_spam_gets_letters_to_print_from_then_on() -> None:
    diary = Diary(mailbox=StepMove.COMPLAIN).owes("F-1", due=DUE).lives_until(november(12))
    assert diary.pages == ["19 Oct notice F-1: complained", "5 Nov reminder-1 F-1: unposted"]
    diary.lives_until(DUE + days(200))
    assert len(diary.office.mailer.mails) == 1


def test_a_debtor_without_address_has_one_letter_to_post_made_anew_when_its_week_is_over() -> None:
    diary = Diary().owes("F-1", due=DUE, who=debtor(email=None)).lives_until(november(16))
    assert diary.pages == [
        "19 Oct notice F-1: withdrawn",
        "27 Oct notice F-1: withdrawn",
        "5 Nov reminder-1 F-1: withdrawn",
        "13 Nov reminder-1 F-1: unposted",
    ]
    assert diary.office.mailer.mails == []
    assert len(diary.office.documents.files) == 4
    while diary.today < DUE + days(200):
        diary.lives_until(diary.today + days(1))
        assert len(diary.letters_to_post) == 1 or diary.why("F-1") is Why.NOT_A_WORKING_DAY
    assert {s.level for s in diary.office.case.steps} == {Level.NOTICE, Level.REMINDER_1}


def test_an_invoice_imported_late_starts_at_the_first_reminder_and_climbs_one_level_at_a_time() -> None:
    diary = Diary(today=december(16)).owes("F-1", due=DUE).lives_until(DUE + days(200))
    assert diary.pages == [
        "17 Dec reminder-1 F-1: delivered",
        "24 Dec reminder-2 F-1: delivered",  # the first one gave until the 23rd
        "31 Dec final-reminder F-1: delivered",
        "11 Jan formal-notice F-1: delivered",  # the 9th is a Saturday
    ]


def test_a_debtor_of_many_ages_hears_one_message_at_a_time() -> None:
    diary = Diary(today=november(22))
    diary.owes("F-1", due=DUE - days(60)).owes("F-2", due=DUE).owes("F-3", due=december(8))
    diary.lives_until(DUE + days(200))
    assert diary.pages == [
        "23 Nov reminder-1 F-1 F-2 F-3: delivered",
        "30 Nov reminder-2 F-1 F-2: delivered",  # the 28th is a Saturday
        "7 Dec final-reminder F-1 F-2: delivered",  # the 5th is a Saturday
        "14 Dec reminder-1 F-3: delivered",  # the others have until the 15th
        "21 Dec formal-notice F-1 F-2 F-3: delivered",  # F-3 is mentioned only: that was no second reminder of it
        "28 Dec reminder-2 F-3: delivered",
        "4 Jan final-reminder F-3: delivered",
        "13 Jan formal-notice F-3: delivered",
    ]


def test_a_town_hall_hears_the_same_levels_and_is_asked_for_no_more_than_the_invoice() -> None:
    town_hall = debtor(name="Mairie de Plouha", kind=DebtorKind.PUBLIC_BODY)
    diary = Diary().owes("F-1", due=DUE, who=town_hall).lives_until(DUE + days(200))
    assert diary.pages == WHOLE_LADDER
    assert set(diary.claimed_cents) == {10000}
    assert {x.debtor.kind for x in diary.office.press.printed} == {DebtorKind.PUBLIC_BODY}


def test_a_consumer_hears_the_same_levels_and_is_asked_for_no_more_than_the_invoice() -> None:
    consumer = debtor(name="Anne Le Bris", kind=DebtorKind.CONSUMER)
    diary = Diary().owes("F-1", due=DUE, who=consumer).lives_until(DUE + days(200))
    assert diary.pages == WHOLE_LADDER
    assert set(diary.claimed_cents) == {10000}
    assert {x.debtor.kind for x in diary.office.press.printed} == {DebtorKind.CONSUMER}


def test_the_chase_goes_on_where_it_was_when_the_planner_missed_forty_days() -> None:
    diary = Diary().owes("F-1", due=DUE).lives_until(november(6))
    diary.lives_until(november(6) + days(40), planner_runs=False).lives_until(DUE + days(200))
    assert diary.pages == [
        *WHOLE_LADDER[:2],
        "17 Dec reminder-2 F-1: delivered",
        "24 Dec final-reminder F-1: delivered",
        "4 Jan formal-notice F-1: delivered",  # the 2nd is a Saturday
    ]


def test_a_formal_notice_waits_for_a_person_when_the_mail_service_never_says_a_word() -> None:
    diary = Diary(mailbox=None).owes("F-1", due=DUE).lives_until(DUE + days(200))
    assert diary.pages == [page.replace("delivered", "accepted") for page in WHOLE_LADDER[:4]]
    assert diary.why("F-1") == Why.WAITS_FOR_PERSON


def test_a_debtor_who_paid_one_invoice_too_much_is_asked_for_no_more_than_its_account_shows() -> None:
    diary = Diary().owes("F-1", due=DUE).owes("F-2", due=DUE).lives_until(november(6))
    diary.pays("F-1", 16000).lives_until(november(13))
    office = diary.office
    account = view_of(office.case, office.creditors.get(CREDITOR), diary.today, office.case.facts())
    assert diary.claimed_cents[-1] == account.to_pay.cents == 4000


def test_a_payment_that_covers_another_invoice_stops_the_chase_of_both() -> None:
    diary = Diary().owes("F-1", due=DUE).owes("F-2", due=DUE).lives_until(november(6))
    diary.pays("F-1", 20000).lives_until(DUE + days(200))
    assert diary.pages == ["19 Oct notice F-1 F-2: delivered", "5 Nov reminder-1 F-1 F-2: delivered"]
    assert diary.why("F-2") == Why.IN_CREDIT
