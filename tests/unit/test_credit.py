"""What was overpaid is set against the oldest due date first, each cent once: in the decision and in every letter."""

from chalicelib.domain.decision import Why
from chalicelib.domain.facts import Facts
from chalicelib.domain.ladder import decide
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.position import credit_shares
from chalicelib.domain.step import StepItem
from tests.builders import MONDAY, UNATTENDED, days, dispute, fact, pause, step

OLD, YOUNG, CREDIT = fact("a", late=53, cents=10000), fact("b", late=13, cents=15000), fact("c", cents=-15000)


def heard(level: Level, ago: int) -> object:
    return step(level, StepState.DELIVERED, on=MONDAY - days(ago), items=(StepItem("a", level),))


def test_the_oldest_is_covered_first_and_the_rest_goes_on_to_the_next() -> None:
    assert credit_shares(Facts((CREDIT, YOUNG, OLD)), MONDAY) == {"a": 10000, "b": 5000}


def test_it_is_the_due_date_that_makes_the_oldest_and_not_the_id() -> None:
    young, old = fact("a", late=3, cents=10000), fact("b", late=53, cents=10000)
    assert credit_shares(Facts((young, old, fact("c", cents=-15000))), MONDAY) == {"b": 10000, "a": 5000}


def test_what_is_left_over_covers_nothing_else() -> None:
    assert credit_shares(Facts((OLD, fact("c", cents=-20000))), MONDAY) == {"a": 10000}


def test_without_an_overpayment_there_is_nothing_to_share() -> None:
    assert credit_shares(Facts((OLD, YOUNG, fact("p", cents=0))), MONDAY) == {}


def test_what_is_contested_or_paused_gets_no_part() -> None:
    for hold in (dispute("a"), pause("a", until=MONDAY)):
        assert credit_shares(Facts((OLD, YOUNG, CREDIT), holds=(hold,)), MONDAY) == {"b": 15000}
    ended = (dispute("a", until=MONDAY - days(1)),)
    assert credit_shares(Facts((OLD, YOUNG, CREDIT), holds=ended), MONDAY) == {"a": 10000, "b": 5000}


def test_who_still_owes_is_written_to_though_each_invoice_alone_would_be_covered() -> None:
    steps = (heard(Level.REMINDER_1, 48), heard(Level.REMINDER_2, 40), heard(Level.FINAL_REMINDER, 30))
    decision = decide(Facts((OLD, YOUNG, CREDIT), steps), UNATTENDED, MONDAY)  # type: ignore[arg-type]
    assert [(r.invoice_id, r.why) for r in decision.reasons] == [
        ("a", Why.IN_CREDIT),
        ("b", Why.SENDS),
        ("c", Why.PAID),
    ]
    assert decision.message is not None
    assert decision.message.items == (StepItem("b", Level.REMINDER_1),)
