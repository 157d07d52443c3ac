"""A debtor's way: a reminder in the mailbox, its link, the account, the letter; contesting, leaving."""

import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import boto3
import pytest
from pypdf import PdfReader

import app as switchboard
from chalicelib.world import world
from infra.local.mail_file import read_mail
from infra.local.ses_double import SesDouble
from tests.integration.town import (
    Browser,
    Town,
    a_debtor,
    a_link,
    an_invoice,
    case_of,
    csrf,
    inside,
    token_in,
    what_ses_said,
    working_morning,
)

GONE = 404


@pytest.fixture
def debtor(town: Town) -> Browser:
    """In, with an invoice to its name."""
    town.upload(an_invoice())
    a_link(case_of(town))
    return inside(town)


def test_from_a_due_invoice_to_the_mailbox_the_account_and_the_letter(
    town: Town, ses: SesDouble, told: list[str]
) -> None:
    town.upload(an_invoice())
    morning = working_morning()
    town.run(morning)
    town.run(morning + timedelta(hours=1))

    assert ses.state()["accepted"] == 1, "two runs, one mail"
    mail = read_mail((next(ses.store.folder.glob("*.eml"))).read_bytes())
    assert mail.header("to") == "compta@legoff.example"
    assert mail.header("reply-to") == "compta@aubin.example"
    assert town.shown("F-1")["why"]["code"] in ("on-its-way", "waits-for-proof")

    assert switchboard.record_delivery(what_ses_said(ses, told), None) == {"batchItemFailures": []}
    states = [e["data"]["state"] for e in town.shown("F-1")["history"] if e["event"] == "StepMoved"]
    assert (states[0], states[-2:]) == ("planned", ["accepted", "delivered"])
    assert states.count("delivered") == 1

    browser = inside(town, token_in(next(ses.store.folder.glob("*.eml")).read_bytes()))
    page = browser.get("/portal/fr")
    assert page.status_code == 200
    reference = re.search(r"/portal/fr/letters/([A-Z2-7-]+)", page.body.decode())
    assert reference
    letter = browser.get(f"/portal/fr/letters/{reference.group(1)}", accept="text/html,*/*;q=0.8")
    assert (letter.status_code, letter.headers["Content-Type"]) == (200, "application/pdf")
    assert "Menuiserie Aubin" in PdfReader(BytesIO(letter.body)).pages[0].extract_text()
    stored = [found["Key"] for found in boto3.client("s3").list_objects_v2(Bucket="letters")["Contents"]]
    assert sorted(key.partition("/")[0] for key in stored) == ["journal", "letters"]


def test_a_letter_that_cannot_be_printed_waits_for_a_person_and_no_mail_goes_out(
    town: Town, ses: SesDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Names are refused at the door; a profile or an older row may still hold such a sign.
    world().creditors.put(replace(town.creditor, signatory="Léa ☂"))
    town.upload(an_invoice())
    town.run(working_morning())
    last = [e["data"] for e in town.shown("F-1")["history"] if e["event"] == "StepMoved"][-1]
    assert (last["state"], ses.state()["accepted"]) == ("held", 0)
    assert "cannot draw" in last["reason"]


def test_a_bounce_suspends_the_address_and_the_history_says_so(town: Town, ses: SesDouble, told: list[str]) -> None:
    town.upload(an_invoice(debtor=a_debtor(email="bounce@legoff.example")))
    town.run(working_morning())
    switchboard.record_delivery(what_ses_said(ses, told), None)
    case = world().cases.load(case_of(town))
    assert (case.email, [s.state for s in case.steps]) == (None, ["bounced"])


def test_contesting_asks_for_a_reason_then_stops_the_chase_at_once(town: Town, debtor: Browser, ses: SesDouble) -> None:
    invoice = town.shown("F-1")["id"]
    path = f"/portal/fr/contest/{invoice}"
    assert debtor.get(path).status_code == 200
    faulty = debtor.send(path, {"csrf": csrf(debtor), "reason": "other", "detail": "  "})
    assert faulty.status_code == 422
    assert town.shown("F-1")["why"]["code"] != "contested"

    done = debtor.send(path, {"csrf": csrf(debtor), "reason": "wrong-amount", "detail": "Deux heures\r\nen trop"})
    assert (done.status_code, done.headers["Location"]) == (303, f"/portal/fr/contested/{invoice}")
    assert debtor.get(done.headers["Location"]).status_code == 200
    assert town.shown("F-1")["why"]["code"] == "contested"
    entry = town.shown("F-1")["history"][-1]
    assert (entry["event"], entry["data"]["detail"]) == ("InvoiceContested", "Deux heures\nen trop")

    before = town.rows(but="session")
    again = debtor.send(path.replace("/fr/", "/zz/"), {"csrf": csrf(debtor), "reason": "not-mine", "detail": ""})
    assert "Location" not in again.headers, "a path of the caller's making goes into no header"
    assert town.rows(but="session") == before, "contesting twice is once"
    town.run(working_morning())
    assert ses.state()["accepted"] == 0


def test_leaving_closes_the_session_for_good(debtor: Browser) -> None:
    secret = debtor.cookie
    answer = debtor.send("/portal/logout", {"csrf": csrf(debtor), "lang": "fr"})
    assert answer.headers["Location"] == "/fr/cre-1/"
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    debtor.cookie = secret
    assert debtor.get("/portal/fr").status_code == GONE
