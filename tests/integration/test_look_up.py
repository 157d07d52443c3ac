"""A mail whose answer was lost is looked for in the list of the mail service, where that is asked for, and found."""

import boto3
import pytest

from chalicelib.adapters.io import Site
from chalicelib.domain.doubt import FOUND
from chalicelib.domain.lifecycle import StepState
from chalicelib.world import world
from infra.local.ses_double import SesDouble
from tests.integration.aws_watch import watched
from tests.integration.lost_answers import HOUR, losing, mails_are_looked_up, step_of
from tests.integration.town import Town, case_of

LOOKS = {site for site in Site if site.startswith("look-up.")}


def objects() -> list[str]:
    return [o["Key"] for o in boto3.client("s3").list_objects_v2(Bucket="letters").get("Contents", [])]


def test_it_is_found_within_hours_and_accepted_with_its_id(
    town: Town, ses: SesDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    mails_are_looked_up(monkeypatch, "message-insights")
    at = losing(town, "F-1")
    for hours in (1, 2):
        town.run(at + hours * HOUR)
        assert step_of(town).state is StepState.UNKNOWN, "the job is started, then in work"
    town.run(at + 3 * HOUR)
    (mail,) = ses.store.newest_first()
    assert (step_of(town).state, step_of(town).ses_id) == (StepState.ACCEPTED, mail.message_id)
    key = case_of(town)
    assert world().cases.history(key)[-1].data["reason"] == FOUND
    kept = f"look-ups/{key.creditor_id}/{key.debtor_id}/{step_of(town).reference}.1.json"
    assert [name for name in objects() if name.startswith("look-ups/")] == [kept]


def test_of_two_debtors_behind_one_address_each_is_told_its_own(
    town: Town, ses: SesDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    mails_are_looked_up(monkeypatch, "message-insights")
    at = losing(town, "F-1", "F-2")
    for hours in (1, 2, 3):
        town.run(at + hours * HOUR)
    ids = {mail.step: mail.message_id for mail in ses.store.newest_first()}
    for number in ("F-1", "F-2"):
        step = step_of(town, number)
        assert (step.state, step.ses_id) == (StepState.ACCEPTED, ids[step.reference.replace("-", "")])


def test_where_nothing_is_to_be_looked_up_nothing_is_asked(town: Town, ses: SesDouble) -> None:
    at = losing(town, "F-1")
    with watched() as aws:
        for hours in (1, 2, 3):
            town.run(at + hours * HOUR)
    assert Site.JOURNAL_SEAL in aws.sites
    assert aws.sites & LOOKS == set()
    assert step_of(town).state is StepState.UNKNOWN
    assert ses.state()["refused"] == 0
