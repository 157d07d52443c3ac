"""Where the reminder engines of others lose a mail, or send it twice, when they die on the way.

Each test is named after the moment of the crash; its docstring cites the thread. Due on Monday 2 November 2026.
"""

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.errors import OutcomeUnknown
from chalicelib.domain.letter import Letter
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.ports import StepKey
from tests.builders import Office, days
from tests.fakes import MemoryQueues, PlainPress
from tests.scenarios.diary import Diary, Killed

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE, FIRST_DAY = date(2026, 11, 2), date(2026, 11, 5)
NOTICE, SENT = "19 Oct notice F-1: delivered", "5 Nov reminder-1 F-1: accepted"
LADDER = ["notice", "reminder-1", "reminder-2", "final-reminder", "formal-notice"]


@dataclass
class DeadlyQueues(MemoryQueues):
    """The worker dies before the queue has the step, once it is armed."""

    is_armed: bool = False

    def send(self, keys: Iterable[StepKey], now: datetime) -> int:
        if self.is_armed:
            self.is_armed = False
            raise Killed
        return super().send(keys, now)


@dataclass
class DeadlyPress(PlainPress):
    """The worker dies over the letter, once it is armed."""

    is_armed: bool = False

    def letter_pdf(self, letter: Letter) -> bytes:
        if self.is_armed:
            self.is_armed = False
            raise Killed
        return super().letter_pdf(letter)


def on_the_morning_of_the_reminder(office: Office | None = None) -> Diary:
    diary = Diary(office=office or Office()).owes("F-1", due=DUE).lives_until(FIRST_DAY - days(1))
    diary.office.wake(FIRST_DAY)
    return diary


def heard(diary: Diary) -> list[str]:
    return [s.level for s in diary.office.case.steps if s.state is StepState.DELIVERED]


def test_a_crash_after_the_counter_is_written_loses_no_reminder() -> None:
    """getlago/lago-api (E4.7) and FOSSBilling/FOSSBilling#3965: counted first, then lost, the reminder is gone. The row
    of the step is what counts here, and it is found again without its message.
    """
    queues = DeadlyQueues()
    diary = on_the_morning_of_the_reminder(Office(queues=queues))
    queues.is_armed = True
    with pytest.raises(Killed):
        diary.office.run()
    assert diary.pages == [NOTICE, "5 Nov reminder-1 F-1: planned"]
    for _ in range(3):
        diary.office.clock.advance(hours=1)
        diary.office.run()
    assert (diary.pages, len(diary.office.mailer.mails)) == ([NOTICE, SENT], 2)


def test_a_crash_before_the_mail_is_queued_counts_for_nothing() -> None:
    """FOSSBilling/FOSSBilling#3963 with its fix #3965: claimed first, a reminder that then fails is gone for the day.
    Here nothing is claimed until the letter is there; the queue hands the step out again.
    """
    press = DeadlyPress()
    diary = on_the_morning_of_the_reminder(Office(press=press))
    key, press.is_armed = diary.office.planned(), True
    with pytest.raises(Killed):
        diary.office.send(key)
    assert (diary.pages[-1], len(diary.office.mailer.mails)) == ("5 Nov reminder-1 F-1: planned", 1)
    for _ in range(3):
        diary.office.send(key)
    assert (diary.pages[-1], len(diary.office.mailer.mails)) == (SENT, 2)


@pytest.mark.parametrize("outcome", [OutcomeUnknown("timed out"), Killed()], ids=["no answer", "killed"])
def test_a_crash_after_the_mail_is_accepted_sends_no_second_one(outcome: BaseException) -> None:
    """getlago/lago-api (E4.7), invoiceninja/invoiceninja#2649: a job that is tried again makes a second request.
    Here the events of the mail service say what became of it.
    """
    diary = on_the_morning_of_the_reminder()
    office = diary.office
    office.mailer.outcomes, office.mailer.lost = [outcome], True
    key = office.planned()
    with pytest.raises(Killed) if isinstance(outcome, Killed) else nullcontext():
        office.send(key)
    office.send(key)
    diary.lives_until(FIRST_DAY + days(1))
    assert (len(office.mailer.mails), diary.why("F-1"), diary.tasks) == (2, Why.UNCONFIRMED, [])
    office.told(office.case.steps[-1], StepMove.DELIVER)
    diary.lives_until(DUE + days(90))
    assert (heard(diary), len(office.mailer.mails)) == (LADDER, len(LADDER))


@pytest.mark.parametrize("outcome", [OutcomeUnknown("timed out"), Killed()], ids=["no answer", "killed"])
def test_a_crash_with_the_claim_in_hand_passes_for_no_reminder(outcome: BaseException) -> None:
    """FOSSBilling/FOSSBilling#3965: claimed, and gone. Nobody can tell this from a mail that was taken, so that nothing
    is sent blindly: the level is said once nothing was heard of it for more than a day.
    """
    diary = on_the_morning_of_the_reminder()
    office = diary.office
    office.mailer.outcomes = [outcome]
    with pytest.raises(Killed) if isinstance(outcome, Killed) else nullcontext():
        office.run()
    diary.lives_until(FIRST_DAY + days(1))
    assert (len(office.mailer.mails), diary.why("F-1"), diary.tasks) == (1, Why.UNCONFIRMED, [])
    diary.lives_until(DUE + days(90))
    assert (heard(diary), len(office.mailer.mails)) == (LADDER, len(LADDER))
