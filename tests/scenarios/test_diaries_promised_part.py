"""A contest of a part excuses that part of what was promised, and nothing of the rest.

The invoice of 100,00 € is due on Monday 2 November 2026; on the 6th its payment is promised for the 20th, with three
days of grace.
"""

from collections.abc import Callable
from datetime import date

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.e_invoice import StatusCode
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.money import Money
from chalicelib.domain.position import positions
from chalicelib.domain.promise import PromiseState
from chalicelib.usecases.foresee import Foresee
from tests.builders import CREDITOR, SITE, days
from tests.scenarios.diary import Diary, ids, under

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE = date(2026, 11, 2)
KEPT, BROKEN, OPEN = PromiseState.KEPT, PromiseState.BROKEN, PromiseState.OPEN
WITHDRAWN = PromiseState.WITHDRAWN


def november(day: int) -> date:
    return date(2026, 11, day)


def december(day: int) -> date:
    return date(2026, 12, day)


def contested(cents: int = 4000, day: int = 12) -> Diary:
    diary = Diary().owes("F-1", due=DUE).lives_until(november(6)).promises(november(20), "F-1")
    diary.lives_until(november(day))
    return diary.holds(HoldKind.DISPUTE, "F-1", amount=Money(cents))


def test_the_rest_that_is_not_paid_breaks_the_promise() -> None:
    diary = contested().lives_until(november(23))
    assert (diary.promise_states, diary.why("F-1")) == ([OPEN], Why.PROMISED)
    diary.lives_until(november(24))
    assert (diary.promise_states, diary.claimed_cents[-1]) == ([BROKEN], 6000)


def test_the_rest_that_is_paid_keeps_the_promise_open_until_the_contest_is_answered() -> None:
    diary = contested().lives_until(november(19)).pays("F-1", 6000).lives_until(december(9))
    assert (diary.promise_states, diary.why("F-1")) == ([OPEN], Why.CONTESTED)
    diary.lets_go_on(HoldKind.DISPUTE, "F-1", "the price is right").lives_until(december(11))
    assert (diary.promise_states, diary.why("F-1")) == ([OPEN], Why.PROMISED)
    diary.pays("F-1", 4000).lives_until(december(14))
    assert diary.promise_states == [KEPT]


def test_what_was_contested_and_is_not_paid_in_its_own_grace_breaks_the_promise() -> None:
    diary = contested().lives_until(november(19)).pays("F-1", 6000).lives_until(december(9))
    diary.lets_go_on(HoldKind.DISPUTE, "F-1", "the price is right").lives_until(december(14))
    assert (diary.promise_states, diary.claimed_cents[-1]) == ([BROKEN], 4000)
    diary.pays("F-1", 4000, on=december(14))
    assert diary.promise_states == [BROKEN], "what was paid in time of the rest mends nothing"


def test_what_was_contested_and_paid_in_its_own_grace_but_booked_late_mends_the_promise() -> None:
    diary = contested().lives_until(november(19)).pays("F-1", 6000).lives_until(december(9))
    diary.lets_go_on(HoldKind.DISPUTE, "F-1", "the price is right").lives_until(december(14))
    assert diary.pays("F-1", 4000, on=december(10)).promise_states == [KEPT]


def test_the_rest_that_was_paid_in_time_and_booked_late_mends_the_promise_though_a_part_is_contested() -> None:
    diary = contested().lives_until(november(25))
    assert diary.pays("F-1", 5999, on=november(20)).promise_states == [BROKEN]
    diary.pays("F-1", 1, "one cent more", on=november(23))
    assert (diary.promise_states, diary.history[-2:]) == ([OPEN], ["PaymentRecorded", "PromiseResumed"])
    diary.lives_until(december(9)).lets_go_on(HoldKind.DISPUTE, "F-1", "the price is right").lives_until(december(11))
    assert (diary.promise_states, diary.why("F-1")) == ([OPEN], Why.PROMISED), "as if it had been booked in time"
    assert diary.lives_until(december(14)).promise_states == [BROKEN]
    anew = contested().lives_until(november(25)).promises(november(30), "F-1").pays("F-1", 6000, on=november(20))
    assert anew.promise_states == [WITHDRAWN, OPEN], "what was promised since stands in its place"
    late = contested().lives_until(november(25)).pays("F-1", 6000, on=november(24))
    assert late.promise_states == [BROKEN]


@pytest.mark.parametrize("day", [3, 4])
def test_the_rest_that_came_late_broke_the_promise_also_in_the_last_days_of_what_was_contested(day: int) -> None:
    """The contest of 40.00 ends on 1 December, with three days more; nobody had looked since 20 November."""
    diary = (
        Diary().owes("F-1", due=DUE).lives_until(november(6)).promises(november(20), "F-1").lives_until(november(12))
    )
    diary.holds(HoldKind.DISPUTE, "F-1", amount=Money(4000), until=december(1)).lives_until(november(20))
    assert diary.lives_until(december(day), planner_runs=False).pays("F-1", 6000).promise_states == [BROKEN]


