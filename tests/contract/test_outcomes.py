"""What became of the last mails, counted in memory and in the tables; and the stop of all creditors."""

from datetime import date

import pytest

from chalicelib.adapters.dynamo.outcomes import DynamoOutcomes
from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind
from chalicelib.domain.outcomes import HALF, Outcomes
from chalicelib.ports import Cases, Creditors, SendOutcomes
from infra.memory.outcomes import MemoryOutcomes
from tests.fakes import MemoryCases

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
    assert outcomes.add("account", Outcomes(HALF, bounces=3)) == Outcomes(HALF, 3)
    assert outcomes.add("account", BOUNCED) == Outcomes(HALF + 1, 4)
    assert outcomes.add("account", Outcomes(HALF - 1)) == Outcomes(2 * HALF, 4)
    assert outcomes.add("account", Outcomes(1)) == Outcomes(HALF + 1, 1)


def test_who_counts_while_a_half_is_turned_over_is_not_lost(
    cases: Cases, outcomes: SendOutcomes, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not isinstance(outcomes, DynamoOutcomes):
        pytest.skip("memory has one worker")
    kept, late = DynamoOutcomes._turn_over, [BOUNCED]

    def turn_over(self: DynamoOutcomes, sender: str, full: Outcomes) -> None:
        if late:
            self.add(sender, late.pop())
        kept(self, sender, full)

    monkeypatch.setattr(DynamoOutcomes, "_turn_over", turn_over)
    outcomes.add("cre_1", Outcomes(HALF))
    assert outcomes.add("cre_1", Outcomes()) == Outcomes(HALF + 1, 1)


def test_all_creditors_are_stopped_at_once_and_none_has_changed_anything(creditors: Creditors) -> None:
    day = date(2026, 12, 1)
    pause = Hold(HoldKind.PAUSE, EVERYTHING, day, "relance", "5 of the last 9 mails came back", until=day)
    assert creditors.state("cre_1").pauses == ()
    creditors.stop_all(pause)
    for who in ("cre_1", "cre_2"):
        assert creditors.state(who).pauses == (pause,)
        assert creditors.state(who, anew=True).pauses == ()
        assert creditors.history(who) == ()
