"""The hourly planner queues every case whose next look has come, and no other."""

from datetime import timedelta

import pytest

from chalicelib.domain.case import Case, CaseKey
from tests.builders import CREDITOR, MORNING, Office, case, debtor, invoice


def office_with(*looks: timedelta | None) -> Office:
    """One case for each look, that far from now."""
    office = Office()
    for n, look in enumerate(looks):
        kept = case(invoice(f"F-{n}"), key=CaseKey(CREDITOR, f"dbt_{n}"), debtor=debtor(id=f"dbt_{n}"))
        office.keep(_looked_at(kept, look))
    return office


def _looked_at(kept: Case, look: timedelta | None) -> Case:
    return case(*kept.invoices, key=kept.key, debtor=kept.debtor, next_look_at=None if look is None else MORNING + look)


@pytest.mark.parametrize(
    ("look", "queued"),
    [
        pytest.param(timedelta(0), 1, id="its look is now"),
        pytest.param(timedelta(days=-40), 1, id="its look was missed for forty days"),
        pytest.param(timedelta(seconds=1), 0, id="its look is a second away"),
        pytest.param(None, 0, id="there is nothing to look at"),
    ],
)
def test_a_case_is_queued_when_its_look_has_come(look: timedelta | None, queued: int) -> None:
    office = office_with(look)
    assert office.plan() == queued
    assert len(office.queues.to_assess) == queued


def test_all_that_is_due_is_queued_by_its_key_alone() -> None:
    office = office_with(timedelta(0), timedelta(hours=1), timedelta(hours=-1))
    assert office.plan() == 2
    assert office.queues.to_assess == [CaseKey(CREDITOR, "dbt_0"), CaseKey(CREDITOR, "dbt_2")]


def test_a_case_stays_due_until_it_was_looked_at() -> None:
    office = office_with(timedelta(0))
    office.plan()
    assert office.plan() == 1


def test_planning_changes_nothing_in_the_store() -> None:
    office = office_with(timedelta(0))
    before = dict(office.cases.stored)
    office.plan()
    assert office.cases.stored == before


def test_nothing_is_queued_when_nothing_is_stored() -> None:
    assert Office().plan() == 0


def test_each_run_says_how_many_it_has_queued_also_when_there_are_none() -> None:
    """What goes off is the alarm of silence: a run that finds nothing has run."""
    office = office_with(timedelta(0), timedelta(hours=1))
    office.plan()
    assert office.metrics.counted == [("CasesQueued", 1), ("OldestDueMinutes", 0)]
    empty = office_with()
    empty.plan()
    assert empty.metrics.counted == [("CasesQueued", 0), ("OldestDueMinutes", 0)]


def test_each_run_says_for_how_long_the_oldest_case_has_waited() -> None:
    office = office_with(timedelta(minutes=115), timedelta(0), timedelta(hours=3))
    office.clock.advance(hours=2)
    office.plan()
    assert office.metrics.counted == [("CasesQueued", 2), ("OldestDueMinutes", 120)]
