"""What answers to a debtor tell the browser beside their content, and what forms from elsewhere may not open."""

import re

import pytest

from chalicelib.adapters.portal.pages import PortalPages
from chalicelib.domain.errors import CaseMoved
from chalicelib.domain.parties import Language
from chalicelib.world import world
from infra.local.ses_double import SesDouble
from tests.integration.town import (
    TOKEN,
    Browser,
    Town,
    a_link,
    an_invoice,
    case_of,
    csrf,
    day,
    inside,
    token_in,
    working_morning,
)


@pytest.fixture
def debtor(town: Town) -> Browser:
    town.upload(an_invoice())
    a_link(case_of(town))
    return inside(town)


def test_a_letter_is_a_file_that_nobody_keeps_and_nothing_runs_in(town: Town, debtor: Browser, ses: SesDouble) -> None:
    town.run(working_morning())
    reference = re.search(r"/portal/fr/letters/([A-Z2-7-]+)", debtor.get("/portal/fr").body.decode())
    assert reference
    answer = debtor.get(f"/portal/fr/letters/{reference.group(1)}", accept="*/*")
    assert answer.status_code == 200
    told = {name: answer.headers[name] for name in answer.headers}
    assert told["Content-Disposition"] == f'attachment; filename="{reference.group(1)}.pdf"'
    assert told["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (told["Cache-Control"], told["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert "noindex" in told["X-Robots-Tag"]


def test_a_redirect_is_kept_by_nobody_and_tells_nobody_where_from(town: Town, debtor: Browser) -> None:
    invoice = town.shown("F-1")["id"]
    moves = [
        Browser(town.call).send("/portal/session", {"k": TOKEN, "lang": "fr"}),
        town.call("GET", "/portal"),
        debtor.send(f"/portal/fr/contest/{invoice}", {"csrf": csrf(debtor), "reason": "not-mine", "detail": ""}),
        debtor.send("/portal/logout", {"csrf": csrf(debtor), "lang": "fr"}),
    ]
    assert [answer.status_code for answer in moves] == [303] * 4
    for answer in moves:
        assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
        assert answer.headers["Location"].startswith("/")


@pytest.mark.parametrize(
    "headers",
    [{"sec_fetch_site": "cross-site"}, {"sec_fetch_site": "same-site"}, {"content_type": "text/plain"}],
    ids=["another site", "a site beside ours", "no form of a browser"],
)
def test_no_other_site_puts_a_debtor_into_a_session(town: Town, debtor: Browser, headers: dict[str, str]) -> None:
    """It would be the other site's own link: the debtor would read and pay somebody else's account as its own."""
    before = town.rows()
    answer = Browser(town.call).send("/portal/session", {"k": TOKEN, "lang": "fr"}, **headers)
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers
    assert town.rows() == before


def test_a_token_that_no_form_of_ours_has_is_refused_whatever_its_letters(town: Town, debtor: Browser) -> None:
    answer = debtor.send("/portal/logout", {"csrf": "é" * 64, "lang": "fr"})
    assert answer.status_code == 403
    assert debtor.get("/portal/fr").status_code == 200


@pytest.mark.parametrize(
    ("failure", "unchanged"),
    [(CaseMoved("moved"), True), (RuntimeError("broken"), False)],
    ids=["another change came first", "a defect"],
)
def test_a_failed_form_says_that_nothing_changed_only_where_that_is_known(
    town: Town, debtor: Browser, monkeypatch: pytest.MonkeyPatch, failure: Exception, unchanged: bool
) -> None:
    path, form = f"/portal/fr/contest/{town.shown('F-1')['id']}", {"csrf": csrf(debtor), "reason": "not-mine"}

    def fails(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(type(world().cases), "commit", fails)
    answer = debtor.send(path, form)
    assert answer.status_code == 503
    assert answer.body.decode() == PortalPages().unavailable(Language.FR, unchanged=unchanged).html


def test_the_form_token_of_one_session_does_not_serve_another(town: Town, debtor: Browser) -> None:
    other = inside(town)
    assert debtor.send("/portal/logout", {"csrf": csrf(other), "lang": "fr"}).status_code == 403


def test_who_is_not_the_debtor_says_so_and_its_address_hears_no_more(town: Town, ses: SesDouble) -> None:
    town.upload(an_invoice(late=9))
    town.run(working_morning(ago=1))
    (mail,) = ses.store.folder.glob("*.eml")
    reader = Browser(town.call)
    opened = reader.send("/portal/session", {"k": token_in(mail.read_bytes()), "lang": "fr", "to": "wrong-recipient"})
    assert opened.headers["Location"] == "/portal/fr/wrong-recipient"
    form = "/portal/fr/wrong-recipient"
    assert "compta@legoff.example" in reader.get(form).body.decode()
    assert reader.send(form, {"answer": "not-me"}).status_code == 403
    token = {"csrf": csrf(reader)}
    before = town.rows()
    for answer in ("", "someone"):
        refused = reader.send(form, {**token, "answer": answer})
        assert (refused.status_code, town.rows()) == (422, before)
    said = reader.send(form, {**token, "answer": "not-me"})
    assert (said.status_code, said.headers["Location"]) == (303, "/portal/fr/wrong-recipient/not-me")
    assert "Max-Age=0" in said.headers["Set-Cookie"]
    assert "C’est noté" in reader.get(said.headers["Location"]).body.decode()
    assert reader.get("/portal/fr").status_code == 404, "its session is over"
    shown = town.get(f"/v1/debtors/{case_of(town).debtor_id}")
    assert shown["email_suspended"] is True
    assert [t["kind"] for t in town.get("/v1/worklist")["tasks"]] == ["give-address"]
    assert town.shown("F-1")["letters"][0]["state"] == "disowned"


def test_a_debtor_who_wants_its_mails_elsewhere_keeps_its_account(town: Town, debtor: Browser) -> None:
    form = "/portal/en/wrong-recipient"
    said = debtor.send(form, {"csrf": csrf(debtor), "answer": "wrong-address"})
    assert said.headers["Location"] == "/portal/en/wrong-recipient/wrong-address"
    assert "Noted, thank you" in debtor.get(said.headers["Location"]).body.decode()
    assert debtor.get("/portal/en").status_code == 200
    assert debtor.get("/portal/en/wrong-recipient/nonsense").status_code == 404


@pytest.mark.parametrize("paid", [10000, 10001], ids=["to the cent", "too much"])
def test_an_invoice_that_was_settled_while_its_form_stood_open_is_said_to_be_settled(
    town: Town, debtor: Browser, paid: int
) -> None:
    town.upload(an_invoice("F-2"))
    invoice = town.shown("F-1")["id"]
    form = {"csrf": csrf(debtor), "reason": "not-mine", "detail": ""}
    town.post(f"/v1/invoices/{invoice}/payments", {"on": day(-5), "amount_cents": paid, "reference": "VIR-1"})
    before = town.rows()
    for answer in (debtor.send(f"/portal/fr/contest/{invoice}", form), debtor.get(f"/portal/fr/contest/{invoice}")):
        assert answer.status_code == 200
        assert "Cette facture est réglée" in answer.body.decode()
    assert town.rows() == before


@pytest.mark.parametrize("accept", ["application/json", "text/html", "", "image/*;q=0"])
def test_a_letter_comes_whatever_the_asker_says_it_accepts(
    town: Town, debtor: Browser, ses: SesDouble, accept: str
) -> None:
    town.run(working_morning())
    reference = town.shown("F-1")["letters"][0]["reference"]
    ours = f"/v1/invoices/{town.shown('F-1')['id']}/letters/{reference}"
    for answer in (debtor.get(f"/portal/fr/letters/{reference}", accept=accept), town.call("GET", ours, accept=accept)):
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
        assert answer.body.startswith(b"%PDF-")
