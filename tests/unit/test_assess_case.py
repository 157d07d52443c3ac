"""Looks at one case: writes the step that was decided and the next look; the step is for the queue."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.domain.errors import CaseMoved, NotFound
from chalicelib.domain.events import PortalOpened
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.parties import Address
from chalicelib.domain.send_entry import SendEntry
from chalicelib.domain.step import Step, step_id
from chalicelib.ports import StepKey
from tests.builders import (
    CREDITOR,
    DEBTOR,
    KEY,
    MONDAY,
    MORNING,
    STANDARD,
    Office,
    case,
    creditor,
    days,
    debtor,
    dispute,
    invoice,
    payment,
    step,
)

R1 = Level.REMINDER_1
LATE = invoice(due=MONDAY - days(3))


def at_eight(on: date) -> datetime:
    """Eight in Paris, in winter."""
    return datetime(on.year, on.month, on.day, 7, tzinfo=UTC)


def test_the_step_is_written_and_queued_with_all_that_makes_it_unique() -> None:
    office = Office()
    office.keep(case(LATE, next_look_at=MORNING))
    office.assess(KEY)
    (planned,) = office.case.steps
    assert planned.id == step_id(CREDITOR, DEBTOR, STANDARD.reference, R1, MONDAY)
    assert (planned.state, planned.level, planned.on, planned.attempt) == (StepState.PLANNED, R1, MONDAY, 0)
    assert [i.invoice_id for i in planned.items] == [LATE.id]
    assert planned.email == debtor().email
    assert office.queues.to_send == [StepKey(KEY, planned.id)]
    assert office.case.next_look_at == MORNING + timedelta(hours=1)
    entry = office.cases.history(KEY)[-1]
    assert (entry.kind, entry.data["by"], entry.data["state"]) == ("StepMoved", "planner", "planned")
    assert entry.data["invoice_ids"] == [LATE.id]


def test_a_step_is_planned_once_when_the_case_is_looked_at_twice() -> None:
    office = Office()
    office.keep(case(LATE))
    office.assess(KEY)
    office.assess(KEY)
    assert len(office.case.steps) == 1
    assert len(office.cases.history(KEY)) == 1
    assert office.queues.to_send == [StepKey(KEY, office.case.steps[0].id)] * 2


def test_nothing_is_written_when_nothing_changed() -> None:
    office = Office()
    office.keep(case(invoice(due=MONDAY + days(40))))
    office.assess(KEY)
    commits = office.cases.commits
    office.assess(KEY)
    assert office.cases.commits == commits


def test_a_step_is_found_again_when_its_message_was_lost() -> None:
    office = Office()
    office.keep(case(LATE, next_look_at=MORNING))
    lost = office.look(KEY)
    assert lost == StepKey(KEY, office.case.steps[0].id)
    assert office.case.steps[0].state is StepState.PLANNED
    office.clock.advance(hours=1)
    office.run()
    assert len(office.mailer.mails) == 1


def test_the_next_look_opens_the_day_on_which_something_may_change() -> None:
    office = Office()
    office.keep(case(invoice(due=MONDAY + days(40))))
    office.assess(KEY)
    assert office.case.next_look_at == at_eight(MONDAY + days(25))
    assert office.queues.to_send == []


def test_nobody_looks_again_when_nothing_is_owed() -> None:
    office = Office()
    office.keep(case(LATE.book(payment(10000)), next_look_at=MORNING))
    office.assess(KEY)
    assert office.case.next_look_at is None


@pytest.mark.parametrize(
    ("hour", "opens"),
    [
        pytest.param(6, at_eight(MONDAY), id="before eight"),
        pytest.param(18, at_eight(MONDAY + days(1)), id="after seven in the evening"),
    ],
)
def test_the_look_waits_for_writing_hours(hour: int, opens: datetime) -> None:
    office = Office()
    office.keep(case(LATE, next_look_at=MORNING - timedelta(hours=3)))
    office.clock.at = datetime(2026, 11, 23, hour, tzinfo=UTC)
    office.assess(KEY)
    assert (office.case.steps, office.queues.to_send) == ((), [])
    assert office.case.next_look_at == opens
    assert office.cases.history(KEY) == ()


def test_the_day_is_the_creditors_own() -> None:
    office = Office()
    office.creditors.put(creditor(time_zone="Pacific/Noumea"))
    office.keep(case(LATE))
    office.clock.at = datetime(2026, 11, 23, 22, tzinfo=UTC)
    office.assess(KEY)
    assert office.case.steps[0].on == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("today", "holiday"),
    [
        pytest.param(MONDAY, MONDAY, id="a holiday this year"),
        pytest.param(date(2026, 11, 28), None, id="a Saturday"),
    ],
)
def test_no_step_is_planned_on_a_day_off(today: date, holiday: date | None) -> None:
    office = Office()
    office.holidays.days = frozenset({holiday} if holiday else set())
    office.keep(case(LATE))
    office.wake(today)
    office.assess(KEY)
    assert office.case.steps == ()
    assert office.case.next_look_at == at_eight(date(2026, 11, 24 if holiday else 30))


def test_holidays_are_asked_for_the_debtors_country_and_the_year_that_comes() -> None:
    asked = list[tuple[str, tuple[int, ...]]]()

    class Asked:
        def of(self, country: str, years: Iterable[int]) -> frozenset[date]:
            asked.append((country, tuple(years)))
            return frozenset()

    office = Office()
    abroad = Address(("1 Grand-Place",), "1000", "Bruxelles", "BE")
    office.keep(case(LATE, debtor=debtor(address=abroad)))
    office.holidays = Asked()  # type: ignore[assignment]
    office.look(KEY)
    assert asked == [("BE", (2026, 2027))]


@pytest.mark.parametrize("other", [-3, 1], ids=["gone by", "to come, as the clock went back"])
@pytest.mark.parametrize("state", [StepState.PLANNED, StepState.RENDERED])
def test_a_step_of_another_day_is_cancelled_and_todays_is_planned(state: StepState, other: int) -> None:
    office = Office()
    stale = step(R1, state, on=MONDAY + days(other))
    office.keep(case(LATE, steps=(stale,)))
    office.assess(KEY)
    old, new = sorted(office.case.steps, key=lambda s: s.on == MONDAY)
    assert (old.state, old.reason) == (StepState.CANCELLED, "stale")
    assert (new.state, new.on) == (StepState.PLANNED, MONDAY)
    assert [e.data["state"] for e in office.cases.history(KEY)] == ["cancelled", "planned"]
    assert office.cases.history(KEY)[0].data["reason"] == "stale"
    assert office.queues.to_send == [StepKey(KEY, new.id)]


def test_a_stale_step_is_cancelled_when_nothing_is_owed_any_more() -> None:
    office = Office()
    office.keep(case(LATE.book(payment(10000)), steps=(step(R1, on=MONDAY - days(3)),)))
    office.assess(KEY)
    assert [s.state for s in office.case.steps] == [StepState.CANCELLED]
    assert office.queues.to_send == []


def begun(office: Office, claimed: Step) -> Step:
    """Its mail may have gone out."""
    office.journal.begin(SendEntry(KEY, claimed))
    return claimed


@pytest.mark.parametrize(
    ("since", "state"),
    [
        pytest.param(timedelta(minutes=10), StepState.CLAIMED, id="ten minutes: it may still answer"),
        pytest.param(timedelta(minutes=10, seconds=1), StepState.UNKNOWN, id="over ten minutes: nobody knows"),
    ],
)
def test_a_claim_is_named_unknown_when_nobody_came_back_from_it(since: timedelta, state: StepState) -> None:
    office = Office()
    claimed = step(R1, StepState.CLAIMED, owner="w", attempt=1, claimed_at=MORNING - since)
    office.keep(case(LATE, steps=(begun(office, claimed),)))
    office.assess(KEY)
    assert office.case.steps[0].state is state
    assert len(office.case.steps) == 1
    assert office.queues.to_send == []


def test_a_lost_claim_of_yesterday_is_unknown_and_not_cancelled() -> None:
    office = Office()
    claimed = step(R1, StepState.CLAIMED, on=MONDAY - days(1), claimed_at=MORNING - days(1), attempt=1)
    office.keep(case(LATE, steps=(begun(office, claimed),)))
    office.assess(KEY)
    assert [(s.state, s.reason) for s in office.case.steps] == [(StepState.UNKNOWN, "no answer recorded")]
    assert office.cases.history(KEY)[0].data["reason"] == "no answer recorded"
    assert office.case.next_look_at == MORNING + timedelta(hours=1)


def test_a_letter_is_planned_without_address_when_the_debtor_has_none() -> None:
    office = Office()
    office.keep(case(LATE, debtor=debtor(email=None)))
    office.assess(KEY)
    assert office.case.steps[0].email is None


def test_the_case_is_decided_anew_when_another_change_came_first() -> None:
    office = Office()
    office.keep(case(LATE))
    office.cases.interfere = lambda: office.pay(CREDITOR, LATE.id, payment(10000), "key_1")
    office.assess(KEY)
    assert (office.case.steps, office.queues.to_send, office.case.next_look_at) == ((), [], None)


def test_nothing_is_queued_when_the_case_never_stops_moving() -> None:
    office = Office()
    office.keep(case(LATE))

    def moves_again() -> None:
        office.cases.commit(office.case, office.case, [PortalOpened("debtor")], MORNING)
        office.cases.interfere = moves_again

    office.cases.interfere = moves_again
    with pytest.raises(CaseMoved):
        office.assess(KEY)
    assert (office.case.steps, office.queues.to_send) == ((), [])
    assert len(office.cases.history(KEY)) == 3


def test_a_case_that_is_not_there_is_not_looked_at() -> None:
    with pytest.raises(NotFound):
        Office().assess(KEY)


def test_a_contested_invoice_gives_no_step() -> None:
    office = Office()
    office.keep(case(LATE, holds=(dispute(LATE.id),)))
    office.assess(KEY)
    assert (office.case.steps, office.case.next_look_at) == ((), None)
