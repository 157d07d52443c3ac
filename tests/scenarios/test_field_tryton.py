"""What a real run of Tryton 8.2 showed (FIELD, G), each told here with the other end. Due on Monday 2 November 2026.

Our own run has no thread; where users of others report the same, theirs is cited beside it.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.domain.case import CaseKey
from chalicelib.domain.decision import Why
from chalicelib.domain.errors import Invalid, NotSent, NotSentForNow
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.mail import Mail
from tests.builders import CREDITOR, Office, days, debtor, row
from tests.fakes import SentBox
from tests.scenarios.diary import Diary, Killed

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE = date(2026, 11, 2)
FIRST_DAY = date(2026, 11, 5)


class KillingBox(SentBox):
    """Takes so many mails, and the worker dies with the next one in hand."""

    takes: int = 10

    def send(self, mail: Mail) -> str:
        if len(self.mails) == self.takes:
            self.takes = 10**6
            raise Killed
        return super().send(mail)


def hundred(office: Office, count: int = 100) -> Office:
    """So many debtors, each with a first reminder that falls due."""
    office.wake(FIRST_DAY - days(1))
    rows = [
        row(f"F-{n}", line=n, due=DUE, who=debtor(id=f"dbt_{n:03d}", email=f"d{n}@garage.test")) for n in range(count)
    ]
    office.upload(*rows)
    office.wake(FIRST_DAY)
    return office


def readers(office: Office) -> list[str]:
    return sorted(m.to for m in office.mailer.mails)


def everybody(count: int = 100) -> list[str]:
    return sorted(f"d{n}@garage.test" for n in range(count))


def test_the_same_selection_processed_three_times_is_one_mail_each() -> None:
    """Tryton: 5, 10, 15 mails. As in invoiceninja/invoiceninja#2649."""
    office = hundred(Office(), 5)
    for _ in range(3):
        office.run()
    assert readers(office) == everybody(5)


def test_two_workers_on_one_selection_send_one_mail_each() -> None:
    """Tryton: 400 mails for 200. As in invoiceninja/invoiceninja#1921."""
    office = hundred(Office(), 200)
    office.plan()
    office.plan()
    while office.queues.to_assess:
        office.assess(office.queues.to_assess.pop(0))
    assert len(office.queues.to_send) == 400
    for key in (*office.queues.to_send[::2], *office.queues.to_send[1::2]):
        office.send(key)
    assert readers(office) == everybody(200)


def test_a_worker_killed_while_sending_leaves_nobody_behind() -> None:
    """Tryton: 10 of 100 out, the other 90 never proposed again. As in FOSSBilling/FOSSBilling#3965."""
    office = hundred(Office(mailer=KillingBox()))
    with pytest.raises(Killed):
        office.run()
    office.queues.to_assess.clear()
    office.queues.to_send.clear()
    for _ in range(3):
        office.clock.advance(hours=1)
        office.run()
    # The mail in hand may have gone out: nobody knows, so it is not sent twice, and says so.
    (doubtful,) = [c for c in office.cases.stored.values() if c.steps[0].state is StepState.UNKNOWN]
    assert readers(office) == sorted(set(everybody()) - {doubtful.debtor.email or ""})


def test_a_mail_service_that_is_down_is_tried_again_and_nothing_is_called_sent() -> None:
    """Tryton: with SMTP down, marked as waiting, nothing is shown. As in invoiceninja/invoiceninja#9140."""
    diary = Diary().owes("F-1", due=DUE).lives_until(FIRST_DAY - days(1))
    diary.office.mailer.outcomes = [NotSentForNow("throttled")]
    diary.office.wake(FIRST_DAY)
    diary.office.run()
    assert (diary.pages[-1], diary.why("F-1")) == ("5 Nov reminder-1 F-1: planned", Why.ON_ITS_WAY)
    diary.office.clock.at += timedelta(hours=2)
    diary.office.run()
    assert diary.pages[-1] == "5 Nov reminder-1 F-1: accepted"


def test_a_mail_that_is_refused_for_good_is_shown_to_a_person() -> None:
    """Tryton: after a 550, marked as waiting, nothing is shown. As in invoiceninja/invoiceninja#11917."""
    diary = Diary().owes("F-1", due=DUE).lives_until(FIRST_DAY - days(1))
    diary.office.mailer.outcomes = [NotSent("550")]
    diary.lives_until(FIRST_DAY)
    assert (diary.pages[-1], diary.tasks) == ("5 Nov reminder-1 F-1: held", ["mend-letter F-1"])
    assert diary.office.case.waits_since == FIRST_DAY


def test_a_debtor_without_an_address_is_shown_to_a_person() -> None:
    """Tryton: the same for no address. As in invoiceninja/invoiceninja#12195."""
    diary = Diary(today=DUE).owes("F-1", due=DUE, who=debtor(email=None)).lives_until(FIRST_DAY)
    assert "post-letter F-1" in diary.tasks
    assert diary.office.case.waits_since is not None


