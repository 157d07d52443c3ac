"""Events of the mail service and our own record, interleaved in any order: the end is the same."""

from collections.abc import Sequence
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
    ends_as_it_should(early, late)


# Many at random seldom end on the two that tell the least.
@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_so_does_that_of_any_three(count: int) -> None:
    for told in product(TOLD, repeat=count):
        for split in range(count + 1):
            ends_as_it_should(told[:split], told[split:])


def ends_as_it_should(early: Sequence[Told], late: Sequence[Told]) -> None:
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
    most = max((TOLD.index(t) for t in (*early, *late)), default=None)
    assert (told.state, told.bounce) == ((StepState.ACCEPTED, None) if most is None else (TOLD[most][2], TOLD[most][1]))
    assert told.ses_id == "ses-1"
    is_suspended = any(move is StepMove.COMPLAIN or bounce is Bounce.FOR_GOOD for move, bounce, _ in (*early, *late))
    assert (office.case.email is None) is is_suspended
    assert len(mailer.mails) == 1
