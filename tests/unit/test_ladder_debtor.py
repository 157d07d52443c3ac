"""The daily decision for the debtor as a whole: one message at a time, a gap between two, working days, channels."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.decision import Decision, Reason, Why
from chalicelib.domain.facts import Facts, InvoiceFacts
from chalicelib.domain.ladder import decide
from chalicelib.domain.level import LADDER, Level
from chalicelib.domain.lifecycle import ON_ITS_WAY, STOPPED, StepState
from chalicelib.domain.policy import Budget
from chalicelib.domain.step import StepItem
from tests.builders import MONDAY, UNATTENDED, days, fact, step

NOTICE, R1, R2, FINAL, FORMAL = LADDER[:5]
SATURDAY, TOMORROW = MONDAY + days(5), MONDAY + days(1)


HEARD_STATES = [StepState.ACCEPTED, StepState.DELIVERED, StepState.COMPLAINED]


def look(*invoices: InvoiceFacts, on: date = MONDAY, **facts: object) -> Decision:
    """The decision, its tasks apart: they have tests of their own."""
    return replace(decide(Facts(invoices, **facts), UNATTENDED, on), tasks=())  # type: ignore[arg-type]


def waits(why: Why, until: date, level: Level = R1) -> Decision:
    return Decision(None, (Reason("a", why, level, until),), until)


@pytest.mark.parametrize("state", sorted(ON_ITS_WAY - STOPPED))
def test_nothing_more_is_said_while_a_message_is_on_its_way(state: StepState) -> None:
    on_its_way = step(R1, state, on=MONDAY - days(30), items=(StepItem("b", R1),))
    why = Why.UNCONFIRMED if state is StepState.UNKNOWN else Why.ON_ITS_WAY
    assert look(fact(), steps=(on_its_way,)) == waits(why, TOMORROW)


def test_what_is_held_is_not_said_until_it_is_tried_again() -> None:
    held = step(R1, StepState.HELD, on=MONDAY - days(4))
    assert look(fact(late=7), steps=(held,)) == waits(Why.HELD, TOMORROW)
    older = step(R1, StepState.HELD, on=MONDAY - days(5))
    assert look(fact(late=8), steps=(older,)).message is not None


def test_it_is_the_last_message_held_that_is_waited_for() -> None:
    older, last = (step(R1, StepState.HELD, on=MONDAY - days(ago)) for ago in (4, 2))
    expected = waits(Why.HELD, MONDAY + days(3))
    assert look(fact(late=7), steps=(older, last)) == look(fact(late=7), steps=(last, older)) == expected


def test_a_letter_that_is_held_keeps_no_other_invoice_back() -> None:
    """A formal notice that lacks a word must not silence the reminders of what it only mentions."""
    proved = tuple(
        step(level, StepState.DELIVERED, on=MONDAY - days(60 - 12 * n)) for n, level in enumerate((R1, R2, FINAL))
    )
    items = (StepItem("a", FORMAL), StepItem("b", R1))
    held = step(FORMAL, StepState.HELD, on=MONDAY - days(1), items=items)
    decision = look(fact("a", late=80), fact("b"), steps=(*proved, held))
    assert decision.message is not None
    assert (decision.message.level, decision.message.items) == (R1, (StepItem("b", R1),))
    assert decision.reasons[0] == Reason("a", Why.HELD, FORMAL, MONDAY + days(4))


def test_what_a_held_reminder_asks_for_at_another_level_waits_with_it() -> None:
    items = (StepItem("a", R2), StepItem("b", R1))
    held = step(R2, StepState.HELD, on=MONDAY - days(1), items=items)
    proved = step(R1, StepState.DELIVERED, on=MONDAY - days(12))
    decision = look(fact("a", late=15), fact("b", late=4), steps=(proved, held))
    assert decision.message is None
    assert [r.why for r in decision.reasons] == [Why.HELD, Why.HELD]


def test_a_held_notice_waits_no_longer_than_its_time_and_keeps_no_reminder_back() -> None:
    notice = Level.NOTICE
    items = (StepItem("a", notice),)
    held = step(notice, StepState.HELD, on=MONDAY, items=items)
    assert look(fact(late=0), steps=(replace(held, on=MONDAY - days(1)),)) == waits(Why.HELD, TOMORROW, notice)
    due = fact(late=-20)
    assert look(due, steps=(replace(held, on=MONDAY - days(1)),)) == waits(Why.NOT_DUE_BEFORE, MONDAY + days(5), notice)
    # Held on the due date, a Monday: the first reminder has its day on Thursday.
    for later, why in ((1, Why.NOT_DUE_BEFORE), (3, Why.SENDS)):
        on = MONDAY + days(later)
        (reason,) = look(fact(late=0), on=on, steps=(held,)).reasons
        assert (reason.why, reason.level) == (why, R1)


def test_what_is_held_at_one_level_is_said_at_the_next() -> None:
    held = step(NOTICE, StepState.HELD, on=MONDAY - days(4))
    message = look(fact(late=3), steps=(held,)).message
    assert message is not None
    assert message.level is R1


def test_a_message_of_unknown_outcome_is_never_replaced_however_long_it_stays_so() -> None:
    unknown = step(R1, StepState.UNKNOWN)
    for later in range(1, 200):
        assert (
            look(fact(late=3 + later, on=MONDAY + days(later)), on=MONDAY + days(later), steps=(unknown,)).message
            is None
        )


@pytest.mark.parametrize("state", HEARD_STATES)
@pytest.mark.parametrize("ago", [1, 4], ids=["yesterday", "four days ago"])
def test_the_gap_is_kept_when_the_debtor_heard_of_another_invoice(state: StepState, ago: int) -> None:
    message = step(R1, state, on=MONDAY - days(ago), items=(StepItem("b", R1),))
    assert look(fact(), steps=(message,)) == waits(Why.CONTACT_GAP, MONDAY + days(5 - ago))


@pytest.mark.parametrize("state", HEARD_STATES)
def test_the_next_message_goes_out_when_the_gap_is_over(state: StepState) -> None:
    message = step(R1, state, on=MONDAY - days(5), items=(StepItem("b", R1),))
    assert look(fact(), steps=(message,)).message is not None


def test_the_gap_runs_from_the_last_message_whatever_the_order_in_which_they_are_given() -> None:
    old, recent = (step(R1, StepState.DELIVERED, on=MONDAY - days(ago), items=()) for ago in (40, 2))
    assert (
        look(fact(), steps=(recent, old))
        == look(fact(), steps=(old, recent))
        == waits(Why.CONTACT_GAP, MONDAY + days(3))
    )


def test_the_gap_is_that_of_the_policy() -> None:
    sent = step(R1, StepState.DELIVERED, on=MONDAY - days(5), items=(StepItem("b", R1),))
    decision = decide(Facts((fact(),), (sent,)), replace(UNATTENDED, budget=Budget(gap_days=7)), MONDAY)
    assert decision.next_look_on == MONDAY + days(2)


@pytest.mark.parametrize("state", [StepState.CANCELLED, StepState.BOUNCED, StepState.UNPOSTED])
def test_nothing_is_planned_again_on_the_day_of_a_step_that_failed(state: StepState) -> None:
    failed = step(R1, state)
    assert look(fact(), steps=(failed,)) == waits(Why.DECIDED_TODAY, TOMORROW)
    assert look(fact(on=TOMORROW), on=TOMORROW, steps=(failed,)).message is not None


@pytest.mark.parametrize("state", [StepState.CANCELLED, StepState.BOUNCED, StepState.UNPOSTED])
def test_a_step_that_failed_yesterday_opens_no_gap(state: StepState) -> None:
    assert look(fact(), steps=(step(R1, state, on=MONDAY - days(1)),)).message is not None


@pytest.mark.parametrize(
    ("on", "sends_on"),
    [
        pytest.param(SATURDAY, date(2026, 11, 30), id="a Saturday"),
        pytest.param(SATURDAY + days(1), date(2026, 11, 30), id="a Sunday"),
        pytest.param(date(2026, 12, 25), date(2026, 12, 28), id="Christmas, a Friday"),
        pytest.param(date(2027, 1, 1), date(2027, 1, 4), id="New Year's Day, a Friday"),
    ],
)
def test_the_message_waits_for_a_working_day(on: date, sends_on: date) -> None:
    holidays = frozenset({date(2026, 12, 25), date(2027, 1, 1)})
    decision = look(fact(on=on), on=on, holidays=holidays)
    assert decision == waits(Why.NOT_A_WORKING_DAY, sends_on)
    assert look(fact(on=on), on=sends_on, holidays=holidays).message is not None


def test_a_day_that_is_a_holiday_elsewhere_is_a_working_day() -> None:
    assert look(fact(on=date(2026, 12, 25)), on=date(2026, 12, 25)).message is not None


def test_a_level_that_fell_due_over_the_weekend_is_sent_on_monday_once() -> None:
    assert look(fact(late=4)).message == look(fact(late=3)).message


def test_two_levels_never_go_out_together_when_forty_runs_were_missed() -> None:
    message = look(fact(late=43)).message
    assert message is not None
    assert message.items == (StepItem("a", R1),)


def test_the_letter_is_made_for_printing_when_there_is_no_address_to_write_to() -> None:
    decision = look(fact(), can_write=False)
    assert decision.message is not None
    assert not decision.message.by_mail
    assert decision.reasons == (Reason("a", Why.PRINTS, R1),)


def test_a_letter_is_printed_once_and_not_daily() -> None:
    printed = step(R1, StepState.UNPOSTED, on=MONDAY - days(1))
    assert look(fact(late=4), steps=(printed,), can_write=False) == Decision(
        None, (Reason("a", Why.TO_POST, R1, MONDAY + days(7)),), TOMORROW
    )


def test_a_letter_that_nobody_posted_in_its_week_is_printed_anew() -> None:
    printed = step(R1, StepState.UNPOSTED, on=MONDAY - days(7))
    assert look(fact(late=9), steps=(printed,), can_write=False) == waits(Why.TO_POST, TOMORROW)
    again = look(fact(late=10), on=TOMORROW, steps=(printed,), can_write=False)
    assert again.reasons == (Reason("a", Why.PRINTS, R1),)


def test_a_printed_notice_gives_way_to_the_first_reminder_once_the_due_date_has_passed() -> None:
    printed = step(NOTICE, StepState.UNPOSTED, on=MONDAY)
    due_in_five = fact(late=-5)
    waiting = look(due_in_five, on=TOMORROW, steps=(printed,), can_write=False)
    assert waiting.reasons == (Reason("a", Why.TO_POST, NOTICE, MONDAY + days(6)),)
    decision = look(due_in_five, on=MONDAY + days(8), steps=(printed,), can_write=False)
    assert decision.reasons == (Reason("a", Why.PRINTS, R1),)


def test_a_printed_letter_is_not_a_level_reached_so_the_next_is_not_printed() -> None:
    printed = step(R1, StepState.UNPOSTED, on=MONDAY - days(7))
    assert look(fact(late=43), steps=(printed,), can_write=False).message is None
    message = look(fact(late=44), on=TOMORROW, steps=(printed,), can_write=False).message
    assert message is not None
    assert message.level is R1


def test_the_same_level_is_mailed_when_an_address_is_given_after_printing() -> None:
    printed = step(R1, StepState.UNPOSTED, on=MONDAY - days(1))
    message = look(fact(late=4), steps=(printed,)).message
    assert message is not None
    assert (message.level, message.by_mail) == (R1, True)


def test_another_invoice_is_printed_once_the_letter_of_the_first_one_has_had_its_week() -> None:
    printed = step(R1, StepState.UNPOSTED, on=MONDAY - days(6))
    decision = look(fact("a"), fact("b"), steps=(printed,), can_write=False)
    over = MONDAY + days(2)
    assert decision.message is None
    assert decision.reasons == (Reason("a", Why.TO_POST, R1, over), Reason("b", Why.CONTACT_GAP, R1, over))
    together = look(fact("a", on=over), fact("b", on=over), on=over, steps=(printed,), can_write=False).message
    assert together is not None
    assert together.items == (StepItem("a", R1), StepItem("b", R1))


def test_the_next_level_is_printed_when_the_last_one_was_delivered_before_the_address_failed() -> None:
    steps = (
        step(R1, StepState.DELIVERED, on=MONDAY - days(20)),
        step(R1, StepState.UNPOSTED, on=MONDAY - days(30)),
    )
    decision = look(fact(late=23), steps=steps, can_write=False)
    assert decision.reasons == (Reason("a", Why.PRINTS, R2),)


def test_the_letter_of_a_bounced_level_is_printed_the_next_day() -> None:
    bounced = step(R1, StepState.BOUNCED, on=MONDAY - days(1))
    assert look(fact(late=4), steps=(bounced,), can_write=False).reasons == (Reason("a", Why.PRINTS, R1),)


def test_a_bounce_opens_no_gap_where_there_is_no_address_left_to_write_to() -> None:
    """As a file of facts may say it, which names no address."""
    bounced = step(R1, StepState.BOUNCED, on=MONDAY - days(1), email=None)
    assert look(fact(late=4), steps=(bounced,), can_write=False).message is not None
    assert look(fact(late=4), steps=(bounced,)) == waits(Why.CONTACT_GAP, MONDAY + days(4))


def test_a_cancelled_letter_was_not_printed() -> None:
    cancelled = step(R1, StepState.CANCELLED, on=MONDAY - days(1))
    assert look(fact(), steps=(cancelled,), can_write=False).message is not None


def test_the_next_look_is_the_first_day_on_which_any_reason_may_change() -> None:
    decision = look(fact("a", late=-40), fact("b", late=1), fact("c", late=-20))
    assert decision.next_look_on == MONDAY + days(2)


def test_those_due_wait_together_and_the_others_keep_their_own_reason() -> None:
    recent = step(R1, StepState.DELIVERED, on=MONDAY - days(1), items=(StepItem("z", R1),))
    decision = look(fact("a"), fact("b", cents=0), fact("c", late=12), steps=(recent,))
    free_on = MONDAY + days(4)
    assert decision.reasons == (
        Reason("a", Why.CONTACT_GAP, R1, free_on),
        Reason("b", Why.PAID),
        Reason("c", Why.CONTACT_GAP, R1, free_on),
    )


def test_nobody_looks_again_when_there_is_no_invoice() -> None:
    assert look() == Decision(None, (), None)


def test_a_thousand_invoices_are_one_message() -> None:
    message = look(*(fact(f"n{n:04d}", late=n % 90 + 3) for n in range(1000))).message
    assert message is not None
    assert len(message.items) == 1000


def test_deciding_twice_is_deciding_once() -> None:
    facts = Facts((fact("a"), fact("b", late=-15)), (step(R1, StepState.BOUNCED, on=MONDAY - days(2)),))
    assert decide(facts, UNATTENDED, MONDAY) == decide(facts, UNATTENDED, MONDAY)


@pytest.mark.parametrize("level", [R1, Level.FINAL_REMINDER, Level.FORMAL_NOTICE])
def test_no_time_is_given_by_a_letter_that_only_mentioned_the_invoice(level: Level) -> None:
    """Not yet due then, it was listed as a notice: the day the letter named was another invoice's."""
    letter = step(level, StepState.DELIVERED, on=MONDAY - days(5), items=(StepItem("a", Level.NOTICE),))
    assert look(fact("a", late=3), steps=(letter,)).message is not None
