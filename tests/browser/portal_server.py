"""A stand-in for the edge and the functions, on the loopback: the real pages and site, one account, one session."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from chalicelib.adapters.epc import TransferRefused, epc_code, epc_payload
from chalicelib.adapters.portal.contest_form import entered_in, errors_in
from chalicelib.adapters.portal.pages import Page, PortalPages, amount_to_pay
from chalicelib.adapters.portal.site import build_site
from chalicelib.domain.case_view import CaseView, InvoiceStatus
from chalicelib.domain.money import total
from chalicelib.domain.parties import Language
from chalicelib.domain.wrong_recipient import WrongRecipient
from tests.browser.portal_samples import CREDITOR, DEBTOR, SITUATIONS, TODAY

ACCESS = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U"
CSRF = "csrf-of-the-session"
COOKIE = "__Host-relance"


@dataclass
class Portal:
    """What the test may look at and set: the account shown, or one answer to all, and what was asked and posted."""

    address: str = ""
    view: CaseView = SITUATIONS["several"]
    answer: Page | None = None
    asked: list[str] = field(default_factory=list)
    posted: list[dict[str, str]] = field(default_factory=list)
    origins: list[tuple[str | None, str | None]] = field(default_factory=list)

    def contest(self, invoice_id: str) -> None:
        """As the use case would: the invoice is marked and leaves what is to pay."""
        invoices = tuple(
            replace(i, status=InvoiceStatus.CONTESTED, contested_on=TODAY) if i.id == invoice_id else i
            for i in self.view.invoices
        )
        to_pay = total(i.open for i in invoices if i.status is not InvoiceStatus.CONTESTED)
        self.view = replace(self.view, invoices=invoices, to_pay=to_pay)


@contextmanager
def serving() -> Iterator[Portal]:
    portal = Portal()
    handler = type("Handler", (_Handler,), {"portal": portal, "site": build_site(CREDITOR)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    portal.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield portal
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def epc_qr(view: CaseView, chosen: str | None) -> str:
    try:
        return epc_code(epc_payload(view.creditor.bank, amount_to_pay(view, chosen), view.payment_reference)).svg()
    except TransferRefused:
        return ""


class _Handler(BaseHTTPRequestHandler):
    portal: Portal
    site: dict[str, Any]
    pages = PortalPages()

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self.portal.asked.append(f"GET {self.path}")
        path = urlsplit(self.path).path
        if not path.startswith("/portal/"):
            name = path.strip("/") + "/index.html" if path.endswith("/") else path.strip("/")
            file = self.site.get(name.lstrip("/"))
            shown = file or self.site["404.html"]
            headers = {"Content-Type": shown.content_type, "Content-Security-Policy": shown.csp}
            self._answer(200 if file else 404, shown.content, headers)
        else:
            self._page(self._got(path.removeprefix("/portal/").split("/")))

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        fields = dict(parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True))
        path = urlsplit(self.path).path
        self.portal.asked.append(f"POST {path}")
        self.portal.posted.append(fields)
        self.portal.origins.append((self.headers.get("Origin"), self.headers.get("Sec-Fetch-Site")))
        if path == "/portal/session":
            return self._open_session(fields)
        if fields.get("csrf") != CSRF:
            return self._page(self.pages.refused(Language.FR))
        if path == "/portal/logout":
            return self._see(f"/{fields['lang']}/{CREDITOR.id}/", f"{COOKIE}=; Max-Age=0")
        parts = path.removeprefix("/portal/").split("/")
        return self._disown(parts[0], fields) if parts[1:] == ["wrong-recipient"] else self._contest(parts, fields)

    def _disown(self, lang: str, fields: dict[str, str]) -> None:
        if answer := fields.get("answer"):
            return self._see(f"/portal/{lang}/wrong-recipient/{answer}")
        return self._page(self.pages.wrong_recipient(self.portal.view, Language(lang), CSRF, DEBTOR.email, error=True))

    def _open_session(self, fields: dict[str, str]) -> None:
        if fields.get("k") == ACCESS:
            self._see("/".join(filter(None, ("/portal", fields["lang"], fields.get("to")))), f"{COOKIE}=open")
        else:
            self._page(self.pages.gone(Language(fields["lang"])))

    def _contest(self, parts: list[str], fields: dict[str, str]) -> None:
        language, _, invoice_id = parts
        entered = entered_in(fields)
        errors = errors_in(entered)
        if errors:
            page = self.pages.contest(self.portal.view, Language(language), CSRF, unquote(invoice_id), errors, entered)
            return self._page(page)
        self.portal.contest(invoice_id)
        return self._see(f"/portal/{language}/contested/{invoice_id}")

    def _got(self, parts: list[str]) -> Page:
        if self.portal.answer:
            return self.portal.answer
        language = Language.EN if parts[0] == "en" else Language.FR
        view = self.portal.view
        if COOKIE not in SimpleCookie(self.headers.get("Cookie", "")):
            return self.pages.gone(language)
        match parts[1:]:
            case []:
                return self.pages.account(view, language, CSRF)
            case ["pay"]:
                chosen = dict(parse_qsl(urlsplit(self.path).query)).get("invoice")
                return self.pages.pay(view, language, CSRF, epc_qr(view, chosen), chosen)
            case ["contest", invoice_id]:
                return self.pages.contest(view, language, CSRF, unquote(invoice_id), {}, {})
            case ["wrong-recipient"]:
                return self.pages.wrong_recipient(view, language, CSRF, DEBTOR.email)
            case ["wrong-recipient", answer]:
                return self.pages.disowned(WrongRecipient(answer), language)
            case ["contested", invoice_id]:
                return self.pages.contested(view, language, CSRF, unquote(invoice_id))
        return self.pages.gone(language)

    def _see(self, place: str, cookie: str | None = None) -> None:
        headers = {"Location": place}
        if cookie:
            headers["Set-Cookie"] = f"{cookie}; Path=/; Secure; HttpOnly; SameSite=Lax"
        self._answer(303, b"", headers)

    def _page(self, page: Page) -> None:
        self._answer(page.status, page.html.encode(), page.headers)

    def _answer(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(content))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
