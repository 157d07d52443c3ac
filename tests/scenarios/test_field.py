"""Where the reminder engines of others fail, told as stories: what was sent, when, and what a person was shown.

Each test is named after a failure; its docstring cites the thread. Other failures are in the files test_field_* beside
this one, by theme; what a real run of Tryton showed is in test_field_tryton. Due on Monday 2 November 2026.
"""

from datetime import date

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.errors import NotSent
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.parties import Contact, Language
from chalicelib.usecases.open_portal import OpenPortal
from tests.builders import KEY, days, debtor
from tests.scenarios.diary import Diary

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE = date(2026, 11, 2)
NOTICE, FIRST = "19 Oct notice F-1: delivered", "5 Nov reminder-1 F-1: delivered"
LADDER = ["notice", "reminder-1", "reminder-2", "final-reminder", "formal-notice"]


def october(day: int) -> date:
    return date(2026, 10, day)


def november(day: int) -> date:
    return date(2026, 11, day)


def levels(diary: Diary) -> list[str]:
    """What was heard, in order."""
    return [s.level for s in diary.office.case.steps if s.state is StepState.DELIVERED]


# Duplicates.


@pytest.mark.parametrize("times", [1, 2, 100])
def test_a_planner_that_runs_every_few_minutes_sends_each_reminder_once(times: int) -> None:
    """invoiceninja/invoiceninja#1693 (22 times in a day), invoiceninja/invoiceninja#2330 (every hour),
    invoiceninja/invoiceninja#2649, FOSSBilling/FOSSBilling#3963 (every three minutes).
    """
    diary = Diary().owes("F-1", due=DUE).lives_until(november(4))
    diary.office.wake(november(5))
    for _ in range(times):
        diary.office.run()
        diary.office.clock.advance(minutes=5)
    assert [s.level for s in diary.office.case.steps] == ["notice", "reminder-1"]
    assert len(diary.office.mailer.mails) == 2


def test_two_workers_with_the_same_step_in_hand_send_one_mail() -> None:
    """invoiceninja/invoiceninja#1921, invoiceninja/invoiceninja#9299: two runs read before either wrote."""
    diary = Diary().owes("F-1", due=DUE).lives_until(november(4))
    office = diary.office
    office.wake(november(5))
    key = office.planned()
    office.cases.interfere = lambda: office.send(key)
    office.send(key)
    office.send(key)
    assert len(office.mailer.mails) == 2


# Delivery.


def test_no_second_reminder_goes_out_on_a_first_one_that_came_back() -> None:
    """OCA/credit-control#488 (E1.10): a level has one channel, and queued, error and email_error count as reached."""
    diary = Diary().owes("F-1", due=DUE).lives_until(november(4))
    diary.mailbox = StepMove.BOUNCE
    assert diary.lives_until(november(5)).pages == [NOTICE, "5 Nov reminder-1 F-1: bounced"]
    diary.lives_until(DUE + days(60))
    assert {s.level for s in diary.office.case.steps} == {"notice", "reminder-1"}
    diary.posts().lives_until(DUE + days(80))
    assert diary.pages[-1].endswith("reminder-2 F-1: unposted")


def test_a_debtor_without_an_address_is_a_task_and_a_letter_never_a_silent_skip() -> None:
    """invoiceninja/invoiceninja#12195 (silent failure), invoiceninja/invoiceninja#8716 (a letter is needed)."""
    diary = Diary().owes("F-1", due=DUE, who=debtor(email=None)).lives_until(november(5))
    assert (diary.why("F-1"), diary.tasks[-1]) == (Why.TO_POST, "post-letter F-1")
    assert diary.office.documents.files[diary.letters_to_post[-1].letter_key or ""]


def test_an_address_that_was_blacklisted_is_a_task_and_leaves_nothing_queued_for_ever() -> None:
    """OCA/credit-control#447; invoiceninja/invoiceninja#11917 (nobody knows which ones bounced)."""
    diary = Diary(mailbox=StepMove.COMPLAIN).owes("F-1", due=DUE).lives_until(november(6))
    assert "give-address" in diary.tasks
    assert not {s.state for s in diary.office.case.steps} & {StepState.PLANNED, StepState.RENDERED, StepState.CLAIMED}


