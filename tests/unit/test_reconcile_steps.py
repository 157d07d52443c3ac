"""Nobody knows whether a mail went out: evidence settles it, then, for a reminder, a day without any; else a person."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.case import CaseKey
from chalicelib.domain.decision import Why
from chalicelib.domain.doubt import FOUND, NEVER_HANDED_OVER, NO_ANSWER, NO_TRACE, needs_person
from chalicelib.domain.errors import OutcomeUnknown, TryAgain
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.send_entry import FROM_JOURNAL
from chalicelib.domain.step import Step, StepItem
from chalicelib.domain.task import TaskKind
from chalicelib.usecases.foresee import Foresee
from tests.builders import CREDITOR, KEY, MONDAY, MORNING, SITE, Office, case, days, invoice, step
from tests.fakes import MemoryJournal, SentBox

LATE = invoice(due=MONDAY - days(3))
HOUR, MINUTES = timedelta(hours=1), timedelta(minutes=11)
R1, FORMAL = Level.REMINDER_1, Level.FORMAL_NOTICE


@dataclass
class List:
    """The mail service's own, in which a mail is found, or nothing."""

    found: str | None = None

    def find(self, key: CaseKey, step: Step) -> str | None:
        return self.found


class Died(BaseException):
    """The worker is gone."""


class DeadlyJournal(MemoryJournal):
    def begin(self, entry: object) -> None:
        raise Died


def doubtful(level: Level = R1, *answers: BaseException, lost: bool = True) -> Office:
    """On the morning on which the outcome of a mail was lost."""
    office = Office(mailer=SentBox(outcomes=list(answers) or [OutcomeUnknown("timed out")], lost=lost))
    if level is FORMAL:
        heard = ((R1, 60), (Level.REMINDER_2, 45), (Level.FINAL_REMINDER, 30))
        steps = [
            step(said, StepState.DELIVERED, on=MONDAY - days(ago), items=(StepItem(LATE.id, said),))
            for said, ago in heard
        ]
        office.keep(case(replace(LATE, due_on=MONDAY - days(70)), steps=tuple(steps)))
    else:
        office.keep(case(LATE))
    office.send(office.planned())
    return office


def last(office: Office) -> Step:
    return office.case.steps[-1]


def passes(office: Office, time: timedelta) -> None:
    office.clock.advance(seconds=time.total_seconds())
    office.run()


def test_a_claim_that_was_never_handed_over_is_sent_within_the_hour_under_another_attempt() -> None:
    office = Office(journal=DeadlyJournal())
    office.keep(case(LATE))
    with pytest.raises(Died):
        office.send(office.planned())
    assert last(office).state is StepState.CLAIMED
    office.journal = MemoryJournal()
    passes(office, HOUR)
    (sent,) = office.case.steps
    assert (len(office.mailer.mails), sent.state, sent.attempt) == (1, StepState.ACCEPTED, 2)
    told = [e.data for e in office.cases.history(KEY)]
    assert ("reconciler", "planned", NEVER_HANDED_OVER) in [(e["by"], e.get("state"), e.get("reason")) for e in told]


def test_whoever_comes_back_to_a_claim_that_was_given_to_another_sends_nothing() -> None:
    """A worker that slept for an hour between its claim and the journal."""
    office = Office()
    office.keep(case(LATE))
    key, slow = office.planned(), MemoryJournal()

    class Sleeps(MemoryJournal):
        def begin(self, entry: object) -> None:
            office.journal = slow
            passes(office, HOUR)
            slow.begin(entry)  # type: ignore[arg-type]

    office.journal = Sleeps()
    with pytest.raises(Exception, match="held by another worker"):
        office.send(key)
    assert [mail.tags["attempt"] for mail in office.mailer.mails] == ["2"]


def test_a_claim_of_a_few_minutes_is_left_to_its_worker() -> None:
    office = Office(journal=DeadlyJournal())
    office.keep(case(LATE))
    with pytest.raises(Died):
        office.send(office.planned())
    office.journal = MemoryJournal()
    office.clock.advance(minutes=9)
    office.assess(KEY)
    assert last(office).state is StepState.CLAIMED
    office.clock.advance(minutes=2)
    office.assess(KEY)
    assert last(office).state is StepState.PLANNED


