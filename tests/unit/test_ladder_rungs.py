"""What a policy says of its levels: channels, conditions, and days counted from the level before."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.decision import Decision, Reason, Why
from chalicelib.domain.facts import Facts, InvoiceFacts
from chalicelib.domain.ladder import decide
from chalicelib.domain.level import LADDER, Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.policy import Anchor, Channel, Conditions, Policy, Rung
from chalicelib.domain.step import Step, StepItem
from tests.builders import MONDAY, UNATTENDED, days, fact, step

NOTICE, R1, R2, FINAL, FORMAL = LADDER[:5]
EMAIL, POST, REGISTERED = Channel
DELIVERED, POSTED, UNPOSTED = StepState.DELIVERED, StepState.POSTED, StepState.UNPOSTED


def policy(*rungs: Rung) -> Policy:
    return Policy("of-the-test", 1, rungs)


def look(*invoices: InvoiceFacts, of: Policy = UNATTENDED, on: date = MONDAY, **facts: object) -> Decision:
    return decide(Facts(invoices, **facts), of, on)  # type: ignore[arg-type]


def said(level: Level, ago: int, state: StepState = DELIVERED, **changes: object) -> Step:
    return step(level, state, on=MONDAY - days(ago), items=(StepItem("a", level),), **changes)


@pytest.mark.parametrize(
    ("channels", "can_write", "taken"),
    [
        pytest.param((EMAIL, POST), True, EMAIL, id="e-mail first, and there is an address"),
        pytest.param((EMAIL, POST), False, POST, id="e-mail first, but none reaches the debtor"),
        pytest.param((POST, EMAIL), True, POST, id="the post first, though there is an address"),
        pytest.param((REGISTERED, EMAIL), True, REGISTERED, id="registered post first"),
        pytest.param((EMAIL,), False, POST, id="e-mail only, and none reaches the debtor: never skipped"),
        pytest.param((EMAIL, REGISTERED), False, REGISTERED, id="registered post where no e-mail reaches"),
    ],
)
def test_the_first_channel_that_reaches_the_debtor_is_taken(
    channels: tuple[Channel, ...], can_write: bool, taken: Channel
) -> None:
    decision = look(fact(), of=policy(Rung(R1, 3, channels=channels)), can_write=can_write)
    assert decision.message is not None
    assert (decision.message.channel, decision.message.by_mail) == (taken, taken is EMAIL)
    assert decision.reasons[0].why is (Why.SENDS if taken is EMAIL else Why.PRINTS)


def test_the_channel_is_that_of_the_highest_level() -> None:
    of = policy(Rung(R1, 3, channels=(EMAIL,)), Rung(R2, 10, channels=(POST,)))
    decision = look(fact("a", late=10), fact("b"), of=of, steps=(said(R1, 7),))
    assert decision.message is not None
    assert (decision.message.level, decision.message.channel) == (R2, POST)


PAPER = policy(Rung(R1, 3, channels=(POST,)), Rung(R2, 10, channels=(POST,)))


def test_a_letter_by_post_waits_for_a_person_to_post_it() -> None:
    decision = look(fact(late=20), of=PAPER, steps=(said(R1, 4, UNPOSTED),))
    assert decision.reasons == (Reason("a", Why.TO_POST, R1, MONDAY + days(4)),)
    assert [t.kind for t in decision.tasks] == ["post-letter"]


def test_a_letter_that_was_posted_is_a_level_reached_on_the_day_of_posting() -> None:
    posted = said(R1, 12, POSTED, heard_on=MONDAY - days(4))
    assert look(fact(late=20), of=PAPER, steps=(posted,)).reasons == (
        Reason("a", Why.GIVEN_TIME, R2, MONDAY + days(3)),
    )
    assert look(fact(late=20), of=PAPER, steps=(replace(posted, heard_on=MONDAY - days(7)),)).message is not None


def test_the_gap_runs_from_the_day_of_posting() -> None:
    posted = replace(said(R1, 12, POSTED, heard_on=MONDAY - days(2)), items=(StepItem("z", R1),))
    assert look(fact(), steps=(posted,)).reasons == (Reason("a", Why.CONTACT_GAP, R1, MONDAY + days(3)),)


def test_a_bounce_gives_the_level_to_the_next_channel() -> None:
    decision = look(fact(), steps=(said(R1, 1, StepState.BOUNCED),), can_write=False)
    assert decision.message is not None
    assert (decision.message.level, decision.message.channel) == (R1, POST)
    assert "give-address" in [t.kind for t in decision.tasks]


ONLY_LARGE = policy(Rung(R1, 3), Rung(R2, 10, conditions=Conditions(at_least=Money(20000))), Rung(FINAL, 20))


@pytest.mark.parametrize(("cents", "level"), [(19999, FINAL), (20000, R2)])
def test_a_level_whose_conditions_are_not_met_is_not_there(cents: int, level: Level) -> None:
    decision = look(fact(late=25, cents=cents), of=ONLY_LARGE, steps=(said(R1, 20),))
    assert decision.message is not None
    assert decision.message.level is level


def test_it_is_what_may_be_claimed_that_is_compared() -> None:
    decision = look(fact(late=25, cents=25000), of=ONLY_LARGE, steps=(said(R1, 20),), credits=(Money(6000),))
    assert decision.message is not None
    assert decision.message.level is FINAL


@pytest.mark.parametrize(("cents", "there"), [(5000, True), (5001, False)])
def test_a_level_may_be_for_small_sums_only(cents: int, there: bool) -> None:
    decision = look(fact(cents=cents), of=policy(Rung(R1, 3, conditions=Conditions(at_most=Money(5000)))))
    assert (decision.message is not None) is there
    assert decision.reasons[0].why is (Why.SENDS if there else Why.LADDER_ENDED)


def test_a_level_may_be_for_one_kind_of_debtor_only() -> None:
    of = policy(Rung(R1, 3, conditions=Conditions(kinds=frozenset({DebtorKind.CONSUMER}))))
    assert look(fact(), of=of, kind=DebtorKind.CONSUMER).message is not None
    assert look(fact(), of=of, kind=DebtorKind.TRADER).message is None


def test_nothing_is_said_of_an_invoice_before_the_day_on_which_it_is_issued() -> None:
    draft = replace(fact(late=-5), issued_on=MONDAY + days(1))
    assert look(draft).reasons == (Reason("a", Why.NOT_DUE_BEFORE, NOTICE, MONDAY + days(1)),)
    assert look(replace(draft, issued_on=MONDAY)).message is not None


AFTER_THE_LAST = policy(Rung(R1, 3), Rung(R2, 10, Anchor.PREVIOUS_LEVEL))


def test_days_may_be_counted_from_the_delivery_of_the_level_before() -> None:
    heard = said(R1, 12, heard_on=MONDAY - days(9))
    assert look(fact(late=40), of=AFTER_THE_LAST, steps=(heard,)).reasons == (
        Reason("a", Why.NOT_DUE_BEFORE, R2, MONDAY + days(1)),
    )
    assert look(fact(late=40), of=AFTER_THE_LAST, steps=(said(R1, 10),)).message is not None


def test_a_mail_that_a_slow_clock_has_delivered_the_day_before_it_left_counts_from_its_own_day() -> None:
    early = said(R1, 9, heard_on=MONDAY - days(10))
    assert look(fact(late=40), of=AFTER_THE_LAST, steps=(early,)).reasons[0].until == MONDAY + days(1)


def test_a_mail_that_was_only_accepted_is_presumed_from_its_own_day_whatever_day_a_file_names_beside_it() -> None:
    sent = said(R1, 2, StepState.ACCEPTED, heard_on=MONDAY - days(1))
    assert look(fact(late=40), steps=(sent,)).reasons == (Reason("a", Why.WAITS_FOR_PROOF, R1, MONDAY + days(1)),)


def test_days_counted_from_a_level_that_was_heard_in_time_count_from_the_due_date() -> None:
    """A notice is heard before it: nobody is late five days after a notice."""
    after_a_notice = policy(Rung(NOTICE, -15), Rung(R1, 5, Anchor.PREVIOUS_LEVEL))
    assert look(fact(late=4), of=after_a_notice, steps=(said(NOTICE, 14),)).reasons == (
        Reason("a", Why.NOT_DUE_BEFORE, R1, MONDAY + days(1)),
    )
    assert look(fact(late=5), of=after_a_notice, steps=(said(NOTICE, 14),)).message is not None


def test_an_invoice_with_a_policy_of_its_own_climbs_by_that() -> None:
    own = replace(fact("a", late=1), policy=policy(Rung(R1, 1)))
    decision = look(own, fact("b", late=1))
    assert [r.why for r in decision.reasons] == [Why.SENDS, Why.NOT_DUE_BEFORE]


def test_each_part_of_an_invoice_climbs_by_itself() -> None:
    parts = tuple(replace(fact(f"a/{n}", late=late), part_of="a") for n, late in ((1, 40), (2, 3)))
    decision = look(*parts, steps=(replace(said(R1, 30), items=(StepItem("a/1", R1),)),))
    assert decision.message is not None
    assert decision.message.items == (StepItem("a/1", R2), StepItem("a/2", R1))


def test_the_time_that_an_earlier_letter_gave_is_kept_when_it_was_heard_after_a_firmer_one() -> None:
    late_post = said(R2, 20, POSTED, heard_on=MONDAY - days(5))
    decision = look(fact(late=60), steps=(late_post, said(FINAL, 9)))
    assert decision.reasons == (Reason("a", Why.GIVEN_TIME, FORMAL, MONDAY + days(2)),)


def test_a_level_that_was_heard_twice_gives_its_time_from_the_last_hearing() -> None:
    complained, again = said(R1, 10, StepState.COMPLAINED), said(R1, 5)
    assert look(fact(late=14), steps=(complained, again)).reasons[0].until == MONDAY + days(2)


def test_a_letter_gives_no_time_for_what_it_only_lists_on_the_very_day_on_which_that_is_due() -> None:
    """The next is five days after it, and does not wait for the six that it gives for what it asks for."""
    listed = replace(said(R1, 3), items=(StepItem("z", R1), StepItem("a", NOTICE)))
    assert look(fact(late=3), steps=(listed,)).reasons == (Reason("a", Why.CONTACT_GAP, R1, MONDAY + days(2)),)


NOTICE_APPROVED = policy(Rung(NOTICE, -15, needs_approval=True), Rung(R1, 3))


def test_a_notice_that_waits_for_a_person_gives_way_to_the_first_reminder() -> None:
    decision = look(fact(late=-5), of=NOTICE_APPROVED)
    assert (decision.reasons[0].why, decision.next_look_on) == (Why.WAITS_FOR_APPROVAL, MONDAY + days(6))
    assert look(fact(late=3), of=NOTICE_APPROVED).message is not None


def test_the_letter_of_an_invoice_with_its_own_policy_waits_for_the_post_by_that() -> None:
    own = replace(fact("a"), policy=policy(Rung(R1, 3, channels=(POST,))))
    decision = look(own, fact("b"), steps=(said(R1, 1, UNPOSTED, channel=POST),))
    assert [r.why for r in decision.reasons] == [Why.TO_POST, Why.CONTACT_GAP]
    assert [t.kind for t in decision.tasks] == ["post-letter"]
