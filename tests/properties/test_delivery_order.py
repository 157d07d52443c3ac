"""Events of the mail service and our own record, interleaved in any order: the end is the same."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.lifecycle import StepMove, StepState
from tests.builders import MONDAY, Office, case, days, invoice
from tests.fakes import NobodyCounts
from tests.unit.test_send_step_faults import BusyBox

MOVES = st.sampled_from([StepMove.DELIVER, StepMove.BOUNCE, StepMove.COMPLAIN])
WORST = {
    StepMove.DELIVER: StepState.DELIVERED,
    StepMove.BOUNCE: StepState.BOUNCED,
    StepMove.COMPLAIN: StepState.COMPLAINED,
}


@given(early=st.lists(MOVES, max_size=4), late=st.lists(MOVES, max_size=4))
def test_the_end_depends_on_what_was_said_and_not_on_when(early: list[StepMove], late: list[StepMove]) -> None:
    mailer = BusyBox()
    office = Office(mailer=mailer, outcomes=NobodyCounts())
    office.keep(case(invoice(due=MONDAY - days(3))))
    key = office.planned()

    def says(moves: list[StepMove]) -> None:
        for move in moves:
            office.told(office.case.steps[0], move)

    mailer.meanwhile = lambda: says(early)
    office.send(key)
    says(late)
    told = office.case.steps[0]
    said = set(early + late)
    worst = [end for move, end in WORST.items() if move in said]
    assert told.state is (worst[-1] if worst else StepState.ACCEPTED)
    assert told.ses_id == "ses-1"
    assert (office.case.email is None) is bool(said - {StepMove.DELIVER})
    assert len(mailer.mails) == 1
