"""Which letters that wait for the post are withdrawn when another one turns out to have been posted."""

import pytest

from chalicelib.domain.level import LADDER, Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.plan import Instalment, Plan
from chalicelib.domain.policy import Channel
from chalicelib.domain.step import ANOTHER_WAS_POSTED, Step, StepItem
from chalicelib.usecases.record_posting import RecordPosting
from chalicelib.usecases.turns import IN_ITS_TURN
from tests.builders import KEY, MONDAY, Office, case, days, debtor, invoice, step

NOTICE, R1, R2, FINAL, FORMAL = LADDER[:5]
PART = Level.INSTALMENT
TUESDAY = MONDAY + days(1)
LATE, OTHER, SOON = (invoice(n, due=MONDAY - days(late)) for n, late in (("F-1", 40), ("F-2", 40), ("F-3", -10)))

PLAN = Plan("p", (LATE.id,), (Instalment(TUESDAY, Money(10000)),), MONDAY, "creditor", Money(0), 8)


def letter(name: str, level: Level, said: dict[str, Level], state: StepState = StepState.UNPOSTED) -> Step:
    """`said` are the levels at which it lists the late one, the other late one, and that which is due soon."""
    named = {"late": LATE, "other": OTHER, "soon": SOON}
    items = tuple(StepItem(named[claim].id, at) for claim, at in said.items())
    return step(level, state, items=items, channel=Channel.POST, id=name)


def is_withdrawn(posted: Step, waiting: Step) -> bool:
    """The posted one was withdrawn, or waits too; a person says on Tuesday that it was posted on Monday."""
    office = Office()
    plans = (PLAN,) if waiting.level is PART else ()
    office.keep(case(LATE, OTHER, SOON, debtor=debtor(email=None), steps=(posted, waiting), plans=plans))
    office.wake(TUESDAY)
    RecordPosting(office.change)(KEY, posted.reference, MONDAY, "1A 234 567 8901 2", "Claire")
    after = office.case.step(waiting.id)
    # Else it waits for its turn: the debtor has had a letter on Monday.
    assert (after.state, after.reason in (ANOTHER_WAS_POSTED, IN_ITS_TURN)) == (StepState.WITHDRAWN, True)
    assert [e.kind for e in office.cases.history(KEY)[-2:]] == ["LetterPosted", "StepMoved"]
    assert office.case.next_look_at == office.clock.at
    return after.reason == ANOTHER_WAS_POSTED


@pytest.mark.parametrize("was", [StepState.WITHDRAWN, StepState.UNPOSTED])
@pytest.mark.parametrize(
    ("posted", "waiting", "withdrawn"),
    [
        pytest.param((R1, {"late": R1}), (R1, {"late": R1}), True, id="the same again"),
        pytest.param((R1, {"late": R1}), (R1, {"late": R1, "other": R1}), True, id="and more"),
        pytest.param((R1, {"late": R1}), (R2, {"late": R1, "other": R2}), True, id="at its level, in a firmer letter"),
        pytest.param((R2, {"late": R2}), (R1, {"late": R1, "other": R1}), True, id="at a lower level than it said"),
        pytest.param((R1, {"late": R1}), (R2, {"late": R2, "other": R1}), False, id="at a firmer level"),
        pytest.param((R1, {"late": R1}), (R1, {"other": R1}), False, id="of another invoice"),
        pytest.param((R1, {"late": R1}), (FORMAL, {"late": R1, "other": FORMAL}), False, id="it is only mentioned"),
        pytest.param((FORMAL, {"late": R1, "other": FORMAL}), (R1, {"late": R1}), False, id="it was only mentioned"),
        pytest.param((NOTICE, {"soon": NOTICE}), (R1, {"soon": NOTICE, "late": R1}), False, id="not yet asked for"),
        pytest.param((R1, {"soon": NOTICE, "late": R1}), (NOTICE, {"soon": NOTICE}), True, id="a notice beside it"),
        pytest.param((PART, {"late": PART}), (PART, {"late": PART}), True, id="an instalment"),
        pytest.param((PART, {"late": PART}), (R1, {"late": R1}), False, id="a reminder after an instalment"),
        pytest.param((R1, {"late": R1}), (PART, {"late": PART}), False, id="an instalment after a reminder"),
    ],
)
def test_a_letter_that_asks_again_for_what_the_posted_one_said_is_withdrawn(
    was: StepState, posted: tuple[Level, dict[str, Level]], waiting: tuple[Level, dict[str, Level]], withdrawn: bool
) -> None:
    assert is_withdrawn(letter("posted", *posted, was), letter("waiting", *waiting)) is withdrawn
