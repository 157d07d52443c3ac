"""`relance decide` at the turn of a year: the holidays of the year before and of the one after count too."""

from collections.abc import Callable
from pathlib import Path

from tests.cli.conftest import Relance
from tests.cli.test_decide import PLAN, facts, invoice

Write = Callable[..., Path]


def test_what_waits_for_a_working_day_waits_for_the_holiday_of_next_year(relance: Relance, file: Write) -> None:
    """30 December 2028 is a Saturday, and the Monday after it New Year's Day."""
    ended = relance("decide", file(facts(invoice("2028-12-01"))), "--on", "2028-12-30", "--json")
    (reason,) = ended.json["reasons"]
    assert (reason["why"], reason["until"]) == ("not-a-working-day", "2029-01-02")


def test_a_grace_that_ended_on_a_holiday_of_last_year_goes_on_until_the_next_working_day(
    relance: Relance, file: Write
) -> None:
    """In Latvia 31 December is a holiday as well: of these, Thursday to Sunday, none is the last day of a grace."""
    plan = {**PLAN, "grace_days": 3, "instalments": [{"on": "2026-12-28", "amount_cents": 12000}]}
    for country, level in (("LV", "instalment"), ("FR", "reminder-1")):
        given = file(facts(plans=[plan], country=country))
        message = relance("decide", given, "--on", "2027-01-04", "--json").json["message"]
        assert (country, message["level"]) == (country, level)
