"""An address that bounced takes no mail of any debtor's, through the functions and the table; the API lists it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import app as switchboard
from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind
from chalicelib.world import world
from infra.local.ses_double import SesDouble
from tests.integration.conftest import a_mail_service
from tests.integration.town import Town, a_debtor, an_invoice, problem, what_ses_said, working_morning

SHARED = "bounce@groupe.example"


def mailed(ses: SesDouble) -> int:
    return sum(b"To: " + SHARED.encode() in path.read_bytes() for path in ses.store.folder.glob("*.eml"))


def run(town: Town, ses: SesDouble, told: list[str], days: int) -> None:
    """The morning of a day, and what the mail service says of its mails."""
    town.run(working_morning() + timedelta(days=days))
    assert switchboard.record_delivery(what_ses_said(ses, told), None) == {"batchItemFailures": []}


def test_what_bounced_for_one_debtor_is_not_tried_for_another(
    town: Town, tmp_path: Path, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_mail_service(tmp_path, told, monkeypatch) as ses:
        town.upload(an_invoice("F-1", debtor=a_debtor("Filiale Un", email=SHARED)))
        run(town, ses, told, 0)
        town.upload(an_invoice("F-2", debtor=a_debtor("Filiale Deux", email=SHARED.upper())))
        run(town, ses, told, 0)
        assert mailed(ses) == 1
        (listed,) = town.get("/v1/suppressions")["suppressions"]
        assert (listed["email"], listed["reason"]) == (SHARED, "bounce")
        asked = {(t["debtor"], t["kind"]) for t in town.get("/v1/worklist")["tasks"]}
        assert ("Filiale Deux", "give-address") in asked
        for email in ("autre@groupe.example", SHARED):
            stated = json.dumps(a_debtor("Filiale Deux", email=email))
            town.call("PUT", "/v1/debtors", stated, content_type="application/json")
        assert town.get("/v1/suppressions")["suppressions"] == []


def test_a_stop_of_all_is_told_until_it_is_over(town: Town) -> None:
    today = datetime.now(UTC).date()
    for until, is_told in ((today + timedelta(days=2), True), (today - timedelta(days=2), False)):
        stop = Hold(HoldKind.SENDER_STOPPED, EVERYTHING, until - timedelta(days=2), "relance", "5 of 9", until=until)
        world().creditors.stop_all(stop)
        for path in ("worklist", "chase"):
            assert bool(town.get(f"/v1/{path}")["stops"]) is is_told, path


def test_a_cursor_that_is_none_of_ours_is_refused(quiet_town: Town) -> None:
    answer = quiet_town.call("GET", f"/v1/suppressions?cursor={SHARED}")
    problem(answer)
    assert (answer.status_code, answer.json_body["errors"][0]["field"]) == (422, "cursor")
