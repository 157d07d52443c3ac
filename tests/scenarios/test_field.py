"""Where the reminder engines of others fail, told as stories: what was sent, when, and what a person was shown.

Each test is named after a failure; its docstring cites the thread. Sums and statuses are in test_field_sums, what a
real run of Tryton showed in test_field_tryton. Invoices are due on Monday 2 November 2026.
"""

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from chalicelib.domain.access import hash_of
from chalicelib.domain.decision import Why
from chalicelib.domain.errors import NotSent, OutcomeUnknown
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.parties import Address, Language
from chalicelib.usecases.open_portal import OpenPortal
from chalicelib.usecases.steer_creditor import SteerCreditor
from chalicelib.usecases.view_case import EnterSession, ViewCase
from tests.builders import CREDITOR, KEY, Office, creditor, days, debtor
from tests.fakes import OwnPolicies
from tests.scenarios.diary import Diary

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE = date(2026, 11, 2)
NOTICE, FIRST = "19 Oct notice F-1: delivered", "5 Nov reminder-1 F-1: delivered"
LADDER = ["notice", "reminder-1", "reminder-2", "final-reminder", "formal-notice"]


def november(day: int) -> date:
    return date(2026, 11, day)


def levels(diary: Diary) -> list[str]:
    """What was heard, in order."""
    return [s.level for s in diary.office.case.steps if s.state is StepState.DELIVERED]


# Duplicates.


@pytest.mark.parametrize("times", [1, 2, 100])
def test_a_planner_that_runs_every_few_minutes_sends_each_reminder_once(times: int) -> None:
    """invoiceninja#1693 (22 times in a day), #1921, #2330, #2649, FOSSBilling#3963."""
    diary = Diary().owes("F-1", due=DUE).lives_until(november(4))
    diary.office.wake(november(5))
    for _ in range(times):
        diary.office.run()
        diary.office.clock.advance(minutes=5)
    assert [s.level for s in diary.office.case.steps] == ["notice", "reminder-1"]
    assert len(diary.office.mailer.mails) == 2


def test_two_workers_with_the_same_step_in_hand_send_one_mail() -> None:
    """invoiceninja#1921, FOSSBilling#3963: two runs read before either wrote."""
    diary = Diary().owes("F-1", due=DUE).lives_until(november(4))
    office = diary.office
    office.wake(november(5))
    key = office.planned()
    office.cases.interfere = lambda: office.send(key)
    office.send(key)
    office.send(key)
    assert len(office.mailer.mails) == 2


# Missed runs.


@pytest.mark.parametrize(
    ("missed", "reminder"),
    [(1, "13 Nov"), (3, "16 Nov"), (40, "22 Dec")],
    ids=["a day", "three days, the last a Saturday", "forty days"],
)
def test_a_run_that_was_missed_loses_no_level_and_stacks_none(missed: int, reminder: str) -> None:
    """invoiceninja#637 and #2311 (only on the day that matches), Dolibarr#25197 (one mail, then never again)."""
    diary = Diary().owes("F-1", due=DUE).lives_until(november(11))
    diary.lives_until(november(11) + days(missed), planner_runs=False).lives_until(DUE + days(120))
    assert diary.pages[2] == f"{reminder} reminder-2 F-1: delivered"
    assert levels(diary) == LADDER
    heard = [s.on for s in diary.office.case.steps]
    assert all((later - sooner).days >= 5 for sooner, later in pairwise(heard))


def test_an_offset_counts_forward_from_the_due_date_and_only_the_notice_backward() -> None:
    """Dolibarr#30771: a mail for 60 days late went out 60 days before the due date."""
    diary = Diary(today=DUE - days(60)).owes("F-1", due=DUE).lives_until(DUE + days(60))
    assert {s.level for s in diary.office.case.steps if s.on <= DUE} == {"notice"}


# Crashes.


def test_a_message_that_was_lost_before_the_queue_is_found_again_within_the_day() -> None:
    """FOSSBilling#3963 with its fix #3965, Lago (E4.7): counted first, then lost, a reminder is gone for the day."""
    diary = Diary().owes("F-1", due=DUE).lives_until(november(4))
    diary.office.wake(november(5))
    diary.office.planned()
    diary.office.wake(november(5), hour=11)
    diary.office.run()
    assert diary.pages == [NOTICE, "5 Nov reminder-1 F-1: accepted"]