def test_what_is_paid_between_the_selection_and_the_sending_is_not_mailed() -> None:
    """Tryton: still mailed. As in akaunting/akaunting#259."""
    diary = Diary().owes("F-1", due=DUE).lives_until(FIRST_DAY - days(1))
    diary.office.wake(FIRST_DAY)
    key = diary.office.planned()
    diary.pays("F-1", 10000).office.send(key)
    assert (len(diary.office.mailer.mails), diary.pages[-1]) == (1, "5 Nov reminder-1 F-1: cancelled")


def test_what_is_paid_and_not_matched_yet_makes_no_empty_mail() -> None:
    """Tryton: paid but not reconciled, an empty mail. As in invoiceninja/invoiceninja#4732."""
    diary = Diary().owes("F-1", due=DUE).lives_until(FIRST_DAY - days(1))
    diary.office.wake(FIRST_DAY)
    key = diary.office.planned()
    diary.credits_no_invoice(10000).office.send(key)
    assert (len(diary.office.mailer.mails), diary.why("F-1")) == (1, Why.IN_CREDIT)
    assert diary.pages[-1] == "5 Nov reminder-1 F-1: cancelled"
    diary = Diary().owes("F-1", due=DUE).holds(HoldKind.UNMATCHED_MONEY).lives_until(DUE + days(60))
    assert (diary.office.mailer.mails, diary.tasks) == ([], ["match-money F-1"])


def test_sixty_of_a_hundred_are_paid_and_the_letter_claims_and_names_the_other_forty() -> None:
    """Tryton: 60 of 100 paid, 100 claimed, 40 never named. As in OCA/credit-control#330."""
    diary = Diary()
    for n in range(100):
        diary.owes(f"F-{n}", due=DUE)
    diary.lives_until(FIRST_DAY)
    for n in range(60):
        diary.pays(f"F-{n}", 10000)
    diary.lives_until(date(2026, 11, 12))
    printed = diary.office.press.printed[-1]
    assert [line.number for line in printed.lines] == [f"F-{n}" for n in range(60, 100)]
    assert (printed.to_pay.cents, diary.claimed_cents[-2:]) == (400_000, [1_000_000, 400_000])


@pytest.mark.parametrize("kind", [HoldKind.PAUSE, HoldKind.DISPUTE, HoldKind.INSOLVENCY, HoldKind.UNMATCHED_MONEY])
def test_a_hold_stops_the_mail_that_was_planned(kind: HoldKind) -> None:
    """Tryton: a hold that does not stop the mail. As in invoiceninja/invoiceninja#1578."""
    diary = Diary().owes("F-1", due=DUE).lives_until(FIRST_DAY - days(1))
    diary.today = FIRST_DAY
    diary.office.wake(FIRST_DAY)
    key = diary.office.planned()
    diary.holds(kind).office.send(key)
    assert diary.pages[-1] == "5 Nov reminder-1 F-1: cancelled"
    assert len(diary.office.mailer.mails) == 1


def test_an_invoice_that_is_long_overdue_hears_one_level_a_day_at_most_and_keeps_the_gap() -> None:
    """Tryton: four levels in one day. As in invoiceninja/invoiceninja#9312: a reminder hours after the first mail."""
    diary = Diary().owes("F-1", due=DUE - days(200))
    for hour in range(8, 19):
        diary.office.wake(diary.today + days(1), hour)
        diary.office.run()
    assert len(diary.office.mailer.mails) == 1
    diary.lives_until(DUE + days(60))
    assert [s.level for s in diary.office.case.steps] == ["reminder-1", "reminder-2", "final-reminder", "formal-notice"]


def test_every_one_of_a_hundred_cases_keeps_its_own_state() -> None:
    """Tryton: one at fault, and the others of its selection are lost with it."""
    office = hundred(Office(mailer=SentBox(outcomes=[None, NotSent("550"), NotSentForNow("throttled")])))
    office.run()
    states = [office.cases.stored[CaseKey(CREDITOR, f"dbt_{n:03d}")].steps[0].state for n in range(100)]
    assert states[:3] == [StepState.ACCEPTED, StepState.HELD, StepState.PLANNED]
    assert set(states[3:]) == {StepState.ACCEPTED}


def test_a_draft_is_not_dunned() -> None:
    """Tryton: a draft booking dunned; of this we know no thread. A draft here is a row that was refused, with its file
    or alone, and an invoice that was uploaded ahead of the day on which it is issued.
    """
    diary = Diary()
    wrong = replace(row("F-2", line=3, due=DUE, paid=100), paid_on=diary.today + days(2))
    file = (row("F-1", due=DUE), wrong)
    with pytest.raises(Invalid):
        diary.office.upload(*file)
    assert (diary.office.cases.stored, diary.office.cases.entries) == ({}, {})
    diary.office.uploads(CREDITOR, file, partial=True)
    diary.owes("F-3", due=DUE, issued_on=DUE - days(5)).lives_until(FIRST_DAY)
    assert diary.pages == [
        "19 Oct notice F-1: delivered",
        "28 Oct notice F-3: delivered",  # issued that day, and not fifteen days before it is due
        "5 Nov reminder-1 F-3 F-1: delivered",
    ]
