"""Each function tells X-Ray of its requests, where its run is traced; and nothing of what they were about."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import app as switchboard
from tests.integration.conftest import a_mail_service
from tests.integration.town import Town, an_invoice, table_as_it_is, what_ses_said, working_morning
from tests.log_watch import secrets_in
from tests.xray import Daemon, a_traced_run


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch) -> Iterator[Daemon]:
    with a_traced_run(monkeypatch) as came:
        yield came


def test_from_the_upload_to_the_delivery_each_function_tells(
    town: Town, daemon: Daemon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = list[str]()
    with a_mail_service(tmp_path / "mail", events, monkeypatch) as ses:
        town.upload(an_invoice())
        uploaded = daemon()
        town.run(working_morning(), sends=False)
        planned = daemon()
        town.run(working_morning())
        sent = daemon()
        switchboard.record_delivery(what_ses_said(ses, events), None)
        recorded = daemon()
    names = [{told["name"] for told in part} for part in (uploaded, planned, sent, recorded)]
    wanted = [
        {"doors.read", "cases.find", "cases.commit"},
        {"cases.due", "queues.assess", "cases.load", "cases.commit", "queues.send"},
        {"documents.put", "journal.begin", "mailer.send", "cases.commit"},
        {"cases.load", "cases.commit", "outcomes.add"},
    ]
    assert [expected - found for expected, found in zip(wanted, names, strict=True)] == [set()] * 4
    assert not [told for told in (*uploaded, *planned, *sent, *recorded) if "fault" in told]
    everything = json.dumps([uploaded, planned, sent, recorded])
    assert secrets_in(everything, table_as_it_is(), town.key) == []


def test_a_run_that_nobody_traces_tells_nothing(town: Town, daemon: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("_X_AMZN_TRACE_ID")
    town.upload(an_invoice())
    assert daemon() == []
