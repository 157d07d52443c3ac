"""What a debtor sees, and what those see who have no good link; visits and forms that must change nothing."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib.adapters.epc import epc_code, epc_payload
from chalicelib.domain.letter import payment_reference
from chalicelib.domain.money import Money
from chalicelib.world import world
from tests.integration.town import TOKEN, Browser, Town, a_debtor, a_link, an_invoice, case_of, csrf, inside, text_of
from tests.log_watch import logged, secrets_in

REFUSED, GONE = 403, 404


@pytest.fixture(scope="module")
def visited(quiet_town: Town) -> Town:
    """With two invoices of our debtor, one of another, and a link: for visits that change nothing."""
    quiet_town.upload(
        an_invoice(), an_invoice("F-2", late=-20, cents=5000), an_invoice("F-9", debtor=a_debtor("Autre SARL"))
    )
    a_link(case_of(quiet_town))
    return quiet_town


@pytest.fixture
def visitor(visited: Town) -> Browser:
    return inside(visited)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(visited: Town) -> None:
    answer = Browser(visited.call).send("/portal/session", {"k": TOKEN, "lang": "en"})
    assert answer.headers["Location"] == "/portal/en"
    name, *attributes = answer.headers["Set-Cookie"].split("; ")
    assert re.fullmatch(r"__Host-relance=[A-Za-z0-9]{32}", name)
    assert set(attributes) == {"Path=/", "Secure", "HttpOnly", "SameSite=Lax"}


def test_the_account_shows_what_is_owed_and_the_transfer_page_a_code(visitor: Browser) -> None:
    account = visitor.get("/portal/fr")
    assert "F-1" in text_of(account)
    assert "150,00" in text_of(account).replace("\u202f", " ")
    pay = visitor.get("/portal/fr/pay")
    assert "<svg" in pay.body.decode()
    assert "FR76" in text_of(pay)
    english = visitor.get("/portal/en")
    assert english.headers["Content-Language"] == "en"


def test_the_code_of_one_invoice_asks_for_that_invoice_alone(visitor: Browser, visited: Town) -> None:
    """Amounts in cents: 100.00 and 50.00, and both."""
    key = case_of(visited)
    reference = payment_reference(key.creditor_id, key.debtor_id)
    ids = {number: visited.shown(number)["id"] for number in ("F-1", "F-2")}
    paths = {10000: f"?invoice={ids['F-1']}", 5000: f"?invoice={ids['F-2']}", 15000: ""}
    codes = {cents: epc_code(epc_payload(visited.creditor.bank, Money(cents), reference)).svg() for cents in paths}
    for cents, path in paths.items():
        page = visitor.get(f"/portal/fr/pay{path}").body.decode()
        assert [other for other, code in codes.items() if code in page] == [cents]


def test_whoever_has_no_good_link_gets_one_same_page(visited: Town) -> None:
    key = case_of(visited)
    a_link(key, "b" * 32, lasts=-timedelta(seconds=1))
    for lang in ("fr", "en"):
        tried = [Browser(visited.call).send("/portal/session", {"k": k, "lang": lang}) for k in _wrong_links()]
        odd = ("", "x", "é", "\ud800", "a" * 5000)
        cookies = ("", *(f"__Host-relance={value}" for value in odd))
        visits = [visited.call("GET", f"/portal/{lang}", cookie=cookie) for cookie in cookies]
        deeper = [
            visited.call("GET", f"/portal/{lang}/{path}") for path in ("pay", "contest/x", "contested/x", "letters/x")
        ]
        everything = [*tried, *visits, *deeper]
        assert {a.status_code for a in everything} == {GONE}
        assert len({a.body for a in everything}) == 1
        assert len({json.dumps(sorted((k, v) for k, v in a.headers.items())) for a in everything}) == 1
        assert all("Set-Cookie" not in a.headers for a in everything)


@pytest.mark.parametrize("path", ["/portal/session", "/portal/logout"])
def test_the_address_of_a_form_shows_the_same_page_to_whoever_only_looks(visited: Town, path: str) -> None:
    looked, gone = visited.call("GET", path), visited.call("GET", "/portal/fr")
    assert (looked.status_code, looked.body) == (GONE, gone.body)
    assert dict(looked.headers) == dict(gone.headers)


def _wrong_links() -> Iterator[str]:
    yield from ("", "z" * 32, TOKEN.upper(), TOKEN[:-1], TOKEN + "a", f" {TOKEN}", "b" * 32, "é" * 32, "x" * 20_000)


def test_a_cookie_of_another_site_above_ours_does_not_shut_the_debtor_out(visitor: Browser) -> None:
    visitor.cookie = f'consent={{"ads":false}}; bad"one=ü; {visitor.cookie}; last'
    assert visitor.get("/portal/fr").status_code == 200


def test_what_is_another_debtors_or_nobodys_is_the_same_page(visited: Town, visitor: Browser) -> None:
    foreign, own = visited.shown("F-9")["id"], visited.shown("F-1")["id"]
    nowhere = f"inv_{'0' * 20}"
    pages = [visitor.get(f"/portal/fr/contest/{i}") for i in (foreign, nowhere, "x" * 3000)]
    pages += [visitor.get(f"/portal/fr/contested/{i}") for i in (foreign, nowhere, own)]
    pages += [visitor.get(f"/portal/fr/letters/{r}") for r in ("AAAA-AAAA", "..%2F..%2Fx", "x" * 3000)]
    form = {"csrf": csrf(visitor), "reason": "not-mine", "detail": ""}
    pages += [visitor.send(f"/portal/fr/contest/{i}", form) for i in (foreign, nowhere)]
    pages += [visitor.send(f"/portal/fr/contest/{foreign}", {**form, "reason": ""})]
    assert {p.status_code for p in pages} == {GONE}
    assert len({p.body for p in pages}) == 1
    assert visited.shown("F-9")["why"]["code"] != "contested"
    everything, chosen = visitor.get("/portal/fr/pay"), visitor.get(f"/portal/fr/pay?invoice={foreign}")
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
    visited: Town, visitor: Browser, changes: dict[str, str], headers: dict[str, str], status: int
) -> None:
    form = {"reason": "not-mine", "detail": "", "lang": "fr", "csrf": csrf(visitor), **changes}
    before = visited.rows()
    for path in (f"/portal/fr/contest/{visited.shown('F-1')['id']}", "/portal/logout"):
        answer = visitor.send(path, form, **headers)
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert visited.rows() == before


def test_looking_changes_nothing_whoever_looks(visited: Town, visitor: Browser) -> None:
    invoice = visited.shown("F-1")["id"]
    before = visited.rows()
    paths = ["", "/fr", "/fr/pay", f"/fr/pay?invoice={invoice}", f"/fr/contest/{invoice}", f"/fr/contested/{invoice}"]
    paths += ["/fr/letters/AAAA-AAAA", "/session", "/logout", f"/session?k={TOKEN}"]
    for method in ("GET", "HEAD"):
        for path in paths:
            visitor.get(f"/portal{path}", method)
            visited.call(method, f"/portal{path}")
    for path in ("/v1/invoices", f"/v1/invoices/{invoice}", f"/v1/invoices/{invoice}/payments"):
        visited.call("GET", path)
        visited.call("HEAD", path)
    assert visited.rows() == before


def test_no_token_and_no_secret_reaches_the_log(
    visited: Town, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"broken while {TOKEN} was read for compta@legoff.example")

    monkeypatch.setattr(type(world().cases), "load", broken)
    with logged() as log:
        pages = [visitor.get("/portal/fr"), Browser(visited.call).send("/portal/session", {"k": TOKEN, "lang": "fr"})]
    assert [p.status_code for p in pages] == [503, 503]
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [line["errors"][0]["type"] for line in lines] == ["builtins.RuntimeError"] * 2
    assert secrets_in(log.getvalue(), [], TOKEN, visitor.cookie.partition("=")[2], visited.key) == []