def test_a_claim_whose_mail_may_have_gone_out_is_named_unknown_within_the_hour() -> None:
    office = Office(mailer=SentBox(outcomes=[Died()], lost=True))
    office.keep(case(LATE))
    with pytest.raises(Died):
        office.send(office.planned())
    passes(office, HOUR)
    assert (last(office).state, last(office).reason) == (StepState.UNKNOWN, NO_ANSWER)
    assert office.case.next_look_at == office.clock.at + HOUR


def test_it_is_looked_for_each_hour_and_believed_when_it_is_found() -> None:
    office = doubtful()
    office.look_up = found = List()
    for _ in range(3):
        passes(office, HOUR)
        assert last(office).state is StepState.UNKNOWN
    found.found = "ses-7"
    passes(office, HOUR)
    assert (last(office).state, last(office).ses_id, last(office).reason) == (StepState.ACCEPTED, "ses-7", None)
    assert office.cases.history(KEY)[-1].data["reason"] == FOUND
    assert len(office.mailer.mails) == 1


def test_it_is_looked_for_once_more_before_it_is_given_up() -> None:
    """An hour before the day on which it would be said again nobody could be asked."""
    office = doubtful()
    office.wake(MONDAY + days(2))
    office.look_up = List("ses-7")
    office.run()
    assert [(s.state, s.ses_id) for s in office.case.steps] == [(StepState.ACCEPTED, "ses-7")]
    assert len(office.mailer.mails) == 1


def test_a_mail_that_is_found_without_its_id_is_believed_too() -> None:
    office = doubtful()
    office.look_up = List("")
    passes(office, HOUR)
    assert (last(office).state, last(office).ses_id, last(office).reason) == (StepState.ACCEPTED, None, None)
    assert len(office.mailer.mails) == 1


def test_an_event_settles_it_and_the_look_up_is_not_asked_for_what_is_known() -> None:
    office = doubtful()
    assert office.told(last(office), StepMove.DELIVER)
    office.look_up = List("ses-7")
    passes(office, HOUR)
    assert (last(office).state, last(office).ses_id) == (StepState.DELIVERED, "ses-1")


def test_a_reminder_is_said_again_on_the_second_day_and_not_before() -> None:
    office = doubtful()
    for day in (1, 2):
        office.wake(MONDAY + days(day))
        office.run()
        assert len(office.case.steps) == day
    first, second = office.case.steps
    assert (first.state, first.reason, second.state) == (StepState.CANCELLED, NO_TRACE, StepState.ACCEPTED)
    assert (second.level, second.on, len(office.mailer.mails)) == (R1, MONDAY + days(2), 2)
    assert "reconciler" in [e.data["by"] for e in office.cases.history(KEY)]


def test_what_is_heard_of_it_after_all_is_believed() -> None:
    office = doubtful()
    office.wake(MONDAY + days(2))
    office.run()
    assert office.told(office.case.steps[0], StepMove.DELIVER)
    assert [s.state for s in office.case.steps] == [StepState.DELIVERED, StepState.ACCEPTED]


def needs_a_person(office: Office, weeks: int = 4) -> None:
    known, mails = last(office), len(office.mailer.mails)
    for _ in range(7 * weeks):
        office.wake(office.today + days(1))
        office.run()
    assert (last(office).id, last(office).state, len(office.mailer.mails)) == (known.id, StepState.UNKNOWN, mails)
    found = office.judge.decision_on(office.case, office.clock.at)
    assert [t.kind for t in found.tasks] == [TaskKind.CHECK_MAIL]
    assert {r.why for r in found.reasons} == {Why.UNCONFIRMED}


def test_a_formal_notice_waits_for_a_person_for_as_long_as_it_takes() -> None:
    office = doubtful(FORMAL)
    assert last(office).level is FORMAL
    needs_a_person(office)


