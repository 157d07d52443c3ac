"""What holds of the daily decision whatever the facts."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.domain.contact import HEARD
from chalicelib.domain.decision import Decision, Why
from chalicelib.domain.facts import Facts, InvoiceFacts
from chalicelib.domain.hold import Hold, HoldKind
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.ladder import HOLDS as WHY_HELD
from chalicelib.domain.ladder import decide
from chalicelib.domain.letter_of_step import compose
from chalicelib.domain.level import LADDER, Level
from chalicelib.domain.lifecycle import ON_ITS_WAY, StepState
from chalicelib.domain.money import Money
from chalicelib.domain.policy import asks_for
from chalicelib.domain.position import credit_shares, positions
from chalicelib.domain.standing_plan import credit_cents
from chalicelib.domain.step import Step, StepItem
from tests.builders import MONDAY, SITE, UNATTENDED, creditor, days, debtor, fact, invoice, payment, step

NAMES = "abc"
AROUND = st.integers(-70, 30).map(lambda n: MONDAY + days(n))
HOLDS = st.builds(
    Hold,
    st.sampled_from(HoldKind),
    st.sampled_from(NAMES),
    AROUND,
    st.just("debtor"),
    st.just("other"),
    until=st.none() | AROUND,
)


# Sampled, for an even spread: integers would be small and amounts nothing far too often.
LATENESS, AMOUNTS = st.sampled_from(range(-20, 46)), st.sampled_from([500, 300, 100, 1, 0, -200])
STEP_DAYS = st.lists(st.sampled_from(range(-60, 1)), unique=True, max_size=4)


@st.composite
def steps(draw: st.DrawFn, names: str, states: Collection[StepState]) -> tuple[Step, ...]:
    """At most one step a day, as the planner writes them; any of these states, any levels."""
    made = []
    for on in draw(STEP_DAYS):
        said = {name: draw(st.sampled_from(LADDER)) for name in names if draw(st.booleans())}
        if said:
            level = max(said.values(), key=lambda x: x.rank)
            items = tuple(StepItem(name, at) for name, at in said.items())
            made.append(step(level, draw(st.sampled_from(sorted(states))), on=MONDAY + days(on), items=items))
    return tuple(made)


@st.composite
def facts(draw: st.DrawFn, states: Collection[StepState] = tuple(StepState)) -> Facts:
    names = NAMES[: draw(st.sampled_from([1, 2, 3]))]
    invoices = tuple(
        InvoiceFacts(name, name.upper(), MONDAY - days(draw(LATENESS)), Money(draw(AMOUNTS))) for name in names
    )
    holds = tuple(draw(st.lists(HOLDS, max_size=2))) if draw(st.booleans()) else ()
    holidays = frozenset(draw(st.sets(AROUND, max_size=4)))
    return Facts(invoices, draw(steps(names, states)), holds, draw(st.booleans()), holidays=holidays)


def today(known: Facts, on: date = MONDAY) -> Decision:
    return decide(known, UNATTENDED, on)


@given(facts())
def test_deciding_twice_is_deciding_once(known: Facts) -> None:
    assert today(known) == today(known)


@given(facts())
def test_every_invoice_has_one_reason_in_its_own_place(known: Facts) -> None:
    assert [r.invoice_id for r in today(known).reasons] == [i.id for i in known.invoices]


@given(facts())
def test_nothing_is_said_of_an_invoice_that_is_paid_or_held(known: Facts) -> None:
    message = today(known).message
    said = {i.invoice_id for i in message.items} if message else set()
    assert not said & {i.id for i in known.invoices if i.open.cents <= 0}
    assert not said & {h.invoice_id for h in known.holds if h.stands(MONDAY)}


@given(facts())
def test_nothing_is_said_when_nothing_is_owed_in_all(known: Facts) -> None:
    if sum(i.open.cents for i in known.invoices) <= 0:
        assert today(known).message is None


@given(facts())
def test_nothing_is_said_on_a_day_off_nor_on_the_day_of_another_step(known: Facts) -> None:
    if today(known).message:
        assert MONDAY not in known.holidays
        assert all(s.on != MONDAY for s in known.steps)
    assert today(known, MONDAY - days(1)).message is None


@given(facts())
def test_the_gap_is_kept_after_every_message_that_was_heard(known: Facts) -> None:
    if today(known).message:
        assert all((MONDAY - s.on).days >= UNATTENDED.budget.gap_days for s in known.steps if s.state in HEARD)


def reading(known: Facts) -> tuple[Invoice, ...]:
    """The invoices of these facts: what is open is the total, what is overpaid was paid twice."""
    whole = (invoice(i.number, id=i.id, due=i.due_on, cents=max(i.open.cents, 1)) for i in known.invoices)
    return tuple(
        claim if i.open.is_positive else claim.book(payment(1 - i.open.cents))
        for claim, i in zip(whole, known.invoices, strict=True)
    )


def test_the_invoices_of_the_facts_owe_what_the_facts_say() -> None:
    known = Facts((fact("a", cents=5), fact("b", cents=0), fact("c", cents=-7)))
    assert [i.open.cents for i in reading(known)] == [5, 0, -7]


CREDIT_OVER_THE_REMINDER = Facts((fact("a", late=3, cents=5000), fact("b", late=-10), fact("c", cents=-6000)))


CREDIT_OVER_TWO_LEVELS = Facts(
    (fact("a", late=53, cents=10000), fact("b", late=13, cents=15000), fact("c", cents=-15000))
)
# What rests until something happens: nothing is owed, a person must act, or a hold has no end.
ENDS = {Why.PAID, Why.TO_POST, Why.WAITS_FOR_PERSON, Why.LADDER_ENDED, *WHY_HELD.values()}


@given(facts())
@example(CREDIT_OVER_THE_REMINDER)
def test_every_message_that_is_decided_can_be_written_and_asks_for_something(known: Facts) -> None:
    message = today(known).message
    if message:
        shares = credit_shares(known, MONDAY)
        letter = compose(
            creditor(),
            debtor(),
            reading(known),
            step(message.level, items=message.items),
            SITE,
            positions(known, MONDAY),
        )
        assert letter.to_pay.is_positive
        asked = [line.number for line in letter.claimed]
        owed = sum(i.open.cents - shares.get(i.id, 0) for i in known.invoices if i.number in asked)
        assert letter.to_pay.cents == owed


@given(facts())
@example(CREDIT_OVER_TWO_LEVELS)
def test_the_credit_is_given_whole_and_once_to_what_may_be_claimed(known: Facts) -> None:
    shares, opens = credit_shares(known, MONDAY), {i.id: i.open.cents for i in known.invoices}
    assert all(0 < cents <= opens[name] for name, cents in shares.items())
    held = {h.invoice_id for h in known.holds if h.stands(MONDAY)}
    claimable = sum(max(cents, 0) for name, cents in opens.items() if name not in held)
    assert sum(shares.values()) == min(credit_cents(known, "EUR", MONDAY), claimable)


@given(facts())
@example(CREDIT_OVER_TWO_LEVELS)
def test_who_owes_more_than_its_credit_is_written_to_or_looked_at_again(known: Facts) -> None:
    decision, shares = today(known), credit_shares(known, MONDAY)
    for reason in decision.reasons:
        owed = next(i.open.cents for i in known.invoices if i.id == reason.invoice_id)
        if reason.why is Why.IN_CREDIT:
            assert shares[reason.invoice_id] == owed
        elif reason.why not in ENDS:
            assert decision.next_look_on is not None


@given(facts())
def test_a_message_is_at_the_highest_level_of_its_invoices(known: Facts) -> None:
    message = today(known).message
    if message:
        assert message.level.rank == max(i.level.rank for i in message.items)


def highest_heard(known: Facts, name: str) -> int | None:
    due_on = next(i.due_on for i in known.invoices if i.id == name)
    asked = (
        i.level.rank
        for s in known.steps
        if s.state in HEARD
        for i in s.items
        if i.invoice_id == name and (i.level is Level.NOTICE or asks_for(s.level, i.level, is_late=s.on > due_on))
    )
    return max(asked, default=None)


@given(facts())
def test_no_rung_is_skipped_but_a_notice_whose_day_has_passed(known: Facts) -> None:
    message = today(known).message
    due = {i.id: i.due_on for i in known.invoices}
    for item in message.items if message else ():
        heard = highest_heard(known, item.invoice_id)
        if heard is not None:
            assert item.level.rank == heard + 1
        else:
            assert item.level is (Level.REMINDER_1 if due[item.invoice_id] < MONDAY else Level.NOTICE)


@given(facts())
def test_no_level_is_said_before_its_day(known: Facts) -> None:
    offsets = {r.level: r.offset_days for r in UNATTENDED.rungs}
    due = {i.id: i.due_on for i in known.invoices}
    message = today(known).message
    for item in message.items if message else ():
        assert due[item.invoice_id] + days(offsets[item.level]) <= MONDAY


@given(facts())
def test_a_formal_notice_follows_a_final_reminder_that_was_delivered(known: Facts) -> None:
    message = today(known).message
    proven = {StepState.DELIVERED, StepState.COMPLAINED}
    for item in message.items if message else ():
        if item.level is Level.FORMAL_NOTICE:
            wanted = StepItem(item.invoice_id, Level.FINAL_REMINDER)
            assert any(wanted in s.items and s.state in proven for s in known.steps)


@given(facts(), st.sampled_from(StepState))
def test_nothing_more_is_said_that_day_whatever_became_of_the_message(known: Facts, state: StepState) -> None:
    message = today(known).message
    if message:
        sent = step(message.level, state, items=message.items)
        assert today(replace(known, steps=(*known.steps, sent))).message is None


@given(facts())
def test_the_next_look_comes_after_today(known: Facts) -> None:
    look = today(known).next_look_on
    assert look is None or look > MONDAY


NOTICE_PRINTED = step(Level.NOTICE, StepState.UNPOSTED, on=MONDAY - days(10))


@given(facts(set(StepState) - ON_ITS_WAY))
@example(Facts((fact(late=-5),), (NOTICE_PRINTED,), can_write=False))
def test_no_message_falls_due_before_the_next_look(known: Facts) -> None:
    decision = today(known)
    if decision.message is None:
        last = decision.next_look_on or MONDAY + days(200)
        for ahead in range(1, (last - MONDAY).days):
            assert today(known, MONDAY + days(ahead)).message is None, f"missed on day {ahead}"
