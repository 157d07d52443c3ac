"""A debtor's way: a reminder in the mailbox, its link, the account, paying, contesting; and those who have no such link."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO

import boto3
import pytest
from chalice.test import HTTPResponse
from pypdf import PdfReader

import app as switchboard
from chalicelib.bootstrap import world
from chalicelib.domain.access import Link, csrf_of, hash_of
from chalicelib.domain.case import CaseKey
from infra.local.mail_file import read_mail
from infra.local.ses_double import SesDouble
from tests.integration.town import (
    Browser,
    Town,
    a_debtor,
    an_invoice,
    over_sns,
    sqs_event,
    working_morning,
)

TOKEN = "a" * 32
REFUSED, GONE = 403, 404


def case_of(town: Town, number: str = "F-1") -> CaseKey:
    listed = next(i for i in town.get("/v1/invoices")["invoices"] if i["number"] == number)
    return CaseKey(town.creditor.id, listed["debtor_id"])


def a_link(key: CaseKey, token: str = TOKEN, *, lasts: timedelta = timedelta(days=1)) -> None:
    now = datetime.now(UTC)
    case = world().cases.load(key)
    world().cases.commit(case, case, [], now, also=[Link(hash_of(token), key, now + lasts)])


def inside(town: Town, token: str = TOKEN) -> Browser:
    browser = Browser(town.call)
    assert browser.send("/portal/session", {"k": token, "lang": "fr"}).status_code == 303
    return browser


def csrf(browser: Browser) -> str:
    return csrf_of(browser.cookie.partition("=")[2])


def text_of(answer: HTTPResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.body.decode()))


@pytest.fixture
def debtor(town: Town) -> Browser:
    """In, with two invoices to its name."""
    town.upload(an_invoice(), an_invoice("F-2", late=-20, cents=5000))
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

    ses.courier.stop()
    events = sqs_event(*map(over_sns, told), *map(over_sns, told))
    assert switchboard.record_delivery(events, None) == {"batchItemFailures": []}
    states = [e["data"]["state"] for e in town.shown("F-1")["history"] if e["event"] == "StepMoved"]
    assert states == ["planned", "claimed", "accepted", "delivered"]

    raw = next(ses.store.folder.glob("*.eml")).read_bytes()
    token = re.search(r"#k=([a-z2-7]{32})", _text_part(raw))
    assert token
    browser = inside(town, token.group(1))
    page = browser.get("/portal/fr")
    assert page.status_code == 200
    reference = re.search(r"/portal/fr/letters/([A-Z2-7-]+)", page.body.decode())
    assert reference
    letter = browser.get(f"/portal/fr/letters/{reference.group(1)}", accept="text/html,*/*;q=0.8")
    assert (letter.status_code, letter.headers["Content-Type"]) == (200, "application/pdf")
    assert "Menuiserie Aubin" in PdfReader(BytesIO(letter.body)).pages[0].extract_text()
    stored = boto3.client("s3").list_objects_v2(Bucket="letters")["Contents"]
    assert len(stored) == 1


def _text_part(raw: bytes) -> str:
    from email import message_from_bytes, policy

    body = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_a_letter_that_cannot_be_printed_waits_for_a_person_and_no_mail_goes_out(
    town: Town, ses: SesDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Names are refused at the door; a profile or an older row may still hold such a sign.
    world().creditors.put(world().creditors.get(town.creditor.id).__class__(**_profile(town, signatory="Léa ☂")))
    town.upload(an_invoice())
    town.run(working_morning())
    last = [e["data"] for e in town.shown("F-1")["history"] if e["event"] == "StepMoved"][-1]
    assert (last["state"], ses.state()["accepted"]) == ("held", 0)
    assert "cannot draw" in last["reason"]


def _profile(town: Town, **changes: object) -> dict[str, object]:
    from dataclasses import fields

    return {**{f.name: getattr(town.creditor, f.name) for f in fields(town.creditor)}, **changes}


def test_a_bounce_suspends_the_address_and_the_history_says_so(town: Town, ses: SesDouble, told: list[str]) -> None:
    town.upload(an_invoice(debtor=a_debtor(email="bounce@legoff.example")))
    town.run(working_morning())
    ses.courier.stop()
    switchboard.record_delivery(sqs_event(*map(over_sns, told)), None)
    case = world().cases.load(case_of(town))
    assert (case.email, [s.state for s in case.steps]) == (None, ["bounced"])


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(town: Town) -> None:
    town.upload(an_invoice())
    a_link(case_of(town))
    answer = Browser(town.call).send("/portal/session", {"k": TOKEN, "lang": "en"})
    assert answer.headers["Location"] == "/portal/en"
    name, *attributes = answer.headers["Set-Cookie"].split("; ")
    assert re.fullmatch(r"__Host-relance=[A-Za-z0-9]{32}", name)
    assert set(attributes) == {"Path=/", "Secure", "HttpOnly", "SameSite=Lax"}


def test_the_account_shows_what_is_owed_and_the_transfer_page_a_code(debtor: Browser) -> None:
    account = debtor.get("/portal/fr")
    assert "F-1" in text_of(account)
    assert "150,00" in text_of(account).replace("\u202f", " ")
    pay = debtor.get("/portal/fr/pay")
    assert "<svg" in pay.body.decode()
    assert "FR76" in text_of(pay)
    english = debtor.get("/portal/en")
    assert english.headers["Content-Language"] == "en"


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
    assert debtor.send(path, {"csrf": csrf(debtor), "reason": "not-mine", "detail": ""}).status_code == 303
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


def test_whoever_has_no_good_link_gets_one_same_page(town: Town) -> None:
    town.upload(an_invoice())
    key = case_of(town)
    a_link(key)
    a_link(key, "b" * 32, lasts=-timedelta(seconds=1))
    for lang in ("fr", "en"):
        tried = [Browser(town.call).send("/portal/session", {"k": k, "lang": lang}) for k in _wrong_links()]
        cookies = ("", "__Host-relance=", "__Host-relance=x", "__Host-relance=é", "__Host-relance=" + "a" * 5000)
        visits = [town.call("GET", f"/portal/{lang}", cookie=cookie) for cookie in cookies]
        deeper = [town.call("GET", f"/portal/{lang}/{path}") for path in ("pay", "contest/x", "contested/x", "letters/x")]
        everything = [*tried, *visits, *deeper]
        assert {a.status_code for a in everything} == {GONE}
        assert len({a.body for a in everything}) == 1
        assert len({json.dumps(sorted((k, v) for k, v in a.headers.items())) for a in everything}) == 1
        assert all("Set-Cookie" not in a.headers for a in everything)


def _wrong_links() -> Iterator[str]:
    yield from ("", "z" * 32, TOKEN.upper(), TOKEN[:-1], TOKEN + "a", f" {TOKEN}", "b" * 32, "é" * 32, "x" * 20_000)


def test_a_cookie_of_another_site_above_ours_does_not_shut_the_debtor_out(debtor: Browser) -> None:
    debtor.cookie = f'consent={{"ads":false}}; bad"one=ü; {debtor.cookie}; last'
    assert debtor.get("/portal/fr").status_code == 200


def test_what_is_another_debtors_or_nobodys_is_the_same_page(town: Town, debtor: Browser) -> None:
    town.upload(an_invoice("F-9", debtor=a_debtor("Autre SARL")))
    foreign, own = town.shown("F-9")["id"], town.shown("F-1")["id"]
    nowhere = f"inv_{'0' * 20}"
    pages = [debtor.get(f"/portal/fr/contest/{i}") for i in (foreign, nowhere, "x" * 3000)]
    pages += [debtor.get(f"/portal/fr/contested/{i}") for i in (foreign, nowhere, own)]
    pages += [debtor.get(f"/portal/fr/letters/{r}") for r in ("AAAA-AAAA", "..%2F..%2Fx", "x" * 3000)]
    form = {"csrf": csrf(debtor), "reason": "not-mine", "detail": ""}
    pages += [debtor.send(f"/portal/fr/contest/{i}", form) for i in (foreign, nowhere)]
    pages += [debtor.send(f"/portal/fr/contest/{foreign}", {**form, "reason": ""})]
    assert {p.status_code for p in pages} == {GONE}
    assert len({p.body for p in pages}) == 1
    assert town.shown("F-9")["why"]["code"] != "contested"
    everything, chosen = debtor.get("/portal/fr/pay"), debtor.get(f"/portal/fr/pay?invoice={foreign}")
    assert chosen.body == everything.body


@pytest.mark.parametrize(
    ("changes", "headers", "status"),
    [
        ({"csrf": ""}, {}, REFUSED),
        ({"csrf": "0" * 64}, {}, REFUSED),
        ({}, {"sec_fetch_site": "cross-site"}, REFUSED),
        ({}, {"sec_fetch_site": "same-site"}, REFUSED),
        ({}, {"content_type": "text/plain"}, REFUSED),
        ({}, {"content_type": "application/json"}, REFUSED),
        ({f"more{n}": "x" for n in range(30)}, {}, REFUSED),
        ({"detail": "x" * 40_000}, {}, 413),
    ],
    ids=[
        "no token",
        "wrong token",
        "another site",
        "a site beside ours",
        "text",
        "JSON",
        "too many fields",
        "too large",
    ],
)
def test_a_form_that_is_not_ours_changes_nothing(
    town: Town, debtor: Browser, changes: dict[str, str], headers: dict[str, str], status: int
) -> None:
    form = {"reason": "not-mine", "detail": "", "lang": "fr", "csrf": csrf(debtor), **changes}
    before = town.rows()
    for path in (f"/portal/fr/contest/{town.shown('F-1')['id']}", "/portal/logout"):
        answer = debtor.send(path, form, **headers)
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert town.rows() == before


def test_looking_changes_nothing_whoever_looks(town: Town, debtor: Browser) -> None:
    invoice = town.shown("F-1")["id"]
    before = town.rows()
    paths = ["", "/fr", "/fr/pay", f"/fr/pay?invoice={invoice}", f"/fr/contest/{invoice}", f"/fr/contested/{invoice}"]
    paths += ["/fr/letters/AAAA-AAAA", "/session", "/logout", f"/session?k={TOKEN}"]
    for method in ("GET", "HEAD"):
        for path in paths:
            debtor.get(f"/portal{path}", method)
            town.call(method, f"/portal{path}")
    for path in ("/v1/invoices", f"/v1/invoices/{invoice}", f"/v1/invoices/{invoice}/payments"):
        town.call("GET", path)
        town.call("HEAD", path)
    assert town.rows() == before


def test_no_token_and_no_secret_reaches_the_log(
    town: Town, debtor: Browser, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(type(world().cases), "load", broken)
    pages = [debtor.get("/portal/fr"), Browser(town.call).send("/portal/session", {"k": TOKEN, "lang": "fr"})]
    assert [p.status_code for p in pages] == [503, 503]
    assert "RuntimeError" in caplog.text
    for secret in (TOKEN, debtor.cookie.partition("=")[2], town.key):
        assert secret not in caplog.text