def test_an_address_that_came_back_is_a_task_while_the_debtor_has_it_though_another_is_written_to() -> None:
    """invoiceninja/invoiceninja#11917 (nobody knows which ones bounced): the next one hides no bounce."""
    zoe = Contact("Zoé", "invoices", "zoe@garage.test")
    diary = Diary(mailbox=StepMove.BOUNCE).owes("F-1", due=DUE).is_stated(debtor(contacts=(zoe,)))
    diary.lives_until(october(19))
    diary.mailbox = StepMove.DELIVER
    diary.lives_until(november(6))
    assert diary.pages[-1] == "5 Nov reminder-1 F-1: delivered"
    (task,) = diary.decision.tasks
    assert (task.kind, task.since, task.note) == ("give-address", october(19), "legoff@garage.test")
    assert diary.office.case.waits_since == october(19)
    diary.is_stated(debtor(email="compta@garage.test", contacts=(zoe,)))
    assert diary.tasks == []


def test_a_mail_that_the_service_refused_is_a_task_and_is_tried_again() -> None:
    """invoiceninja/invoiceninja#9140: no alert and no retry on a mail that failed."""
    diary = Diary().owes("F-1", due=DUE).lives_until(november(4))
    diary.office.mailer.outcomes = [NotSent("content refused")]
    diary.lives_until(november(5))
    assert (diary.why("F-1"), diary.tasks) == (Why.HELD, ["mend-letter F-1"])
    assert diary.lives_until(november(10)).pages[-1] == "10 Nov reminder-1 F-1: delivered"


def test_a_letter_that_was_refused_is_not_to_mend_for_ever_once_its_invoice_is_contested() -> None:
    """invoiceninja/invoiceninja#9140, where nothing is to be sent any more: what waits is the answer."""
    diary = Diary().owes("F-1", due=DUE).lives_until(november(4))
    diary.office.mailer.outcomes = [NotSent("content refused")]
    diary.lives_until(november(5)).contests("F-1").lives_until(DUE + days(300))
    assert diary.tasks == ["answer-dispute F-1"]
    diary.lets_go_on(HoldKind.DISPUTE, "F-1").lives_until(diary.today + days(3))
    assert diary.pages[-1].endswith("reminder-1 F-1: delivered")


def test_a_letter_is_mailed_where_an_address_is_known() -> None:
    """OCA/credit-control#343: a letter is printed though the contact has an e-mail address."""
    diary = Diary().owes("F-1", due=DUE, who=debtor(email=None)).lives_until(november(5))
    diary.gives_an_address("F-1", due=DUE, email="new@garage.test").lives_until(november(6))
    assert diary.pages[-1] == "6 Nov reminder-1 F-1: delivered"


def test_an_internal_customer_is_never_threatened() -> None:
    """glific/glific#5748: no flag to opt out. Here it is a pause of the debtor without an end."""
    diary = Diary().owes("F-1", due=DUE).holds(HoldKind.PAUSE).lives_until(DUE + days(400))
    assert (diary.pages, diary.why("F-1"), diary.office.case.next_look_at) == ([], Why.PAUSED, None)


# The portal, and the end. What a scanner does to a link is in tests/integration/test_field_portal.


def test_a_later_mail_leaves_the_link_of_the_earlier_one_good() -> None:
    """invoiceninja/invoiceninja#9600: a later mail invalidates the link of the earlier one."""
    diary = Diary().owes("F-1", due=DUE).lives_until(november(13))
    office = diary.office
    enter = OpenPortal(office.cases, office.doors, office.clock, office.ids)
    for mail in office.mailer.mails:
        assert enter(mail.words.text.partition("#k=")[2], Language.FR)


def test_a_chase_that_has_ended_ends_once_and_says_so() -> None:
    """getlago/lago-api#4583 (campaigns never end, the webhook repeats), getlago/lago-api#4092 (no sign of the end)."""
    diary = Diary().owes("F-1", due=DUE).lives_until(DUE + days(60))
    said = len(diary.office.cases.history(KEY))
    diary.lives_until(DUE + days(400))
    assert (diary.why("F-1"), len(diary.office.cases.history(KEY))) == (Why.LADDER_ENDED, said)