def test_a_contest_of_all_that_was_promised_excuses_it() -> None:
    diary = contested(10000).lives_until(december(9))
    assert (diary.promise_states, diary.why("F-1")) == ([OPEN], Why.CONTESTED)
    assert diary.lets_go_on(HoldKind.DISPUTE, "F-1").lives_until(december(11)).promise_states == [OPEN]
    assert diary.lives_until(december(14)).promise_states == [BROKEN]


def test_a_contest_of_a_part_that_is_over_by_then_moves_the_grace_of_the_whole() -> None:
    diary = contested().lives_until(november(23)).lets_go_on(HoldKind.DISPUTE, "F-1")
    assert diary.lives_until(november(25)).promise_states == [OPEN]
    assert diary.why("F-1") is Why.PROMISED
    assert diary.lives_until(november(26)).promise_states == [BROKEN]


def test_a_contest_of_a_part_after_the_last_day_changes_nothing() -> None:
    diary = contested(day=24)
    assert diary.lives_until(november(25)).promise_states == [BROKEN]


def test_a_contest_of_a_part_that_ends_by_itself_excuses_that_part_alone() -> None:
    def dated() -> Diary:
        diary = Diary().owes("F-1", due=DUE).lives_until(november(6)).promises(november(20), "F-1")
        diary.lives_until(november(12))
        return diary.holds(HoldKind.DISPUTE, "F-1", amount=Money(4000), until=december(10))

    diary = dated().lives_until(november(24))
    assert (diary.promise_states, diary.claimed_cents[-1]) == ([BROKEN], 6000)
    paid = dated().lives_until(november(19)).pays("F-1", 6000).lives_until(december(11))
    assert (paid.promise_states, paid.why("F-1")) == ([OPEN], Why.PROMISED)
    assert paid.lives_until(december(14)).promise_states == [BROKEN]


@pytest.mark.parametrize(
    "other",
    [
        lambda d: d.holds(HoldKind.UNMATCHED_MONEY),
        lambda d: d.holds(HoldKind.PAUSE, "F-1"),
        lambda d: d.holds(HoldKind.PAUSE),
        lambda d: d.is_told("F-1", StatusCode.CASHED),
    ],
    ids=["unmatched money", "a pause of the invoice", "a pause of all", "cashed by its platform"],
)
def test_a_part_is_contested_while_something_without_an_end_holds_the_whole(other: Callable[[Diary], Diary]) -> None:
    diary = other(contested())
    assert (diary.why("F-1"), diary.promise_states) == (Why.PROMISED, [OPEN])
    assert diary.lives_until(december(9)).promise_states == [OPEN]
    assert diary.why("F-1") in (Why.UNMATCHED_MONEY, Why.PAUSED)


Told = list[tuple[str, date, Why | None, date | None]]


def foreseen_and_lived(diary: Diary, *numbers: str) -> tuple[Told, Told]:
    """Of the forty days that follow: the reason of each invoice on each day, and the days of messages."""
    office, today = diary.office, diary.today
    foresee = Foresee(office.cases, office.judge, office.clock, SITE)
    (seen,) = foresee.preview(CREDITOR, today, today + days(40)).debtors
    whys = {
        (n, today + days(d)): foresee.why(CREDITOR, ids([n])[0], today + days(d)) for n in numbers for d in range(40)
    }
    foreseen, lived = Told(), Told()
    for (number, on), (reason,) in sorted(whys.items(), key=lambda w: w[0][1]):
        found = diary.lives_until(on).reason(number)
        # What goes out on a day is foreseen of its morning, and looked up after it.
        if reason.why is not Why.SENDS:
            foreseen.append((number, on, reason.why, reason.until))
            lived.append((number, on, found.why, found.until))
    diary.lives_until(today + days(40))
    foreseen += [("", e.on, None, None) for e in seen.messages]
    lived += [("", s.on, None, None) for s in office.case.steps if s.on > today]
    return foreseen, lived


@pytest.mark.parametrize("last", [21, 22, 23, 24, 25, 26, 27, 30])
def test_what_is_foreseen_of_the_rest_is_what_happens(last: int) -> None:
    diary = Diary().owes("F-1", due=DUE).lives_until(november(6)).promises(november(20), "F-1")
    diary.lives_until(november(12)).holds(HoldKind.DISPUTE, "F-1", amount=Money(4000), until=november(last))
    foreseen, lived = foreseen_and_lived(diary.lives_until(november(16)), "F-1")
    assert len(foreseen) > 30
    assert foreseen == lived


