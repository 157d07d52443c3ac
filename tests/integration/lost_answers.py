"""Mails whose answers are lost, claims that nobody comes back to, and what looks for them."""

from dataclasses import replace
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


def die_over_a_claim(town: Town) -> None:
    """Once before the journal had an entry, and once after it: both are looked into an hour later."""
    town.upload(an_invoice("F-10", debtor=a_debtor("Serrurerie Vasseur")), an_invoice("F-11", debtor=a_debtor("Zinc")))
    cases, at, attempt = world().cases, working_morning(), 1
    town.run(at)
    for number in ("F-10", "F-11"):
        case = cases.load(case_of(town, number))
        (sent,) = case.steps
        lost = replace(sent, state=StepState.CLAIMED, attempt=attempt, claimed_at=at)
        cases.commit(case, replace(case.with_step(lost), next_look_at=at), [], at)
        attempt += 1
    town.run(at + timedelta(hours=1))
    states = [cases.load(case_of(town, number)).steps[0].state for number in ("F-10", "F-11")]
    assert states == [StepState.UNKNOWN, StepState.ACCEPTED]
