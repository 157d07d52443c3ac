"""What the mail service says became of a message: in any order, however often."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, permutations

import pytest

from chalicelib.domain.case import CaseKey
from chalicelib.domain.errors import CaseMoved, NotFound
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import ON_ITS_WAY, StepMove, StepState
from chalicelib.domain.outcomes import Outcomes
from chalicelib.domain.step import StepItem
from chalicelib.usecases.record_delivery import Delivery
from tests.builders import KEY, MONDAY, MORNING, Office, case, days, debtor, invoice, payment, row, step

R1 = Level.REMINDER_1
LATE = invoice(due=MONDAY - days(3))
DELIVER, BOUNCE, COMPLAIN = StepMove.DELIVER, StepMove.BOUNCE, StepMove.COMPLAIN
SENT_STATES = [StepState.CLAIMED, StepState.UNKNOWN, StepState.ACCEPTED]
TOLD = [
    pytest.param(DELIVER, StepState.DELIVERED, id="delivered"),
    pytest.param(BOUNCE, StepState.BOUNCED, id="bounced"),
    pytest.param(COMPLAIN, StepState.COMPLAINED, id="complained"),
]


def sent(state: StepState = StepState.ACCEPTED) -> Office:
    office = Office()
    office.keep(case(LATE, steps=(step(R1, state, items=(StepItem(LATE.id, R1),)),)))
    return office


@pytest.mark.parametrize("state", SENT_STATES)
@pytest.mark.parametrize(("move", "ends"), TOLD)
def test_the_event_is_recorded_even_before_our_own_record(state: StepState, move: StepMove, ends: StepState) -> None:
    office = sent(state)
    assert office.told(office.case.steps[0], move, detail="said so")
    told = office.case.steps[0]
    assert (told.state, told.ses_id, told.reason) == (ends, "ses-1", "said so")
    entry = office.cases.history(KEY)[0]
    assert (entry.data["by"], entry.data["state"], entry.data["reason"]) == ("mail service", ends, "said so")
    assert entry.data["invoice_ids"] == [LATE.id]


@pytest.mark.parametrize(("move", "ends"), TOLD)
def test_the_same_event_twice_is_recorded_once(move: StepMove, ends: StepState) -> None:
    office = sent()
    assert office.told(office.case.steps[0], move)
    before = office.case
    assert not office.told(office.case.steps[0], move)
    assert office.case == before
    assert (before.steps[0].state, before.steps[0].reason) == (ends, None)


WORST = {DELIVER: StepState.DELIVERED, BOUNCE: StepState.BOUNCED, COMPLAIN: StepState.COMPLAINED}
SETS = [s for n in (1, 2, 3) for s in combinations(WORST, n)]


@pytest.mark.parametrize("moves", SETS, ids=lambda moves: ", ".join(moves))
@pytest.mark.parametrize("state", SENT_STATES)
def test_events_converge_whatever_their_order_and_number(state: StepState, moves: tuple[StepMove, ...]) -> None:
    ends = set()
    for order in {*permutations(moves), *permutations((*moves, *moves))}:
        office = sent(state)
        for move in order:
            office.told(office.case.steps[0], move, detail=move)
        told = office.case.steps[0]
        ends.add((told.state, told.reason, office.case.suspended_emails, office.case.next_look_at))
    assert len(ends) == 1
    assert next(iter(ends))[0] is WORST[moves[-1]]


@pytest.mark.parametrize(
    ("move", "suspended"),
    [
        pytest.param(DELIVER, None, id="a delivery"),
        pytest.param(BOUNCE, debtor().email, id="a bounce"),
        pytest.param(COMPLAIN, debtor().email, id="a complaint"),
    ],
)
def test_the_address_is_suspended_by_a_bounce_or_a_complaint(move: StepMove, suspended: str | None) -> None:
    office = sent()
    office.told(office.case.steps[0], move)
    assert office.case.suspended_emails == frozenset({suspended} - {None})
    kinds = [e.kind for e in office.cases.history(KEY)]
    assert kinds == (["StepMoved", "AddressSuspended"] if suspended else ["StepMoved"])


def test_a_full_mailbox_suspends_the_address_the_third_time() -> None:
    office, suspended = sent(), []
    for week in range(3):
        # However its creditor writes it: the mailbox is the same.
        written = "Compta@Garage.test" if week % 2 else "compta@garage.test"
        mailed = step(Level.REMINDER_1, StepState.ACCEPTED, on=MONDAY + days(7 * week), email=written)
        office.cases.commit(office.case, office.case.with_step(mailed), [], MORNING)
        full = Delivery(KEY, mailed.reference.replace("-", ""), BOUNCE, MORNING, "ses-1", for_good=False)
        assert office.deliver(full)
        suspended.append(office.case.suspended_emails)
    assert suspended == [frozenset(), frozenset(), frozenset({"compta@garage.test"})]


def test_an_absent_readers_note_takes_nothing_back() -> None:
    """The mail service tells it as a bounce that passes: the reader has had the mail."""
    office = sent(StepState.DELIVERED)
    reference = office.case.steps[0].reference.replace("-", "")
    before = office.case
    note = Delivery(KEY, reference, BOUNCE, MORNING, "ses-1", for_good=False, is_note=True)
    assert not office.deliver(note)
    assert office.case == before
    assert office.deliver(replace(note, is_note=False))
    assert office.case.steps[0].state is StepState.BOUNCED


def test_what_comes_back_for_good_after_all_suspends_its_address_and_is_counted() -> None:
    office = sent()
    reference = office.case.steps[0].reference.replace("-", "")
    passing = Delivery(KEY, reference, BOUNCE, MORNING, "ses-1", for_good=False)
    assert office.deliver(passing)
    assert office.case.email
    assert office.deliver(replace(passing, for_good=True))
    assert office.case.email is None
    assert office.outcomes.add(KEY.creditor_id, Outcomes()) == Outcomes(mails=1, bounces=1)


def test_passing_bounces_with_a_delivery_between_them_are_no_three_running() -> None:
    office = sent()
    for week, move in enumerate((BOUNCE, BOUNCE, DELIVER, BOUNCE, BOUNCE, None, BOUNCE)):
        assert office.case.suspended_emails == frozenset()
        mailed = step(Level.REMINDER_1, StepState.ACCEPTED, on=MONDAY + days(7 * week), email="compta@garage.test")
        office.cases.commit(office.case, office.case.with_step(mailed), [], MORNING)
        # Of one of them nobody has said a word yet: it parts nothing.
        if move:
            told = Delivery(KEY, mailed.reference.replace("-", ""), move, MORNING, "ses-1", for_good=False)
            assert office.deliver(told)
    assert office.case.suspended_emails == frozenset({"compta@garage.test"})


def test_a_new_address_is_written_to_when_the_old_one_bounces_late() -> None:
    office = sent()
    office.upload(row("F-1", due=LATE.due_on, who=debtor(email="new@garage.test")))
    office.told(office.case.steps[0], BOUNCE)
    assert office.case.email == "new@garage.test"


def test_a_bounced_address_stays_suspended_when_an_older_one_complains_late() -> None:
    office = sent(StepState.DELIVERED)
    second = step(Level.REMINDER_2, StepState.ACCEPTED, on=MONDAY + days(7), email="new@garage.test")
    office.upload(row("F-1", due=LATE.due_on, who=debtor(email="new@garage.test")))
    office.cases.commit(office.case, office.case.with_step(second), [], MORNING)
    office.told(second, BOUNCE)
    assert office.case.email is None
    office.told(office.case.steps[0], COMPLAIN)
    assert office.case.email is None


def at_eight(day: int) -> datetime:
    return datetime(2026, 11, day, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("move", "look"),
    [
        pytest.param(DELIVER, at_eight(30), id="delivered: the day of the next level"),
        pytest.param(BOUNCE, at_eight(24), id="bounced: printed the next day"),
        pytest.param(COMPLAIN, at_eight(30), id="complained: it was read"),
    ],
)
def test_the_next_look_follows_from_the_event(move: StepMove, look: datetime) -> None:
    office = sent()
    office.told(office.case.steps[0], move)
    assert office.case.next_look_at == look


def test_the_case_is_looked_at_the_same_day_when_a_bounce_comes_in_the_night_after() -> None:
    office = sent()
    office.told(office.case.steps[0], BOUNCE, at=datetime(2026, 11, 24, 2, tzinfo=UTC))
    assert office.case.next_look_at is not None
    assert office.case.next_look_at <= at_eight(24)


def test_a_planned_step_whose_message_was_lost_is_found_within_the_hour_though_an_event_comes_in_between() -> None:
    office = Office()
    late = invoice(due=MONDAY - days(12))
    first = step(R1, StepState.ACCEPTED, on=MONDAY - days(9), items=(StepItem(late.id, R1),))
    office.keep(case(late, steps=(first,)))
    office.planned()
    office.told(first, DELIVER, at=office.clock.at - days(9))
    office.clock.advance(hours=1)
    office.run()
    assert len(office.mailer.mails) == 1


def test_the_look_at_a_planned_step_stands_when_all_was_paid_before_the_event() -> None:
    office = Office()
    late = invoice(due=MONDAY - days(12))
    first = step(R1, StepState.ACCEPTED, on=MONDAY - days(9), items=(StepItem(late.id, R1),))
    office.keep(case(late, steps=(first,)))
    office.planned()
    office.pay(KEY.creditor_id, late.id, payment(10000), "key_1")
    look = office.case.next_look_at
    office.told(first, DELIVER)
    assert office.case.next_look_at == look is not None


@pytest.mark.parametrize("state", sorted(ON_ITS_WAY))
def test_a_look_at_what_is_on_its_way_is_put_off_by_no_event(state: StepState) -> None:
    office, look = Office(), MORNING + timedelta(hours=1)
    first = step(R1, StepState.ACCEPTED, on=MONDAY - days(9), items=(StepItem(LATE.id, R1),))
    other = step(Level.REMINDER_2, state, on=MONDAY, items=(StepItem(LATE.id, Level.REMINDER_2),), attempt=1)
    office.keep(case(LATE, steps=(first, other), next_look_at=look))
    office.told(first, DELIVER)
    assert office.case.next_look_at == look


def test_an_event_is_recorded_beside_a_letter_that_waits_for_a_person() -> None:
    office = Office()
    first = step(R1, StepState.ACCEPTED, on=MONDAY - days(9), items=(StepItem(LATE.id, R1),))
    held = step(Level.REMINDER_2, StepState.HELD, on=MONDAY - days(1), items=(StepItem(LATE.id, Level.REMINDER_2),))
    office.keep(case(LATE, steps=(first, held), next_look_at=None))
    assert office.told(first, DELIVER)
    assert [s.state for s in office.case.steps] == [StepState.DELIVERED, StepState.HELD]


def test_nobody_looks_again_when_the_invoice_was_paid_before_the_event() -> None:
    office = sent()
    office.pay(KEY.creditor_id, LATE.id, payment(10000), "key_1")
    office.told(office.case.steps[0], DELIVER)
    assert office.case.next_look_at is None


@pytest.mark.parametrize("state", [StepState.PLANNED, StepState.RENDERED, StepState.CANCELLED, StepState.UNPOSTED])
@pytest.mark.parametrize(("move", "ends"), TOLD)
def test_an_event_is_left_aside_when_nothing_was_sent(state: StepState, move: StepMove, ends: StepState) -> None:
    office = sent(state)
    before = office.case
    assert not office.told(before.steps[0], move)
    assert office.case == before
    assert before.steps[0].state is not ends


def test_an_event_is_left_aside_when_its_step_is_not_ours() -> None:
    office = sent()
    assert not office.told(step(Level.FORMAL_NOTICE), DELIVER)
    assert office.case.steps[0].state is StepState.ACCEPTED


def test_an_event_of_no_case_of_ours_is_refused() -> None:
    with pytest.raises(NotFound):
        sent().deliver(Delivery(CaseKey("cre_1", "other"), "AAAAAAAA", DELIVER, MORNING, "ses-1"))


def moves(office: Office) -> None:
    office.cases.commit(office.case, office.case, [], MORNING)


def test_the_event_is_recorded_when_the_case_moved_meanwhile() -> None:
    office = sent()
    office.cases.interfere = lambda: moves(office)
    assert office.told(office.case.steps[0], DELIVER)
    assert office.case.steps[0].state is StepState.DELIVERED


def test_the_event_is_known_already_when_another_worker_recorded_it_first() -> None:
    office = sent()
    office.cases.interfere = lambda: office.told(office.case.steps[0], DELIVER)
    assert not office.told(office.case.steps[0], DELIVER)
    assert len(office.cases.history(KEY)) == 1


def test_the_event_comes_again_when_the_case_never_stops_moving() -> None:
    office = sent()

    def moves_on() -> None:
        moves(office)
        office.cases.interfere = moves_on

    office.cases.interfere = moves_on
    with pytest.raises(CaseMoved, match="kept moving"):
        office.told(office.case.steps[0], DELIVER)
    assert office.case.steps[0].state is StepState.ACCEPTED


def test_passing_bounces_of_an_old_address_say_nothing_of_the_new_one() -> None:
    office = sent()
    old = [step(Level.REMINDER_1, StepState.BOUNCED, on=MONDAY - days(n), email="old@garage.test") for n in (40, 30)]
    office.cases.stored[KEY] = replace(office.case, steps=(*old, *office.case.steps))
    reference = office.case.steps[-1].reference.replace("-", "")
    office.deliver(Delivery(KEY, reference, StepMove.BOUNCE, MORNING, "ses-1", for_good=False))
    assert office.case.steps[-1].state is StepState.BOUNCED
    assert office.case.suspended_emails == frozenset()
