"""The debtor's pages as HTML that needs no JavaScript, each with its status and headers. Nothing here decides anything.

Example: `PortalPages().account(view, Language.FR, csrf).html`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from chalicelib.adapters.portal.jinja_templates import environment
from chalicelib.adapters.portal.security_headers import page_headers
from chalicelib.adapters.portal.words import other_than
from chalicelib.domain.case_view import CaseView, InvoiceStatus, InvoiceView
from chalicelib.domain.hold import DisputeReason
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Language
from chalicelib.domain.typography import typeset_names
from chalicelib.domain.wrong_recipient import WrongRecipient


@dataclass(frozen=True, slots=True)
class Page:
    """An answer ready to be sent."""

    status: int
    html: str
    headers: dict[str, str]


class PortalPages:
    """Writes pages in the language asked for. A page about an invoice that is not the debtor's is the page `gone`."""

    def account(self, view: CaseView, language: Language, csrf: str) -> Page:
        """What is left to pay, by when, invoice by invoice, with the letters that went out."""
        return _page("account.html", language, view=view, csrf=csrf, switch=_path(other_than(language)))

    def pay(self, view: CaseView, language: Language, csrf: str, qr_svg: str, chosen: str | None = None) -> Page:
        """How to pay by transfer: all that is left, or the one invoice `chosen` by its id.

        `qr_svg` must claim `amount_to_pay(view, chosen)`; it is our own drawing and goes in as it is.
        Empty, the page shows the lines alone.
        """
        only = payable(view, chosen)
        return _page(
            "pay.html",
            language,
            view=view,
            csrf=csrf,
            only=only,
            sum=amount_to_pay(view, chosen),
            qr_svg=Markup(qr_svg),  # noqa: S704
            switch=_path(other_than(language), f"pay?invoice={quote(only.id, safe='')}" if only else "pay"),
        )

    def contest(
        self,
        view: CaseView,
        language: Language,
        csrf: str,
        invoice_id: str,
        errors: Mapping[str, str],
        entered: Mapping[str, str],
    ) -> Page:
        """The form to report a problem. `errors` maps a field to the code of its fault (contest_form.errors_in)."""
        invoice = _invoice(view, invoice_id)
        if invoice is None:
            return self.gone(language)
        switch = _path(other_than(language), f"contest/{quote(invoice.id, safe='')}")
        facts: dict[str, Any] = {"view": view, "csrf": csrf, "invoice": invoice, "switch": switch}
        if invoice.status in (InvoiceStatus.PAID, InvoiceStatus.CONTESTED):
            return _page("not_contestable.html", language, **facts)
        return _page(
            "contest.html",
            language,
            HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
            **facts,
            errors=errors,
            reasons=[reason.value for reason in DisputeReason],
            entered_reason=entered.get("reason", ""),
            entered_detail=entered.get("detail", ""),
        )

    def contested(self, view: CaseView, language: Language, csrf: str, invoice_id: str) -> Page:
        """The receipt of a report, read again without harm."""
        invoice = _invoice(view, invoice_id)
        if invoice is None:
            return self.gone(language)
        switch = _path(other_than(language), f"contested/{quote(invoice.id, safe='')}")
        return _page("contested.html", language, view=view, csrf=csrf, invoice=invoice, switch=switch)

    def wrong_recipient(
        self, view: CaseView, language: Language, csrf: str, email: str | None, *, error: bool = False
    ) -> Page:
        """The form for whoever the mails to `email` are not for, or should not reach there; `error` with no answer."""
        return _page(
            "wrong_recipient.html",
            language,
            HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
            view=view,
            csrf=csrf,
            email=email,
            error=error,
            answers=[answer.value for answer in WrongRecipient],
            switch=_path(other_than(language), "wrong-recipient"),
        )

    def disowned(self, answer: WrongRecipient, language: Language) -> Page:
        """What has become of the address, without a word about anybody: it is read again without a session."""
        return _message(answer, language, HTTPStatus.OK, way_back=answer is WrongRecipient.WRONG_ADDRESS)

    def gone(self, language: Language) -> Page:
        """The one page for an unknown, expired or altered link, no session, or an unknown path: it tells nothing."""
        return _message("gone", language, HTTPStatus.NOT_FOUND)

    def refused(self, language: Language) -> Page:
        """A form without its token, or sent from elsewhere."""
        return _message("refused", language, HTTPStatus.FORBIDDEN, way_back=True)

    def too_large(self, language: Language) -> Page:
        return _message("too_large", language, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, way_back=True)

    def unavailable(self, language: Language, *, unchanged: bool = True) -> Page:
        """A failure. The page says that nothing was changed, unless nobody can tell (`unchanged` false)."""
        what = "unavailable" if unchanged else "unsure"
        page = _message(what, language, HTTPStatus.SERVICE_UNAVAILABLE)
        return Page(page.status, page.html, page.headers | {"Retry-After": "120"})


def payable(view: CaseView, chosen: str | None) -> InvoiceView | None:
    """The invoice of that id when it can be paid on its own: it is still owed and not contested."""
    invoice = _invoice(view, chosen) if chosen else None
    payable_now = (InvoiceStatus.OVERDUE, InvoiceStatus.DUE_LATER)
    return invoice if invoice and invoice.status in payable_now and view.to_pay.is_positive else None


def amount_to_pay(view: CaseView, chosen: str | None = None) -> Money:
    """What the transfer page asks for, and its QR code must: never more than what is left after a credit elsewhere."""
    only = payable(view, chosen)
    return min(only.to_pay, view.to_pay) if only else view.to_pay


def _invoice(view: CaseView, invoice_id: str) -> InvoiceView | None:
    return next((i for i in view.invoices if i.id == invoice_id), None)


def _path(language: Language, *rest: str) -> str:
    return "/".join(("/portal", language, *rest))


def _message(what: str, language: Language, status: HTTPStatus, *, way_back: bool = False) -> Page:
    return _page("message.html", language, status, what=what, way_back=way_back)


def _page(template: str, language: Language, status: HTTPStatus = HTTPStatus.OK, **facts: Any) -> Page:
    if view := facts.get("view"):
        facts["view"] = replace(view, creditor=typeset_names(view.creditor))
    html = environment(language).get_template(template).render(facts)
    return Page(int(status), html, page_headers(language))
