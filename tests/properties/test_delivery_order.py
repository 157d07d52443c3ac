"""Events of the mail service and our own record, interleaved in any order: the end is the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.lifecycle import Bounce, StepMove, StepState
from chalicelib.usecases.record_delivery import Delivery
from tests.builders import KEY, MONDAY, Office, case, days, invoice
from tests.fakes import NobodyCounts
from tests.unit.test_send_step_faults import BusyBox

# What each tells, the least first: a note is what an absent reader answers, a full mailbox may take the next mail.
TOLD = (
    (StepMove.BOUNCE, Bounce.NOTE, StepState.BOUNCED),
    (StepMove.DELIVER, None, StepState.DELIVERED),
    (StepMove.BOUNCE, Bounce.PASSING, StepState.BOUNCED),
    (StepMove.BOUNCE, Bounce.FOR_GOOD, StepState.BOUNCED),
    (StepMove.COMPLAIN, None, StepState.COMPLAINED),
)
MOVES = st.sampled_from(TOLD)
Told = tuple[StepMove, Bounce | None, StepState]


@given(early=st.lists(MOVES, max_size=4), late=st.lists(MOVES, max_size=4))
def test_the_end_depends_on_what_was_said_and_not_on_when(early: list[Told], late: list[Told]) -> None:
    assert end(early, late) == as_it_should(early, late)


# Many at random seldom end on the two that tell the least.
@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_so_does_that_of_any_three(count: int) -> None:
    for told in product(TOLD, repeat=count):
        for split in range(count + 1):
            assert end(told[:split], told[split:]) == as_it_should(told[:split], told[split:])


@dataclass(frozen=True)
class End:
    """What became of the step, of its address, and how many mails there are."""

    state: StepState
    bounce: Bounce | None
    is_suspended: bool
    ses_id: str | None = "ses-1"
    mails: int = 1


def as_it_should(early: Sequence[Told], late: Sequence[Told]) -> End:
    told = (*early, *late)
    most = max((TOLD.index(t) for t in told), default=None)
    is_suspended = any(move is StepMove.COMPLAIN or bounce is Bounce.FOR_GOOD for move, bounce, _ in told)
    return End(*((StepState.ACCEPTED, None) if most is None else (TOLD[most][2], TOLD[most][1])), is_suspended)


def end(early: Sequence[Told], late: Sequence[Told]) -> End:
    mailer = BusyBox()
    office = Office(mailer=mailer, outcomes=NobodyCounts())
    office.keep(case(invoice(due=MONDAY - days(3))))
    key = office.planned()

    def says(told: Sequence[Told]) -> None:
        reference = office.case.steps[0].reference.replace("-", "")
        for move, bounce, _ in told:
            is_good, is_note = bounce is Bounce.FOR_GOOD, bounce is Bounce.NOTE
            office.deliver(Delivery(KEY, reference, move, office.clock.at, "ses-1", for_good=is_good, is_note=is_note))

    mailer.meanwhile = lambda: says(early)
    office.send(key)
    says(late)
    told = office.case.steps[0]
    return End(told.state, told.bounce, office.case.email is None, told.ses_id, len(mailer.mails))
