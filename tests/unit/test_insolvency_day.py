"""The day on which an insolvency was published is mended: the last day to declare the claim hangs on it."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind
from chalicelib.usecases.declare_claim import DeclareClaim
from chalicelib.usecases.hold_chase import EndHold, HoldChase
from tests.builders import KEY, MONDAY, Office, case, days, invoice

TOLD = Hold(HoldKind.INSOLVENCY, EVERYTHING, MONDAY, "Claire", "BODACC")
EARLIER = MONDAY - days(40)


def insolvent() -> Office:
    office = Office()
    office.keep(case(invoice(due=MONDAY - days(3))))
    HoldChase(office.change)(KEY, TOLD)
    return office


def published(office: Office, on: date, by: str = "Luc") -> None:
    HoldChase(office.change)(KEY, replace(TOLD, since=on, by=by))


def days_of(office: Office) -> list[tuple[date, date | None]]:
    """Of each hold the day of publication and the last day to declare the claim."""
    return [(h.since, h.act_by) for h in office.case.holds]


@pytest.mark.parametrize(
    ("on", "act_by"),
    [
        pytest.param(EARLIER, date(2026, 12, 14), id="earlier"),
        pytest.param(MONDAY - days(1), date(2027, 1, 22), id="a day earlier"),
    ],
)
def test_another_day_of_publication_is_a_correction_of_the_one_that_stands(on: date, act_by: date) -> None:
    office = insolvent()
    published(office, on)
    assert days_of(office) == [(on, act_by)]
    (task,) = office.judge.decision_on(office.case, office.clock.at).tasks
    assert (task.kind, task.by, office.case.waits_since) == ("declare-claim", act_by, on)
    told = [(e.kind, e.data["by"], e.data["act_by"]) for e in office.cases.history(KEY)]
    assert told == [("HoldPlaced", "Claire", "2027-01-23"), ("HoldPlaced", "Luc", act_by.isoformat())]


def test_a_later_day_is_one_too_and_the_same_day_again_changes_nothing() -> None:
    office = insolvent()
    for on in (EARLIER, EARLIER, MONDAY - days(30), MONDAY - days(30)):
        published(office, on)
    assert days_of(office) == [(MONDAY - days(30), date(2026, 12, 24))]
    assert len(office.cases.history(KEY)) == 3


def test_what_was_declared_stays_declared() -> None:
    office = insolvent()
    DeclareClaim(office.change)(KEY, MONDAY, "1A 234", "Claire")
    published(office, EARLIER)
    (hold,) = office.case.holds
    assert (hold.since, hold.declared_on, hold.proof, hold.by) == (EARLIER, MONDAY, "1A 234", "Claire")
    assert office.judge.decision_on(office.case, office.clock.at).tasks == ()


def test_one_that_was_ended_is_not_corrected() -> None:
    office = insolvent()
    EndHold(office.change)(KEY, HoldKind.INSOLVENCY, EVERYTHING, "the plan of the court was kept", "Claire")
    published(office, EARLIER)
    assert days_of(office) == [(MONDAY, date(2027, 1, 23)), (EARLIER, date(2026, 12, 14))]