def test_what_is_foreseen_of_a_promise_on_two_invoices_is_what_happens() -> None:
    diary = Diary().owes("F-1", due=DUE).owes("F-2", due=DUE).lives_until(november(6))
    diary.promises(november(20), "F-1", "F-2").lives_until(november(18))
    diary.holds(HoldKind.PAUSE, "F-2", until=november(25))
    foreseen, lived = foreseen_and_lived(diary, "F-1", "F-2")
    assert len(foreseen) > 60
    assert foreseen == lived


def test_what_was_missed_since_it_was_told_broken_keeps_it_broken() -> None:
    """Told broken for the first, whose money was there; the other had its own days still, and was never paid."""
    diary = Diary().owes("F-1", due=DUE).owes("F-2", due=DUE).lives_until(november(6))
    diary.promises(november(20), "F-1", "F-2").lives_until(november(18))
    diary.holds(HoldKind.PAUSE, "F-2", until=november(27)).lives_until(december(15))
    assert diary.promise_states == [BROKEN]
    diary.pays("F-1", 10000, on=november(20))
    assert (diary.promise_states, diary.office.case.promises[0].missed) == ([BROKEN], ids(["F-2"]))
    assert diary.pays("F-2", 10000, on=november(30)).promise_states == [KEPT]


def test_what_was_paid_in_its_own_later_days_was_not_missed_when_the_rest_turns_up() -> None:
    diary = Diary().owes("F-1", due=DUE).owes_in_parts("F-2", (DUE, 5000), (december(28), 5000))
    diary.lives_until(november(6)).promises(november(20), "F-1", "F-2").lives_until(november(18))
    diary.holds(HoldKind.PAUSE, "F-2", until=november(27)).lives_until(november(29)).pays("F-2", 5000)
    diary.lives_until(december(15))
    assert diary.promise_states == [BROKEN]
    assert diary.pays("F-1", 10000, on=november(20)).promise_states == [KEPT]


def test_what_was_contested_and_never_paid_keeps_it_broken_when_the_rest_was_there_in_time() -> None:
    diary = contested().lives_until(november(26)).lets_go_on(HoldKind.DISPUTE, "F-1").lives_until(december(20))
    assert diary.pays("F-1", 6000, on=november(20)).promise_states == [BROKEN]
    assert diary.pays("F-1", 4000, "REST", on=november(28)).promise_states == [KEPT]


def test_a_pause_moves_the_grace_of_the_rest_while_a_part_is_contested() -> None:
    diary = contested().holds(HoldKind.PAUSE, "F-1", until=november(25)).lives_until(november(28))
    assert (diary.promise_states, diary.why("F-1")) == ([OPEN], Why.PROMISED)
    assert diary.lives_until(november(30)).promise_states == [BROKEN]


def test_credit_that_covers_the_rest_keeps_it_back_and_the_contested_part_stays_promised() -> None:
    diary = contested().lives_until(november(19)).credits_no_invoice(6000).lives_until(december(4))
    assert diary.promise_states == [OPEN]
    assert diary.why("F-1") is Why.IN_CREDIT


@pytest.mark.parametrize(("second", "ends"), [(20, BROKEN), (21, KEPT)])
def test_a_promise_is_about_every_part_that_is_due_by_its_day(second: int, ends: PromiseState) -> None:
    diary = Diary().owes_in_parts("F-1", (DUE, 5000), (november(second), 5000)).lives_until(november(6))
    diary.promises(november(20), "F-1").lives_until(november(18)).pays("F-1", 5000).lives_until(november(25))
    assert diary.promise_states == [ends]


def test_a_rest_that_came_too_late_is_not_excused_by_the_contest_of_the_other_part_told_late() -> None:
    """Nobody could tell while the bank data was old; then all is paid, and the contest is over."""
    diary = Diary(office=under("standard-1", bank_data_days=3)).imports_bank_data().owes("F-1", due=DUE)
    diary.lives_until(november(6)).imports_bank_data().promises(november(20), "F-1").lives_until(november(12))
    diary.holds(HoldKind.DISPUTE, "F-1", amount=Money(4000), until=december(1)).lives_until(december(2))
    diary.imports_bank_data().lives_until(december(3))
    assert diary.promise_states == [BROKEN]
    assert diary.pays("F-1", 10000).promise_states == [BROKEN]


def test_a_part_is_contested_once_where_its_invoice_is_paid_and_owed_again_on_one_day() -> None:
    diary = Diary().owes("F-1", due=DUE).lives_until(november(6)).holds(HoldKind.DISPUTE, "F-1", amount=Money(6000))
    diary.pays("F-1", 10000, "VIR-1").takes_back("F-1", "VIR-1")
    (position,) = positions(diary.office.case.facts(), diary.today).values()
    assert (position.contested, diary.tasks) == (Money(6000), ["answer-dispute F-1"])
