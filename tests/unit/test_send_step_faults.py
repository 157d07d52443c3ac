"""Sending under faults: whatever fails and whoever interferes, one step is at most one mail."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import repeat

import pytest

from chalicelib.domain.case import Case
from chalicelib.domain.doubt import NO_TRACE
from chalicelib.domain.errors import CaseMoved, ClaimLost, NotSent, NotSentForNow, OutcomeUnknown
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.mail import Mail
from chalicelib.domain.money import Money
from chalicelib.domain.step import Step
from chalicelib.ports import StepKey
from chalicelib.usecases.record_delivery import Delivery
from tests.builders import CREDITOR, KEY, MONDAY, MORNING, Office, case, days, debtor, invoice, payment
from tests.fakes import SentBox

LATE = invoice(due=MONDAY - days(3))


@dataclass
class BusyBox(SentBox):
    """A mail service during whose answer something else happens, once."""

    meanwhile: Callable[[], object] | None = None

    def send(self, mail: Mail) -> str:
        first, self.meanwhile = self.meanwhile, None
        if first:
            first()
        return super().send(mail)


def planned(*outcomes: Exception | None, lost: bool = False) -> tuple[Office, StepKey]:
    office = Office(mailer=BusyBox(outcomes=list(outcomes), lost=lost))
    office.keep(case(LATE))
    return office, office.planned()


def box(office: Office) -> BusyBox:
    assert isinstance(office.mailer, BusyBox)
    return office.mailer


def state(office: Office) -> StepState:
    return office.case.steps[0].state


def mails_of(office: Office, sent: Step) -> int:
    return sum(mail.tags["step"] == sent.reference.replace("-", "") for mail in office.mailer.mails)


def lives_on(office: Office, key: StepKey, for_days: int = 60) -> None:
    """The queue hands the step out again and the planner runs, morning after morning."""
    for _ in range(for_days):
        office.send(key)
        office.clock.advance(days=1)
        office.run()


def stays_the_only_mail(office: Office, key: StepKey) -> None:
    """Of its step, whatever comes later."""
    lives_on(office, key, for_days=1)
    assert (len(office.mailer.mails), state(office)) == (1, StepState.UNKNOWN)
    lives_on(office, key)
    assert mails_of(office, office.case.steps[0]) == 1


def pays(office: Office, cents: int = 10000) -> None:
    office.pay(CREDITOR, LATE.id, payment(cents), "key_1")


def keeps_moving(office: Office) -> None:
    """Another change comes first before each commit from now on."""

    def moves() -> None:
        office.cases.commit(office.case, office.case, [], MORNING)
        office.cases.interfere = moves

    office.cases.interfere = moves


def test_nothing_is_sent_when_a_payment_comes_between_the_decision_and_the_claim() -> None:
    office, key = planned()
    office.cases.interfere = lambda: pays(office)
    office.send(key)
    assert (office.mailer.mails, office.doors.links, state(office)) == ([], {}, StepState.CANCELLED)


def test_nothing_is_sent_when_a_dispute_comes_between_the_decision_and_the_claim() -> None:
    office, key = planned()
    office.cases.interfere = lambda: office.contest(KEY, LATE.id, "wrong-amount", "")
    office.send(key)
    assert (office.mailer.mails, state(office)) == ([], StepState.CANCELLED)


def test_the_letter_claims_the_rest_when_a_part_is_paid_between_the_decision_and_the_claim() -> None:
    office, key = planned()
    office.cases.interfere = lambda: pays(office, 2500)
    office.send(key)
    assert len(office.mailer.mails) == 1
    assert office.press.printed[-1].open == Money(7500)


def test_one_mail_goes_out_when_two_workers_hold_the_message_and_one_claims_first() -> None:
    office, key = planned()
    office.cases.interfere = lambda: office.send(key)
    office.send(key)
    assert (len(office.mailer.mails), state(office)) == (1, StepState.ACCEPTED)
    assert len(office.doors.links) == 1


def test_nothing_is_claimed_when_the_case_never_stops_moving_before_the_claim() -> None:
    office, key = planned()
    keeps_moving(office)
    with pytest.raises(CaseMoved):
        office.send(key)
    assert (len(office.press.printed), office.mailer.mails, state(office)) == (3, [], StepState.PLANNED)


@pytest.mark.parametrize("times", [1, 10])
def test_one_mail_goes_out_however_often_the_message_is_handed_out(times: int) -> None:
    office, key = planned()
    box(office).meanwhile = lambda: office.send(key)
    for _ in repeat(None, times):
        office.send(key)
    assert (len(office.mailer.mails), state(office)) == (1, StepState.ACCEPTED)


def test_a_throttled_step_is_planned_again_and_sent_once_an_hour_later() -> None:
    office, key = planned(NotSentForNow("throttled"))
    office.send(key)
    released = office.case.steps[0]
    assert (office.mailer.mails, released.state, released.reason) == ([], StepState.PLANNED, "throttled")
    assert office.cases.history(KEY)[-1].data["reason"] == "throttled"
    assert office.case.next_look_at == MORNING + days(1) / 24
    office.clock.advance(hours=1)
    office.run()
    office.run()
    (mail,) = office.mailer.mails
    assert mail.tags["attempt"] == "2"
    sent = office.case.steps[0]
    assert (sent.state, sent.reason, office.cases.history(KEY)[-1].data["reason"]) == (StepState.ACCEPTED, None, "")
    assert (released.claimed_at, sent.claimed_at) == (MORNING, MORNING + days(1) / 24), "lost from the first on"
    assert None not in (released.owner, sent.owner)
    assert released.owner != sent.owner


def test_a_step_throttled_all_day_is_sent_once_the_day_after() -> None:
    office, _ = planned(*[NotSentForNow("throttled")] * 10)
    office.queues.to_send.append(StepKey(KEY, office.case.steps[0].id))
    for _ in range(36):
        office.run()
        office.clock.advance(hours=1)
    assert len(office.mailer.mails) == 1
    assert [s.state for s in office.case.steps] == [StepState.CANCELLED, StepState.ACCEPTED]


def test_a_step_refused_for_certain_is_held_and_another_goes_out_after_five_days() -> None:
    office, key = planned(NotSent("the address is on the suppression list"))
    office.send(key)
    held = office.case.steps[0]
    assert (held.state, held.reason) == (StepState.HELD, "the address is on the suppression list")
    lives_on(office, key, for_days=4)
    assert (office.mailer.mails, len(office.case.steps)) == ([], 1)
    lives_on(office, key, for_days=3)
    assert (state(office), office.case.steps[0].reason) == (StepState.CANCELLED, held.reason)
    assert office.case.steps[1].on == held.on + days(7), "the fifth day is a Saturday"


@pytest.mark.parametrize("lost", [True, False], ids=["it did go out", "it did not go out"])
def test_a_step_of_unknown_outcome_is_never_sent_again_and_what_it_said_is_once(lost: bool) -> None:
    office, key = planned(OutcomeUnknown("timed out"), lost=lost)
    office.send(key)
    assert (state(office), office.case.steps[0].reason) == (StepState.UNKNOWN, "timed out")
    lives_on(office, key)
    first, second = (s for s in office.case.steps if s.level is Level.REMINDER_1)
    assert (mails_of(office, first), mails_of(office, second)) == (int(lost), 1)
    assert (first.state, first.reason, second.on) == (StepState.CANCELLED, NO_TRACE, MONDAY + days(2))


def test_no_second_mail_goes_out_when_the_worker_dies_after_the_service_took_the_first() -> None:
    office, key = planned(MemoryError("killed"), lost=True)
    with pytest.raises(MemoryError):
        office.send(key)
    assert (len(office.mailer.mails), state(office)) == (1, StepState.CLAIMED)
    stays_the_only_mail(office, key)


def fails_to_write(office: Office) -> None:
    """The next commit, which is our record of the answer, fails."""

    def no_answer() -> None:
        raise ConnectionError("the table is away")

    office.cases.interfere = no_answer


def test_no_second_mail_goes_out_when_the_answer_cannot_be_written() -> None:
    office, key = planned()
    box(office).meanwhile = lambda: fails_to_write(office)
    with pytest.raises(ConnectionError):
        office.send(key)
    stays_the_only_mail(office, key)


def test_no_second_mail_goes_out_when_the_case_never_stops_moving() -> None:
    office, key = planned()
    box(office).meanwhile = lambda: keeps_moving(office)
    with pytest.raises(CaseMoved, match="kept moving"):
        office.send(key)
    office.cases.interfere = None
    stays_the_only_mail(office, key)


def test_the_answer_is_recorded_beside_a_payment_that_came_during_the_send() -> None:
    office, key = planned()
    box(office).meanwhile = lambda: pays(office)
    office.send(key)
    assert state(office) is StepState.ACCEPTED
    assert office.case.open == Money(0)


@pytest.mark.parametrize(
    ("move", "ends"),
    [
        pytest.param(StepMove.DELIVER, StepState.DELIVERED, id="delivered"),
        pytest.param(StepMove.BOUNCE, StepState.BOUNCED, id="bounced"),
        pytest.param(StepMove.COMPLAIN, StepState.COMPLAINED, id="complained"),
    ],
)
@pytest.mark.parametrize("answer", [None, OutcomeUnknown("timed out")], ids=["accepted", "no answer"])
def test_an_event_that_comes_before_our_record_stands(
    move: StepMove, ends: StepState, answer: Exception | None
) -> None:
    office, key = planned(answer, lost=True)
    box(office).meanwhile = lambda: office.told(office.case.steps[0], move)
    office.send(key)
    assert (state(office), office.case.steps[0].ses_id) == (ends, "ses-1")
    assert office.case.suspended_emails == (frozenset() if move is StepMove.DELIVER else {debtor().email})


def test_the_history_tells_a_delivery_once_when_its_event_comes_before_our_record() -> None:
    office, key = planned()
    box(office).meanwhile = lambda: office.told(office.case.steps[0], StepMove.DELIVER)
    office.send(key)
    assert [e.data["state"] for e in office.cases.history(KEY)].count("delivered") == 1
    assert office.cases.commits == len(("kept", "planned", "claimed", "delivered"))


def test_our_record_adds_its_id_and_tells_nothing_twice_when_the_event_came_without_one() -> None:
    office, key = planned()
    reference = office.case.steps[0].reference.replace("-", "")
    box(office).meanwhile = lambda: office.deliver(Delivery(KEY, reference, StepMove.DELIVER, MORNING, ""))
    office.send(key)
    assert (state(office), office.case.steps[0].ses_id) == (StepState.DELIVERED, "ses-1")
    assert [e.data["state"] for e in office.cases.history(KEY)].count("delivered") == 1


def hangs(office: Office) -> None:
    """The service answers after eleven minutes; meanwhile the planner gives the silence its name."""
    office.clock.advance(minutes=11)
    office.assess(KEY)


@pytest.mark.parametrize(
    ("answer", "ends"),
    [
        pytest.param(None, {StepState.ACCEPTED}, id="taken"),
        pytest.param(OutcomeUnknown("timed out"), {StepState.UNKNOWN}, id="no answer"),
        pytest.param(NotSentForNow("throttled"), {StepState.PLANNED}, id="throttled"),
        pytest.param(NotSent("refused"), {StepState.HELD}, id="refused for good"),
    ],
)
def test_an_answer_is_recorded_when_the_planner_had_given_the_claim_up(
    answer: Exception | None, ends: set[StepState]
) -> None:
    office, key = planned(answer)
    box(office).meanwhile = lambda: hangs(office)
    office.send(key)
    assert state(office) in ends


@pytest.mark.parametrize("change", [{"owner": "other"}, {"attempt": 2}], ids=["another worker", "another attempt"])
def test_nobody_records_the_answer_of_a_claim_that_is_not_its_own(change: dict[str, object]) -> None:
    office, key = planned()

    def is_taken_over() -> None:
        held: Case = office.case
        other = replace(held.steps[0], **change)  # type: ignore[arg-type]
        office.cases.commit(held, held.with_step(other), [], MORNING)

    box(office).meanwhile = is_taken_over
    with pytest.raises(ClaimLost, match="held by another worker"):
        office.send(key)
    assert state(office) is StepState.CLAIMED