@pytest.mark.parametrize("outcome", [OutcomeUnknown("timed out"), RuntimeError("killed")], ids=["no answer", "killed"])
def test_a_mail_that_was_taken_without_a_record_of_it_is_not_sent_again(outcome: Exception) -> None:
    """Lago (E4.7): a job that is tried again makes a second request."""
    diary = Diary().owes("F-1", due=DUE).lives_until(november(4))
    office = diary.office
    office.mailer.outcomes, office.mailer.lost = [outcome], True
    office.wake(november(5))
    key = office.planned()
    with pytest.raises(RuntimeError) if isinstance(outcome, RuntimeError) else nullcontext():
        office.send(key)
    diary.lives_until(november(30))
    assert (len(office.mailer.mails), diary.why("F-1")) == (2, Why.UNCONFIRMED)
    office.told(office.case.steps[-1], StepMove.DELIVER)
    diary.lives_until(november(30) + days(60))
    assert levels(diary) == LADDER


# Delivery.


def test_no_second_reminder_goes_out_on_a_first_one_that_came_back() -> None:
    """OCA/credit-control (E1.10): queued, error and email_error all count as the level reached."""
    diary = Diary(mailbox=StepMove.BOUNCE).owes("F-1", due=DUE).lives_until(DUE + days(60))
    assert "reminder-2" not in {s.level for s in diary.office.case.steps}
    diary.posts().lives_until(DUE + days(70))
    assert diary.pages[-1].endswith("reminder-2 F-1: unposted")


def test_a_debtor_without_an_address_is_a_task_and_a_letter_never_a_silent_skip() -> None:
    """invoiceninja#12195 (silent failure without an address), #8716 (a letter is needed)."""
    diary = Diary().owes("F-1", due=DUE, who=debtor(email=None)).lives_until(november(5))
    assert (diary.why("F-1"), diary.tasks[-1]) == (Why.TO_POST, "post-letter F-1")
    assert diary.office.documents.files[diary.letters_to_post[-1].letter_key or ""]


def test_an_address_that_was_blacklisted_is_a_task_and_leaves_nothing_queued_for_ever() -> None:
    """OCA/credit-control#447; invoiceninja#11917 (nobody knows which ones bounced)."""
    diary = Diary(mailbox=StepMove.COMPLAIN).owes("F-1", due=DUE).lives_until(november(6))
    assert "give-address" in diary.tasks
    assert not {s.state for s in diary.office.case.steps} & {StepState.PLANNED, StepState.RENDERED, StepState.CLAIMED}


def test_a_mail_that_the_service_refused_is_a_task_and_is_tried_again() -> None:
    """invoiceninja#9140: no alert and no retry on a mail that failed."""
    diary = Diary().owes("F-1", due=DUE).lives_until(november(4))
    diary.office.mailer.outcomes = [NotSent("content refused")]
    diary.lives_until(november(5))
    assert (diary.why("F-1"), diary.tasks) == (Why.HELD, ["mend-letter F-1"])
    assert diary.lives_until(november(10)).pages[-1] == "10 Nov reminder-1 F-1: delivered"


def test_a_letter_is_mailed_where_an_address_is_known() -> None:
    """OCA/credit-control#343: a letter is printed though the contact has an e-mail address."""
    diary = Diary().owes("F-1", due=DUE, who=debtor(email=None)).lives_until(november(5))
    diary.gives_an_address("F-1", due=DUE, email="new@garage.test").lives_until(november(6))
    assert diary.pages[-1] == "6 Nov reminder-1 F-1: delivered"


def test_an_internal_customer_is_never_threatened() -> None:
    """glific#5748: no flag to opt out. Here it is a pause of the debtor without an end."""
    diary = Diary().owes("F-1", due=DUE).holds(HoldKind.PAUSE).lives_until(DUE + days(400))
    assert (diary.pages, diary.why("F-1")) == ([], Why.PAUSED)


# The calendar.


@dataclass
class HolidaysByCountry:
    by_country: dict[str, frozenset[date]]

    def of(self, country: str, years: Iterable[int]) -> frozenset[date]:
        return self.by_country.get(country, frozenset())


