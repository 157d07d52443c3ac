"""The planner queues the cases whose next look has come, and no other: so many a second, of each creditor in turn."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.listing import DueCase
from chalicelib.domain.pacing import SHARE, SPREAD, paced
from chalicelib.usecases import plan_due
from infra.memory.cases import MemoryCases
from tests.builders import CREDITOR, MAILS_A_SECOND, MORNING, Office, case, debtor, invoice


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
    assert office.queues.to_assess == [CaseKey(CREDITOR, "dbt_2"), CaseKey(CREDITOR, "dbt_0")]


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


def test_a_run_whose_queue_takes_nothing_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the alarm of silence goes off where nobody is looked at, run after run."""
    office = office_with(timedelta(0))

    def away(*_: object) -> int:
        raise TimeoutError

    monkeypatch.setattr(office.queues, "assess", away)
    with pytest.raises(TimeoutError):
        office.plan()
    assert office.metrics.counted == []


def test_each_run_says_for_how_long_the_oldest_case_has_waited() -> None:
    office = office_with(timedelta(minutes=115), timedelta(0), timedelta(hours=3))
    office.clock.advance(hours=2)
    office.plan()
    assert office.metrics.counted == [("CasesQueued", 2), ("OldestDueMinutes", 120)]


def test_a_creditor_with_ten_does_not_wait_for_one_with_thousands() -> None:
    due = [DueCase(CaseKey("large", f"dbt_{n}"), MORNING - timedelta(days=1)) for n in range(5000)]
    due += [DueCase(CaseKey("small", f"dbt_{n}"), MORNING) for n in range(10)]
    given = list(paced(due, MAILS_A_SECOND))
    assert max(p.delay for p in given if p.key.creditor_id == "small") <= 2
    assert len(given) == len(due), "what there is time for is handed out"


def test_of_one_creditor_the_oldest_comes_first() -> None:
    due = [DueCase(CaseKey("one", f"dbt_{n}"), MORNING - timedelta(hours=n)) for n in range(5)]
    assert [p.key.debtor_id for p in paced(due, MAILS_A_SECOND)] == [f"dbt_{n}" for n in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize("rate", [0.5, 1, 14, 200])
def test_no_more_go_out_in_a_second_than_four_fifths_of_the_rate(rate: float) -> None:
    due = [DueCase(CaseKey(f"cre_{n % 7}", f"dbt_{n}"), MORNING) for n in range(200_000)]
    given = Counter(p.delay for p in paced(due, rate))
    assert max(given) < SPREAD.total_seconds() < 900, "the longest delay of a queue"
    whole_minutes = [sum(given[s] for s in range(m, m + 60)) for m in range(0, 840, 60)]
    assert max(whole_minutes) <= 60 * 0.8 * rate + 1
    assert min(whole_minutes) >= 60 * 0.8 * rate - 1


def test_what_is_left_is_found_by_the_next_run() -> None:
    office = office_with(*[timedelta(0)] * 5)
    plan = replace(office.plan, mails_a_second=4 / (SPREAD.total_seconds() * SHARE) + 1e-9)
    assert plan() == 4
    for key in office.queues.to_assess:
        office.cases.stored[key] = replace(office.cases.stored[key], next_look_at=None)
    assert plan() == 1


@pytest.mark.parametrize(("hands_out", "reads", "queued"), [(1, 3, 1), (4, 8, 4), (9, 18, 9)])
def test_a_run_reads_what_it_has_time_for_and_twice_what_it_hands_out(
    monkeypatch: pytest.MonkeyPatch, hands_out: int, reads: int, queued: int
) -> None:
    """Whatever waits: a run that ended before it handed out any would leave all of them, each time."""
    monkeypatch.setattr(plan_due, "MOST_READ", 3)
    office = office_with(*(-timedelta(hours=n) for n in range(20)))
    asked = list[int | None]()

    def due(now: datetime, most: int | None = None) -> Iterable[DueCase]:
        asked.append(most)
        return MemoryCases.due(office.cases, now, most)

    monkeypatch.setattr(office.cases, "due", due)
    plan = replace(office.plan, mails_a_second=hands_out / (SPREAD.total_seconds() * SHARE) + 1e-9)
    assert (plan(), asked) == (queued, [reads])
    assert [key.debtor_id for key in office.queues.to_assess] == [f"dbt_{19 - n}" for n in range(queued)]
