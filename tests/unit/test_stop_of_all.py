"""Where the mails of all creditors together come back too often, all are stopped for a day and the next."""

from typing import NoReturn

import pytest

from chalicelib.domain.errors import CaseMoved
from chalicelib.domain.outcomes import ACCOUNT, Outcomes
from chalicelib.usecases.steer_creditor import SteerCreditor
from chalicelib.usecases.watch_outcomes import STOPPED
from tests.builders import CREDITOR, MONDAY, Office, creditor, days
from tests.unit.test_watch_outcomes import BAD, mailed


def all_are_stopped(told: Office) -> None:
    for n in range(5):
        told.creditors.put(creditor(id=f"cre_{n}"))
        told.watch(f"cre_{n}", BAD)


def test_where_all_creditors_together_are_too_bad_all_are_stopped_for_a_day() -> None:
    """None of them alone has five."""
    told, _ = mailed(0)
    for n in range(5):
        told.creditors.put(creditor(id=f"cre_{n}"))
        told.watch(f"cre_{n}", BAD)
    assert [told.creditors.state(f"cre_{n}", anew=True).stops for n in range(5)] == [()] * 5
    for who in ("cre_0", "cre_9"):
        state = told.creditors.state(who)
        assert [state.is_quiet(MONDAY + days(n)) for n in (-1, 0, 1, 2)] == [True, True, True, False]
        assert state.stops[-1].reason == "5 of the last 5 mails came back"
        assert told.creditors.state(who, anew=True).stops == (), "it is nothing that a creditor has changed"
    assert ACCOUNT not in told.outcomes.counted
    assert [(what, n) for what, n in told.metrics.counted if what == STOPPED] == [(STOPPED, 1)], "its alarm goes off"


@pytest.mark.parametrize(("begins", "is_one"), [(2, True), (3, True), (4, False), (20, False)])
def test_a_stop_of_all_that_follows_on_another_is_one_with_it(begins: int, *, is_one: bool) -> None:
    """Whoever promised to pay by a day of the first is excused for both; one that is over is another matter."""
    told, _ = mailed(0)
    all_are_stopped(told)
    told.wake(MONDAY + days(begins))
    all_are_stopped(told)
    state = told.creditors.state(CREDITOR)
    quiet = [n for n in range(-2, 30) if state.is_quiet(MONDAY + days(n))]
    assert quiet == [*range(-1 if is_one else begins - 1, begins + 2)]


def test_what_a_creditor_changes_meanwhile_takes_no_stop_of_all_along() -> None:
    """It would stand among what that creditor's own mails have done, in its history, when all go on."""
    told, _ = mailed(0)
    all_are_stopped(told)
    SteerCreditor(told.creditors, told.judge.policies, told.clock).tell_bank_data(CREDITOR, MONDAY)
    own = told.creditors.state(CREDITOR, anew=True)
    assert (own.stops, own.bank_data_on) == ((), MONDAY)


def test_what_comes_back_while_all_are_stopped_was_sent_before() -> None:
    told, _ = mailed(0)
    all_are_stopped(told)
    told.watch("cre_9", BAD)
    assert [told.outcomes.add(sender, Outcomes()) for sender in ("cre_9", ACCOUNT)] == [Outcomes()] * 2
    told.wake(MONDAY + days(2))
    told.watch("cre_9", BAD)
    assert told.outcomes.add("cre_9", Outcomes()) == Outcomes(1, bounces=1)


@pytest.mark.parametrize(("hour", "last"), [(8, 1), (13, 2)])
def test_all_are_stopped_for_that_day_and_the_next_where_it_is_tomorrow_already(hour: int, last: int) -> None:
    told, _ = mailed(0)
    told.wake(MONDAY, hour)
    all_are_stopped(told)
    state = told.creditors.state(CREDITOR)
    assert [state.is_quiet(MONDAY + days(n)) for n in (last, last + 1)] == [True, False]


def test_a_stop_of_all_that_is_over_is_told_no_more() -> None:
    told, _ = mailed(0)
    all_are_stopped(told)
    state = told.creditors.state(CREDITOR)
    assert [len(state.stops_on(MONDAY + days(n))) for n in (0, 1, 2)] == [1, 1, 0]


def fails(*_: object) -> NoReturn:
    raise CaseMoved("the table has said no")


def test_whoever_could_not_stop_all_has_forgotten_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The event comes again: were the count gone, nobody would be stopped until as many more have come back."""
    told, _ = mailed(0)
    monkeypatch.setattr(told.creditors, "stop_all", fails)
    with pytest.raises(CaseMoved):
        all_are_stopped(told)
    assert told.outcomes.add(ACCOUNT, Outcomes()) == Outcomes(5, bounces=5)


def test_nor_has_whoever_could_not_stop_one(monkeypatch: pytest.MonkeyPatch) -> None:
    told, _ = mailed(0)
    for _ in range(4):
        told.watch(CREDITOR, BAD)
    monkeypatch.setattr(SteerCreditor, "stop", fails)
    with pytest.raises(CaseMoved):
        told.watch(CREDITOR, BAD)
    assert [told.outcomes.add(sender, Outcomes()) for sender in (CREDITOR, ACCOUNT)] == [Outcomes(5, bounces=5)] * 2
