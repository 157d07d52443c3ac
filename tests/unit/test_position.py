"""What may be claimed of each invoice once holds, contests of a part and credits are off."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.facts import Facts, InvoiceFacts
from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind
from chalicelib.domain.money import Money
from chalicelib.domain.plan import Instalment, Plan
from chalicelib.domain.position import Position, contests, positions
from chalicelib.domain.standing_plan import standing_plans
from tests.builders import MONDAY, days, fact, pause


def contest(cents: int, about: str = "a") -> Hold:
    return Hold(HoldKind.DISPUTE, about, MONDAY, "debtor", "wrong-amount", amount=Money(cents))


def part(name: str, of: str, *, late: int, cents: int) -> InvoiceFacts:
    return InvoiceFacts(name, of.upper(), MONDAY - days(late), Money(cents), part_of=of)


def position(*invoices: InvoiceFacts, of: str = "a", **facts: Any) -> Position:
    return positions(Facts(invoices, **facts), MONDAY)[of]


def test_a_contest_of_a_part_leaves_the_rest_to_be_claimed() -> None:
    found = position(fact(cents=10000), holds=(contest(4000),))
    assert (found.hold, found.contested, found.claimed) == (None, Money(4000), Money(6000))


def test_two_contests_of_parts_add_up() -> None:
    assert position(fact(cents=10000), holds=(contest(4000), contest(1000))).claimed == Money(5000)


@pytest.mark.parametrize("contested", [10000, 10001], ids=["all of it", "more than is left, the rest being paid"])
def test_the_invoice_is_held_when_all_that_is_left_is_contested(contested: int) -> None:
    hold = contest(contested)
    found = position(fact(cents=10000), holds=(hold,))
    assert (found.hold, found.contested) == (hold, Money(0))


def test_a_contest_of_a_part_that_has_ended_takes_nothing_off() -> None:
    ended = Hold(HoldKind.DISPUTE, "a", MONDAY - days(9), "debtor", "other", until=MONDAY - days(1), amount=Money(4000))
    assert position(fact(cents=10000), holds=(ended,)).claimed == Money(10000)


def test_a_contest_of_a_part_is_taken_off_what_falls_due_first() -> None:
    parts = part("a/2", "a", late=3, cents=5000), part("a/1", "a", late=40, cents=5000)
    held = (contest(7000),)
    assert position(*parts, of="a/1", holds=held).hold == held[0]
    assert position(*parts, of="a/2", holds=held).claimed == Money(3000)


def test_what_is_shown_as_contested_is_taken_off_what_falls_due_first_too() -> None:
    """The tenth part is no earlier than the second, however their names are sorted."""
    parts = part("a/10", "a", late=3, cents=5000), part("a/2", "a", late=40, cents=5000)
    found = contests(Facts(parts, holds=(contest(3000),)), MONDAY)
    assert [(name, p.contested.cents) for name, p in found.items()] == [("a/2", 3000), ("a/10", 0)]


def test_a_hold_on_an_invoice_stands_on_all_its_parts() -> None:
    parts = part("a/1", "a", late=40, cents=5000), part("a/2", "a", late=3, cents=5000)
    assert all(position(*parts, of=p.id, holds=(pause("a"),)).hold for p in parts)


def test_a_hold_on_everything_stands_on_every_invoice() -> None:
    hold = pause(EVERYTHING, until=MONDAY)
    assert [position(fact("a"), fact("b"), of=name, holds=(hold,)).hold for name in "ab"] == [hold, hold]


def test_of_several_holds_the_strongest_is_named_in_whatever_order_they_came() -> None:
    kinds = list(HoldKind)
    for weaker in range(1, len(kinds)):
        strong, weak = (Hold(k, "a", MONDAY, "creditor", "") for k in (kinds[weaker - 1], kinds[weaker]))
        for holds in ((strong, weak), (weak, strong)):
            assert position(fact(), holds=holds).hold == strong


def test_of_several_holds_of_one_kind_the_one_that_stands_longest_is_named_and_one_without_an_end_before_all() -> None:
    short, long, endless = (pause("a", until=until) for until in (MONDAY, MONDAY + days(9), None))
    for holds, named in (((short, long), long), ((long, short), long), ((long, endless), endless)):
        assert position(fact(), holds=holds).hold == named


@pytest.mark.parametrize("owed", [0, -5000], ids=["paid", "overpaid"])
def test_nothing_is_contested_of_what_is_owed_no_more_and_what_is_contested_is_taken_off_the_rest(owed: int) -> None:
    parts, held = (part("a/1", "a", late=40, cents=owed), part("a/2", "a", late=3, cents=10000)), (contest(4000),)
    first, second = (position(*parts, of=name, holds=held) for name in ("a/1", "a/2"))
    assert (first.hold, first.contested, first.claimed) == (None, Money(0), Money(owed))
    assert second.contested == Money(4000)


def test_a_whole_hold_counts_before_a_contest_of_a_part() -> None:
    hold = pause("a", until=MONDAY)
    found = position(fact(cents=10000), holds=(contest(4000), hold))
    assert (found.hold, found.contested) == (hold, Money(0))


@pytest.mark.parametrize("kind", [k for k in HoldKind if k is not HoldKind.DISPUTE])
def test_what_is_no_dispute_stands_on_the_whole_whatever_its_amount(kind: HoldKind) -> None:
    hold = Hold(kind, "a", MONDAY, "creditor", "", until=MONDAY + days(9), amount=Money(1))
    assert not hold.is_partial
    assert position(fact(cents=10000), holds=(hold,)).hold == hold


def test_its_amount_is_not_added_to_what_is_contested() -> None:
    paused = Hold(HoldKind.PAUSE, "a", MONDAY, "creditor", "", amount=Money(6000))
    # Both amounts together would come to all of it, and the dispute, being stronger, would be named.
    assert position(fact(cents=10000), holds=(contest(4000), paused)).hold == paused


def test_credit_on_no_invoice_counts_like_an_overpayment() -> None:
    assert position(fact(cents=10000), credits=(Money(3000), Money(500))).claimed == Money(6500)


def test_credit_covers_what_is_not_contested_and_no_more() -> None:
    old, young = fact("a", late=40, cents=10000), fact("b", cents=10000)
    both: dict[str, Any] = {"holds": (contest(4000),), "credits": (Money(8000),)}
    assert (position(old, young, **both).credit, position(old, young, of="b", **both).credit) == (
        Money(6000),
        Money(2000),
    )


def plan(*, received: int = 0, grace: int = 8, **changes: object) -> Plan:
    """Two instalments of 50 EUR, the first due today, the second in a month."""
    instalments = Instalment(MONDAY, Money(5000)), Instalment(MONDAY + days(30), Money(5000))
    return Plan("p", ("a",), instalments, MONDAY - days(5), "debtor", Money(received), grace, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("late", "stands"), [(0, True), (8, True), (9, False)], ids=["on its day", "in its grace", "in default"]
)
def test_a_plan_holds_its_invoices_until_an_instalment_is_in_default(late: int, stands: bool) -> None:
    found = positions(Facts((fact("a"), fact("b")), plans=(plan(),)), MONDAY + days(late))
    hold = found["a"].hold
    assert (hold is not None and hold.kind is HoldKind.PLAN) is stands
    assert found["b"].hold is None


def test_an_instalment_that_was_paid_puts_the_default_off_to_the_next() -> None:
    kept = Facts((fact("a"),), plans=(plan(received=5000),))
    assert [s.until for s in standing_plans(kept, MONDAY + days(38))] == [MONDAY + days(38)]
    assert standing_plans(kept, MONDAY + days(39)) == ()


def test_an_instalment_that_lacks_a_cent_is_unpaid() -> None:
    assert [i.on for i in plan(received=4999).left()] == [MONDAY, MONDAY + days(30)]
    assert [i.on for i in plan(received=5000).left()] == [MONDAY + days(30)]


def test_a_plan_that_was_ended_or_paid_holds_nothing() -> None:
    for over in (plan(ended_on=MONDAY), plan(received=10000)):
        assert standing_plans(Facts((fact("a"),), plans=(over,)), MONDAY) == ()


def test_a_credit_pays_one_plan_only_and_first_the_one_that_was_agreed_first_whatever_its_name() -> None:
    older = replace(plan(), id="z", agreed_on=MONDAY - days(6))
    younger = replace(plan(), id="y", invoice_ids=("b",))
    found = standing_plans(Facts((fact("a"), fact("b")), plans=(younger, older), credits=(Money(5000),)), MONDAY)
    assert [(s.plan.id, s.credit) for s in found] == [("z", Money(5000)), ("y", Money(0))]
