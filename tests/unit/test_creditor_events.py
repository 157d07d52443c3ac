"""The facts of a creditor's own history."""

import json

import pytest

from chalicelib.domain import creditor_events, events
from chalicelib.domain.creditor_events import (
    BankDataTold,
    ChasePaused,
    ChaseResumed,
    ClosuresSet,
    PoliciesChosen,
    SenderReleased,
    SenderStopped,
)
from chalicelib.domain.events import Event
from tests.builders import MONDAY

EVERY = (
    ChasePaused("Claire", MONDAY, MONDAY, "congés"),
    ChaseResumed("Claire", MONDAY, MONDAY),
    ChaseResumed("Claire", MONDAY, None),
    ClosuresSet("Claire", (f"{MONDAY}/{MONDAY}",)),
    BankDataTold("Claire", MONDAY),
    PoliciesChosen("Claire", "standard-1", ("consumer-1",)),
    SenderStopped("relance", MONDAY, "5 of the last 5 mails came back"),
    SenderReleased("Claire", MONDAY),
)


def kinds_of(module: object) -> set[str]:
    return {e.kind for e in vars(module).values() if isinstance(e, type) and issubclass(e, Event) and e is not Event}


@pytest.mark.parametrize("event", EVERY)
def test_a_fact_survives_json_unchanged(event: Event) -> None:
    assert json.loads(json.dumps(event.data())) == event.data()
    assert event.kind == type(event).__name__


def test_no_fact_of_a_creditor_has_the_name_of_one_of_a_case() -> None:
    assert kinds_of(creditor_events) == {e.kind for e in EVERY}
    assert not kinds_of(creditor_events) & kinds_of(events)
