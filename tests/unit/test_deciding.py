"""What a decision takes from the creditor: the day and the law of its country."""

from datetime import UTC, datetime

import pytest

from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.step import StepItem
from tests.builders import Office, case, creditor, days, invoice, step

LAST_KNOWN, NEXT = datetime(2026, 12, 30, 8, tzinfo=UTC), datetime(2027, 1, 5, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("country", "at", "waits"),
    [
        ("FR", LAST_KNOWN, False),
        ("FR", NEXT, True),
        ("DE", NEXT, True),
        ("GB", NEXT, False),
        ("US", LAST_KNOWN, True),
    ],
    ids=["France", "France, the rate unknown", "Germany, the same", "Britain, the rate fixed", "no rule known"],
)
def test_a_formal_notice_waits_when_the_rate_of_the_creditors_country_is_unknown(
    country: str, at: datetime, waits: bool
) -> None:
    late = invoice("F-1", due=at.date() - days(60))
    proved = tuple(
        step(level, StepState.DELIVERED, on=at.date() - days(ago), items=(StepItem(late.id, level),))
        for level, ago in ((Level.REMINDER_1, 50), (Level.REMINDER_2, 40), (Level.FINAL_REMINDER, 20))
    )
    office = Office()
    office.creditors.put(creditor(country=country))
    found = office.judge.decision_on(case(late, steps=proved), at)
    assert (found.message is None) is waits