def test_a_reminder_is_said_again_once_and_the_second_time_a_person_is_asked() -> None:
    office = doubtful(R1, OutcomeUnknown("timed out"), OutcomeUnknown("timed out"))
    office.wake(MONDAY + days(2))
    office.run()
    assert [s.state for s in office.case.steps] == [StepState.CANCELLED, StepState.UNKNOWN]
    needs_a_person(office)


def test_what_a_restored_table_has_forgotten_is_never_said_again_by_itself() -> None:
    office = Office(journal=MemoryJournal(taken=1))
    office.keep(case(LATE))
    office.send(office.planned())
    assert (last(office).state, (last(office).reason or "").startswith(FROM_JOURNAL)) == (StepState.UNKNOWN, True)
    needs_a_person(office)
    assert office.mailer.mails == []


def test_nothing_is_taken_for_granted_while_the_journal_cannot_be_read() -> None:
    class Away(MemoryJournal):
        def seal(self, *given: object) -> bool:
            raise TryAgain("the journal is away")

    office = doubtful()
    office.clock.advance(hours=1)
    office.journal = Away()
    before = office.case
    with pytest.raises(TryAgain):
        office.assess(KEY)
    assert office.case == before


def test_a_doubt_is_settled_in_the_night_too() -> None:
    office = Office(mailer=SentBox(outcomes=[Died()], lost=True))
    office.keep(case(LATE))
    office.clock.at = MORNING.replace(hour=16, minute=55)
    with pytest.raises(Died):
        office.send(office.planned())
    passes(office, HOUR)
    assert last(office).state is StepState.UNKNOWN
    assert office.cases.history(KEY)[-1].data["reason"] == NO_ANSWER, "the history tells it by night too"
    assert office.case.next_look_at == office.clock.at + HOUR
    office.look_up = List("ses-7")
    passes(office, HOUR)
    assert last(office).state is StepState.ACCEPTED
    assert office.cases.history(KEY)[-1].data["reason"] == FOUND


def test_a_doubt_that_the_first_look_of_the_night_does_not_settle_is_settled_by_the_next_of_that_night() -> None:
    office = doubtful()
    office.clock.at = MORNING.replace(hour=18, minute=30)
    passes(office, timedelta(0))
    assert (last(office).state, office.case.next_look_at) == (StepState.UNKNOWN, office.clock.at + HOUR)
    office.look_up = List("ses-7")
    passes(office, HOUR)
    assert last(office).state is StepState.ACCEPTED


def test_the_preview_knows_that_it_will_be_said_again_and_when() -> None:
    office = doubtful()
    foresee = Foresee(office.cases, office.judge, office.clock, SITE)
    (one,) = foresee.preview(CREDITOR, MONDAY, MONDAY + days(6)).debtors
    assert [(e.on, e.message.level) for e in one.messages] == [(MONDAY + days(2), R1)]


@pytest.mark.parametrize(
    ("other", "needs"),
    [
        pytest.param({}, True, id="given up once"),
        pytest.param({"items": (StepItem("a", Level.REMINDER_2),)}, False, id="another level"),
        pytest.param({"level": Level.REMINDER_2}, True, id="in a letter of another level"),
        pytest.param({"items": (StepItem("b", R1),)}, False, id="another invoice"),
        pytest.param({"reason": "stale"}, False, id="cancelled for another reason"),
    ],
)
def test_a_person_is_asked_where_the_same_was_given_up_before(other: dict[str, Any], needs: bool) -> None:
    before = replace(step(R1, StepState.CANCELLED, on=MONDAY - days(2), id="before", reason=NO_TRACE), **other)
    doubted = step(R1, StepState.UNKNOWN, on=MONDAY)
    assert needs_person(doubted, [before, doubted]) is needs


def test_an_earlier_look_is_not_put_off_by_a_doubt() -> None:
    office = doubtful()
    soon = office.clock.at + timedelta(minutes=5)
    assert office.judge.while_in_doubt(office.case, soon, office.clock.at) == soon
    assert office.judge.while_in_doubt(office.case, None, office.clock.at) == office.clock.at + HOUR
