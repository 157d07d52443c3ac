"""What became of the last mails, counted in memory and in the tables; and the stop of all creditors."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.adapters.dynamo.creditors import DynamoCreditors
from chalicelib.adapters.dynamo.outcomes import DynamoOutcomes
from chalicelib.domain.creditor_events import BankDataTold
from chalicelib.domain.creditor_state import CreditorState
from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind
from chalicelib.domain.outcomes import HALF, Outcomes
from chalicelib.ports import Cases, Creditors, SendOutcomes
from infra.memory.outcomes import MemoryOutcomes
from tests.contract.stored import AT
from tests.fakes import FixedClock, MemoryCases

BOUNCED = Outcomes(1, bounces=1)


@pytest.fixture
def outcomes(cases: Cases) -> SendOutcomes:
    return MemoryOutcomes() if isinstance(cases, MemoryCases) else DynamoOutcomes()


def test_each_sender_is_counted_by_itself(outcomes: SendOutcomes) -> None:
    assert outcomes.add("cre_1", BOUNCED) == BOUNCED
    assert outcomes.add("cre_1", Outcomes(complaints=1)) == Outcomes(1, 1, 1)
    assert outcomes.add("cre_2", Outcomes(1)) == Outcomes(1)
    outcomes.clear("cre_1")
    assert outcomes.add("cre_1", Outcomes(1)) == Outcomes(1)
    assert outcomes.add("cre_2", Outcomes()) == Outcomes(1)


def test_the_last_half_stays_when_a_new_one_begins_and_then_goes(outcomes: SendOutcomes) -> None:
    assert outcomes.add("account", Outcomes(HALF, bounces=3, complaints=2)) == Outcomes(HALF, 3, 2)
    assert outcomes.add("account", Outcomes(1, 1, 1)) == Outcomes(HALF + 1, 4, 3)
    assert outcomes.add("account", Outcomes(HALF - 1)) == Outcomes(2 * HALF, 4, 3)
    assert outcomes.add("account", Outcomes(1)) == Outcomes(HALF + 1, 1, 1)


def test_whoever_begins_anew_forgets_both_halves(outcomes: SendOutcomes) -> None:
    for half in (HALF, HALF, 1):
        outcomes.add("cre_1", Outcomes(half, bounces=3, complaints=2))
        outcomes.clear("cre_1")
        assert outcomes.add("cre_1", Outcomes()) == Outcomes()


class CountsAlone(DynamoOutcomes):
    """Another that has counted, and has not come to turn over yet."""

    def _turn_over(self, sender: str, full: Outcomes) -> None:
        pass


@pytest.mark.parametrize("other", [CountsAlone, DynamoOutcomes])
@pytest.mark.parametrize("late", [Outcomes(1), Outcomes(bounces=1), Outcomes(complaints=1), BOUNCED])
def test_who_counts_while_a_half_is_turned_over_is_not_lost(
    cases: Cases,
    outcomes: SendOutcomes,
    monkeypatch: pytest.MonkeyPatch,
    late: Outcomes,
    other: type[DynamoOutcomes],
) -> None:
    """Whether the other has come to turn over or not: a half is turned over as it was read, or not at all."""
    if not isinstance(outcomes, DynamoOutcomes):
        pytest.skip("memory has one worker")
    kept, others = DynamoOutcomes._turn_over, [late]

    def turn_over(self: DynamoOutcomes, sender: str, full: Outcomes) -> None:
        if others:
            other().add(sender, others.pop())
        kept(self, sender, full)

    monkeypatch.setattr(DynamoOutcomes, "_turn_over", turn_over)
    outcomes.add("cre_1", Outcomes(HALF, 2, 1))
    assert outcomes.add("cre_1", Outcomes()) == Outcomes(HALF, 2, 1) + late


def test_all_creditors_are_stopped_at_once_and_none_has_changed_anything(creditors: Creditors) -> None:
    day = date(2026, 12, 1)
    stop = Hold(HoldKind.SENDER_STOPPED, EVERYTHING, day, "relance", "5 of the last 9 mails came back", until=day)
    own = replace(stop, kind=HoldKind.PAUSE, by="Claire")
    creditors.commit_state("cre_1", CreditorState(pauses=(own,)), [BankDataTold("Claire", day)], AT)
    assert creditors.state("cre_1").stops == ()
    creditors.stop_all(stop)
    for who, pauses in (("cre_1", (own,)), ("cre_2", ())):
        assert (creditors.state(who).stops, creditors.state(who).pauses) == ((stop,), pauses)
        assert creditors.state(who, anew=True).stops == ()
        assert len(creditors.history(who)) == len(pauses)


def test_a_stop_of_all_is_seen_within_a_minute_and_so_is_its_end(
    creditors: Creditors, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the functions that did not write it."""
    if not isinstance(creditors, DynamoCreditors):
        pytest.skip("memory keeps nothing back")
    clock = FixedClock()
    warm = DynamoCreditors(clock)
    assert warm.state("cre_1").stops == ()
    until = date(2026, 12, 2)
    stop = Hold(HoldKind.SENDER_STOPPED, EVERYTHING, until, "relance", "why", until=until)
    for pause in (stop, replace(stop, until=until - timedelta(days=9))):
        creditors.stop_all(pause)
        clock.advance(seconds=61)
        assert warm.state("cre_1").stops == (pause,)
