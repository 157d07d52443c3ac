"""A letter that waits for the post is to be posted while all that it says is so."""

from dataclasses import replace
from datetime import date

from chalicelib.domain.facts import Facts, InvoiceFacts
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.plan import Instalment, Plan
from chalicelib.domain.policy import Channel
from chalicelib.domain.position import positions
from chalicelib.domain.posting import says_what_is_so
from chalicelib.domain.standing_plan import standing_plans
from chalicelib.domain.step import Figures, Step, StepItem
from tests.builders import days, debtor
from tests.scenarios.diary import Diary, under

DAY = date(2026, 11, 9)
DUE = DAY - days(7)


def letter(level: Level, *names: str, figures: tuple[Figures, ...] = ()) -> Step:
    items = tuple(StepItem(name, level) for name in names)
    return Step("s", level, DAY, items, StepState.UNPOSTED, channel=Channel.POST, figures=figures)


def is_so(step: Step, facts: Facts, on: date = DAY) -> bool:
    return says_what_is_so(step, facts, positions(facts, on), standing_plans(facts, on), on)


def test_a_letter_says_what_is_so_until_a_part_that_it_lists_is_paid() -> None:
    parts = [InvoiceFacts(f"a/{n}", "F-1", DUE, Money(5000), part_of="a") for n in (1, 2)]
    for figures in ((Figures(5000), Figures(5000)), ()):
        both = letter(Level.REMINDER_1, "a/1", "a/2", figures=figures)
        assert is_so(both, Facts(tuple(parts)))
        assert not is_so(both, Facts((parts[1],)))


def test_an_instalment_of_another_plan_is_none_of_its_own() -> None:
    owed = tuple(InvoiceFacts(name, name, DUE, Money(5000)) for name in ("a", "b"))
    half = Instalment(DAY + days(10), Money(5000))
    plans = [Plan(n, (n,), (half,), DUE, "creditor", Money(0), 8) for n in ("a", "b")]
    reminder = replace(letter(Level.INSTALMENT, "a"), recalls=(half,))
    assert is_so(reminder, Facts(owed, plans=tuple(plans)))
    paid = replace(plans[0], received=Money(5000))
    assert not is_so(reminder, Facts(owed, plans=(paid, plans[1])))


def test_a_reminder_that_was_kept_without_what_it_asks_for_is_taken_at_its_word_while_its_plan_stands() -> None:
    owed = (InvoiceFacts("a", "F-1", DUE, Money(5000)),)
    plan = Plan("a", ("a",), (Instalment(DAY + days(10), Money(5000)),), DUE, "creditor", Money(0), 8)
    assert is_so(letter(Level.INSTALMENT, "a"), Facts(owed, plans=(plan,)))
    assert not is_so(letter(Level.INSTALMENT, "a"), Facts(owed, plans=(replace(plan, ended_on=DAY),)))


def test_a_notice_is_to_be_posted_until_the_last_of_its_invoices_is_due() -> None:
    diary = Diary(office=under("standard-1"))
    diary.owes("F-1", due=date(2026, 10, 8), who=debtor(email=None)).owes(
        "F-2", due=date(2026, 10, 12), who=debtor(email=None)
    )
    diary.lives_until(date(2026, 10, 6))
    assert diary.pages == ["6 Oct notice F-1 F-2: unposted"]
    for day in range(6, 13):
        assert diary.lives_until(date(2026, 10, day)).tasks == ["post-letter F-1 F-2"]
    assert diary.lives_until(date(2026, 10, 13)).pages[0] == "6 Oct notice F-1 F-2: withdrawn"


FIRST, SECOND = Instalment(DAY + days(10), Money(4000)), Instalment(DAY + days(11), Money(3000))
PLAN = Plan("p", ("a", "b"), (FIRST, SECOND, Instalment(DAY + days(40), Money(3000))), DUE, "creditor", Money(0), 8)


def test_a_reminder_of_two_instalments_says_what_is_so_until_one_of_them_is_paid() -> None:
    owed = (InvoiceFacts("a", "F-1", DUE, Money(10000)),)
    both = replace(letter(Level.INSTALMENT, "a"), recalls=(FIRST, SECOND))
    assert is_so(both, Facts(owed, plans=(PLAN,)))
    assert not is_so(both, Facts(owed, plans=(replace(PLAN, received=Money(4000)),)))


def test_a_reminder_need_not_list_an_invoice_of_its_plan_on_which_too_much_was_paid() -> None:
    owed = (InvoiceFacts("a", "F-1", DUE, Money(10000)), InvoiceFacts("b", "F-2", DUE, Money(-1000)))
    rest = replace(FIRST, amount=Money(3000))
    assert is_so(replace(letter(Level.INSTALMENT, "a"), recalls=(rest,)), Facts(owed, plans=(PLAN,)))


def test_a_reminder_of_an_invoice_in_parts_lists_those_that_are_owed() -> None:
    parts = [InvoiceFacts(f"a/{n}", "F-1", DUE, Money(5000), part_of="a") for n in (1, 2)]
    reminder = replace(letter(Level.INSTALMENT, "a/1", "a/2"), recalls=(FIRST,))
    assert is_so(reminder, Facts(tuple(parts), plans=(PLAN,)))
    assert not is_so(replace(reminder, items=reminder.items[1:]), Facts(tuple(parts), plans=(PLAN,)))
