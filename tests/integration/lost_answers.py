"""Mails whose answers are lost, and what looks for them."""

from datetime import datetime, timedelta

import pytest

from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.step import Step
from chalicelib.world import world
from tests.integration.town import Town, a_debtor, an_invoice, case_of, working_morning

HOUR = timedelta(hours=1)


def mails_are_looked_up(monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    monkeypatch.setenv("RELANCE_LOOK_UP", by)
    world.cache_clear()


def losing(town: Town, *numbers: str) -> datetime:
    """The answers to these mails are lost, each to a debtor of its own behind one address; when they are sent."""
    town.upload(*(an_invoice(n, debtor=a_debtor(f"Zinc {n}", email="lost@zinc.example")) for n in numbers))
    town.run(at := working_morning())
    assert {step_of(town, number).state for number in numbers} == {StepState.UNKNOWN}
    return at


def step_of(town: Town, number: str = "F-1") -> Step:
    (step,) = world().cases.load(case_of(town, number)).steps
    return step


def look_a_mail_up(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job is started, asked for while it is in work, then read."""
    mails_are_looked_up(monkeypatch, "message-insights")
    at = losing(town, "F-40")
    for hours in (1, 2, 3):
        town.run(at + hours * HOUR)
    assert step_of(town, "F-40").state is StepState.ACCEPTED
    mails_are_looked_up(monkeypatch, "none")