@pytest.mark.parametrize(("country", "sent"), [("FR", "6 Nov"), ("BE", "5 Nov")], ids=["a holiday there", "none there"])
def test_nothing_goes_out_on_a_holiday_of_the_debtors_country(country: str, sent: str) -> None:
    """invoiceninja#2359 and #9538."""
    away = debtor(address=Address(("3 quai Sud",), "29200", "Brest", country))
    diary = Diary()
    diary.office.holidays = HolidaysByCountry({"FR": frozenset({november(5)})})  # type: ignore[assignment]
    diary.owes("F-1", due=DUE, who=away).lives_until(november(6))
    assert diary.pages[-1] == f"{sent} reminder-1 F-1: delivered"


def test_a_weekend_spends_no_level() -> None:
    """invoiceninja#2359; getprobo/probo#1591: a ladder spent over a weekend."""
    diary = Diary().owes("F-1", due=november(4)).lives_until(november(8))
    assert (levels(diary), diary.why("F-1")) == (["notice"], Why.NOT_A_WORKING_DAY)
    assert levels(diary.lives_until(november(9))) == ["notice", "reminder-1"]


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "Pacific/Honolulu", "Europe/Paris"])
def test_an_hour_of_sending_on_another_day_than_in_utc_loses_no_reminder(zone: str) -> None:
    """invoiceninja#8665 (stopped silently when hour and date differ), #792 (the due date is off by one)."""
    diary = Diary(today=november(1))
    diary.office.creditors.put(creditor(time_zone=zone))
    diary.owes("F-1", due=DUE)
    sent = diary.lives_by_the_hour(datetime(2026, 11, 3, 12, tzinfo=UTC), datetime(2026, 11, 7, tzinfo=UTC))
    assert len(sent) == 1
    assert [s.on for s in diary.office.case.steps] == [november(5)]


def test_nobody_is_late_on_the_due_date() -> None:
    """frappe/erpnext#45685: dunning is offered on the due date itself."""
    diary = Diary(today=november(1)).owes("F-1", due=DUE).lives_until(DUE)
    assert [s.level for s in diary.office.case.steps] == ["notice"]


# The portal.


def test_a_scanner_that_opens_the_link_twenty_times_changes_nothing_and_burns_nothing() -> None:
    """uptimepage#92 (scanners burn links), invoiceninja#4566 and ui#1719 (a false "viewed")."""
    diary = Diary().owes("F-1", due=DUE).lives_until(november(5))
    office = diary.office
    token = office.mailer.mails[-1].words.text.partition("#k=")[2]
    enter = OpenPortal(office.cases, office.doors, office.clock, office.ids)
    session = EnterSession(office.doors, office.clock)(enter(token, Language.FR))
    before, history = office.case, diary.history
    for _ in range(20):
        assert office.doors.link(hash_of(token)) is not None
        ViewCase(office.cases, office.creditors, office.clock)(session)
    assert (office.case, diary.history) == (before, history)
    assert enter(token, Language.FR)


def test_a_later_mail_leaves_the_link_of_the_earlier_one_good() -> None:
    """invoiceninja#9600."""
    diary = Diary().owes("F-1", due=DUE).lives_until(november(13))
    office = diary.office
    enter = OpenPortal(office.cases, office.doors, office.clock, office.ids)
    for mail in office.mailer.mails:
        assert enter(mail.words.text.partition("#k=")[2], Language.FR)


# Scenarios.


def test_a_changed_choice_of_policy_moves_no_running_case() -> None:
    """invoiceninja#5458; running cases change only when a policy is applied to them."""
    office = Office(policies=OwnPolicies())
    diary = Diary(office=office).owes("F-1", due=DUE).lives_until(november(6))
    SteerCreditor(office.creditors, OwnPolicies(), office.clock).choose(CREDITOR, "gentle-1", ())
    diary.lives_until(november(30))
    assert office.case.policy == "standard-1"
    assert [s.on for s in office.case.steps] == [date(2026, 10, 19), november(5), november(12), november(23)]


def test_a_chase_that_has_ended_ends_once_and_says_so() -> None:
    """getlago/lago-api#4583 (campaigns never end, the webhook repeats), #4092 (no sign of the end)."""
    diary = Diary().owes("F-1", due=DUE).lives_until(DUE + days(60))
    said = len(diary.office.cases.history(KEY))
    diary.lives_until(DUE + days(400))
    assert (diary.why("F-1"), len(diary.office.cases.history(KEY))) == (Why.LADDER_ENDED, said)
