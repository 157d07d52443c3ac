"""The scenario: levels and offsets rise together, and a debtor is not written to twice a day."""

from datetime import time

import pytest

from chalicelib.domain.errors import Refused
from chalicelib.domain.level import LADDER, Level
from chalicelib.domain.policy import Anchor, Budget, Policy, Rung
from tests.builders import STANDARD

R1, R2 = Level.REMINDER_1, Level.REMINDER_2


@pytest.mark.parametrize(
    "rungs",
    [
        pytest.param((Rung(R2, 3), Rung(R1, 10)), id="the firmer level first"),
        pytest.param((Rung(R1, 10), Rung(R2, 3)), id="the later day first"),
        pytest.param((Rung(R1, 3), Rung(R1, 10)), id="one level twice"),
        pytest.param((Rung(R1, 3), Rung(R2, 3)), id="two levels on one day"),
    ],
)
def test_a_policy_is_refused_when_its_rungs_do_not_rise(rungs: tuple[Rung, ...]) -> None:
    with pytest.raises(Refused, match="levels: levels and offsets must rise together"):
        Policy("odd", 1, rungs)


def test_nothing_comes_after_the_level_before_it_on_its_very_day() -> None:
    """It would be said on the due date itself, or twice a day."""
    notice, next_one = Rung(Level.NOTICE, -5), Rung(R1, 0, Anchor.PREVIOUS_LEVEL)
    with pytest.raises(Refused, match=r"levels.2: after the level before it comes at least a day later"):
        Policy("odd", 1, (notice, next_one))
    with pytest.raises(Refused, match=r"levels.1: after the level before it"):
        Policy("odd", 1, (Rung(R1, 3, Anchor.PREVIOUS_LEVEL),))


def test_a_policy_is_refused_when_it_would_write_twice_a_day() -> None:
    with pytest.raises(Refused, match="the gap is at least 1 day"):
        Policy("odd", 1, (Rung(R1, 3),), budget=Budget(gap_days=0))


@pytest.mark.parametrize("closes", [time(8), time(7, 59)])
def test_a_policy_is_refused_when_its_hours_close_before_they_open(closes: time) -> None:
    with pytest.raises(Refused, match="the hours of sending open before they close"):
        Policy("odd", 1, (Rung(R1, 3),), budget=Budget(opens=time(8), closes=closes))


def test_a_policy_is_taken_when_it_leaves_levels_out_and_writes_daily() -> None:
    policy = Policy("brisk", 2, (Rung(R1, 1), Rung(Level.FORMAL_NOTICE, 15)), budget=Budget(gap_days=1))
    assert policy.reference == "brisk-2"


def test_an_instalment_is_no_rung_and_the_days_on_which_it_is_recalled_rise() -> None:
    with pytest.raises(Refused, match="no level of the ladder"):
        Policy("own", 1, (Rung(Level.INSTALMENT, 3),))
    for days in ((2, -3), (2, 2)):
        with pytest.raises(Refused, match="recalled rise"):
            Policy("own", 1, STANDARD.rungs, instalment_reminder_days=days)
    assert Policy("own", 1, STANDARD.rungs, instalment_reminder_days=()).instalment_reminder_days == ()
    assert Level.INSTALMENT.rank < min(level.rank for level in LADDER)


def test_the_levels_are_ranked_from_the_kindest_to_the_firmest() -> None:
    assert [level.rank for level in LADDER] == [0, 1, 2, 3, 4, 5]
    assert Level.NOTICE.rank < R1.rank < R2.rank < Level.FINAL_REMINDER.rank < Level.FORMAL_NOTICE.rank
    assert Level.FORMAL_NOTICE.rank < Level.FOLLOW_UP.rank


def test_the_standard_policy_starts_before_the_due_date_and_ends_with_a_formal_notice() -> None:
    assert [(r.level, r.offset_days) for r in STANDARD.rungs] == [
        (Level.NOTICE, -15),
        (R1, 3),
        (R2, 10),
        (Level.FINAL_REMINDER, 20),
        (Level.FORMAL_NOTICE, 30),
    ]
    assert (STANDARD.budget.gap_days, STANDARD.presumed_delivered_after_days) == (5, 3)


def test_a_policy_is_found_by_its_reference() -> None:
    assert STANDARD.reference == "standard-1"


def test_a_formal_notice_is_never_sent_without_its_letter() -> None:
    for level, is_refused in ((Level.FORMAL_NOTICE, True), (Level.FINAL_REMINDER, False)):
        rung = Rung(level, 30, attaches_letter=False)
        if is_refused:
            with pytest.raises(Refused, match="a formal notice is the letter: it is always attached"):
                Policy("odd", 1, (rung,))
        else:
            assert not Policy("odd", 1, (rung,)).rungs[0].attaches_letter
