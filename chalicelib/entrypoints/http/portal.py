"""The debtor's pages, /portal: a click opens a session, then plain HTML. GET changes nothing; every form has its token.

An unknown link, an expired one, no session and a foreign invoice all get the same page.
"""

import functools
import hmac
import logging
from collections.abc import Callable
from urllib.parse import parse_qs

from chalice.app import Blueprint, Response

from chalicelib.adapters.epc import TransferRefused, epc_code, epc_payload
from chalicelib.adapters.portal.contest_form import entered_in, errors_in
from chalicelib.adapters.portal.pages import Page, PortalPages, amount_to_pay
from chalicelib.bootstrap import use_cases
from chalicelib.domain.access import Session, csrf_of
from chalicelib.domain.case_view import CaseView
from chalicelib.domain.errors import NotFound, Refused, TryAgain
from chalicelib.domain.parties import Language
from chalicelib.domain.wrong_recipient import WrongRecipient
from chalicelib.entrypoints.http.documents import pdf_answer
from chalicelib.entrypoints.http.requests import body_of, possible, query_of, type_of
from chalicelib.usecases.contest_invoice import NothingToContest
from chalicelib.world import world

blueprint = Blueprint(__name__)

LOG = logging.getLogger("relance")
PAGES = PortalPages()
COOKIE = "__Host-relance"
FORM = "application/x-www-form-urlencoded"
LARGEST_FORM = 32 * 1024
WRONG = "wrong-recipient"


class FormRefused(Refused):
    """A form without its token, or from another site."""


class FormTooLarge(Refused):
    pass


def answers_pages[**P](view: Callable[P, Response]) -> Callable[P, Response]:
    """Turns what a view raises into its page; a page never says less than what the debtor needs to go on."""

    @functools.wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> Response:
        lang = str(kwargs.get("lang", ""))
        language = _language(lang)
        if lang not in set(Language):
            return _html(PAGES.gone(language))
        try:
            return view(*args, **kwargs)
        except NotFound:
            return _html(PAGES.gone(language))
        except FormRefused:
            return _html(PAGES.refused(language))
        except FormTooLarge:
            return _html(PAGES.too_large(language))
        except TryAgain:
            return _html(PAGES.unavailable(language))
        # The last door before the debtor: every error gets a page.
        except Exception as error:
            LOG.error({"defect": type(error).__name__}, exc_info=error)
            return _html(PAGES.unavailable(language, unchanged=False))

    return answered


@blueprint.route("/portal/session", methods=["GET"])
@blueprint.route("/portal/logout", methods=["GET"])
def no_form() -> Response:
    """Whoever reloads what a form has answered: there is nothing to see, and nothing happens."""
    return _html(PAGES.gone(Language.FR))


# No content_types here and below: Chalice would answer a wrong one itself, and not with a page.
@blueprint.route("/portal/session", methods=["POST"], content_types=[])
def open_session() -> Response:
    """The landing page's form: `k` (the link's token) and `lang`."""

    @answers_pages
    def opened(lang: str) -> Response:
        form = _form()
        secret = use_cases().open_portal()(form.get("k", ""), _language(lang))
        where = f"/portal/{lang}/{WRONG}" if form.get("to") == WRONG else f"/portal/{lang}"
        return _moved(where, {"Set-Cookie": _cookie(secret)})

    return opened(lang=_language(_form_unchecked().get("lang", "")).value)


@blueprint.route("/portal/logout", methods=["POST"], content_types=[])
def close_session() -> Response:
    @answers_pages
    def closed(lang: str) -> Response:
        session, secret = _session()
        _form(secret)
        world().doors.close(session.hash)
        return _moved(f"/{lang}/{session.key.creditor_id}/", {"Set-Cookie": _cookie("", age=0)})

    return closed(lang=_language(_form_unchecked().get("lang", "")).value)


@blueprint.route("/portal", methods=["GET"])
def front() -> Response:
    return _moved("/portal/fr")


@blueprint.route("/portal/{lang}", methods=["GET"])
@answers_pages
def account(lang: str) -> Response:
    view, csrf = _view()
    return _html(PAGES.account(view, _language(lang), csrf))


@blueprint.route("/portal/{lang}/pay", methods=["GET"])
@answers_pages
def pay(lang: str) -> Response:
    view, csrf = _view()
    chosen = query_of(blueprint.current_request).get("invoice")
    return _html(PAGES.pay(view, _language(lang), csrf, _qr(view, chosen), chosen))


@blueprint.route("/portal/{lang}/contest/{invoice_id}", methods=["GET"])
@answers_pages
def contest_form(lang: str, invoice_id: str) -> Response:
    view, csrf = _view(possible(invoice_id))
    return _html(PAGES.contest(view, _language(lang), csrf, invoice_id, {}, {}))


@blueprint.route("/portal/{lang}/contest/{invoice_id}", methods=["POST"], content_types=[])
@answers_pages
def contest(lang: str, invoice_id: str) -> Response:
    session, secret = _session()
    entered = entered_in(_form(secret))
    errors = errors_in(entered)
    if not errors and _contests(session, possible(invoice_id), entered):
        return _moved(f"/portal/{_language(lang).value}/contested/{invoice_id}")
    view = use_cases().view_case()(session, possible(invoice_id))
    return _html(PAGES.contest(view, _language(lang), csrf_of(secret), invoice_id, errors, entered))


@blueprint.route("/portal/{lang}/contested/{invoice_id}", methods=["GET"])
@answers_pages
def contested(lang: str, invoice_id: str) -> Response:
    view, csrf = _view()
    if not any(i.id == invoice_id and i.contested_on for i in view.invoices):
        raise NotFound("not contested")
    return _html(PAGES.contested(view, _language(lang), csrf, invoice_id))


@blueprint.route("/portal/{lang}/letters/{reference}", methods=["GET"])
@answers_pages
def letter(lang: str, reference: str) -> Response:
    session, _ = _session()
    return pdf_answer(use_cases().read_letter()(session, reference), reference)


@blueprint.route("/portal/{lang}/wrong-recipient", methods=["GET"])
@answers_pages
def wrong_recipient(lang: str) -> Response:
    session, secret = _session()
    view = use_cases().view_case()(session)
    return _html(PAGES.wrong_recipient(view, _language(lang), csrf_of(secret), session.email))


@blueprint.route("/portal/{lang}/wrong-recipient", methods=["POST"], content_types=[])
@answers_pages
def disown(lang: str) -> Response:
    session, secret = _session()
    answer = _form(secret).get("answer", "")
    if answer not in set(WrongRecipient):
        view = use_cases().view_case()(session)
        return _html(PAGES.wrong_recipient(view, _language(lang), csrf_of(secret), session.email, error=True))
    use_cases().disown_address()(session, WrongRecipient(answer))
    gone = {"Set-Cookie": _cookie("", age=0)} if answer == WrongRecipient.NOT_ME else {}
    return _moved(f"/portal/{_language(lang).value}/{WRONG}/{answer}", gone)


@blueprint.route("/portal/{lang}/wrong-recipient/{answer}", methods=["GET"])
@answers_pages
def disowned(lang: str, answer: str) -> Response:
    if answer not in set(WrongRecipient):
        raise NotFound("no such answer")
    return _html(PAGES.disowned(WrongRecipient(answer), _language(lang)))


def _contests(session: Session, invoice_id: str, entered: dict[str, str]) -> bool:
    """False when nothing is owed on it any more: it was settled while its form stood open, and its page says so."""
    try:
        use_cases().contest_invoice()(session.key, invoice_id, entered["reason"], entered["detail"])
    except NothingToContest:
        return False
    return True


def _view(settled: str | None = None) -> tuple[CaseView, str]:
    session, secret = _session()
    return use_cases().view_case()(session, settled), csrf_of(secret)


def _session() -> tuple[Session, str]:
    """The session of the request's cookie. Raises NotFound."""
    secret = _cookies().get(COOKIE, "")
    if not (secret.isascii() and secret.isalnum()):
        raise NotFound("no session")
    return use_cases().enter_session()(secret), secret


def _cookies() -> dict[str, str]:
    # Not http.cookies: it stops at the first cookie that it cannot read, and a site above ours may set such ones.
    pairs = (part.partition("=") for part in blueprint.current_request.headers.get("cookie", "").split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def _form(secret: str | None = None) -> dict[str, str]:
    """The fields of a form of ours. Raises FormTooLarge, or FormRefused for one from another site, in another form
    than a browser's, or without the session's token.
    """
    # Our pages send no referrer, so browsers write "Origin: null": Sec-Fetch-Site tells what Origin cannot.
    site = blueprint.current_request.headers.get("sec-fetch-site", "same-origin")
    if site not in ("same-origin", "none") or type_of(blueprint.current_request) != FORM:
        raise FormRefused("from another site, or no form")
    if len(body_of(blueprint.current_request)) > LARGEST_FORM:
        raise FormTooLarge("too large")
    fields = _form_unchecked()
    if secret is not None and not hmac.compare_digest(fields.get("csrf", "").encode(), csrf_of(secret).encode()):
        raise FormRefused("without its token")
    return fields


def _form_unchecked() -> dict[str, str]:
    body = body_of(blueprint.current_request)[: LARGEST_FORM + 1]
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=20)
    except ValueError:
        return {}
    return {name: values[0] for name, values in fields.items()}


def _qr(view: CaseView, chosen: str | None) -> str:
    try:
        return epc_code(epc_payload(view.creditor.bank, amount_to_pay(view, chosen), view.payment_reference)).svg()
    except TransferRefused:
        return ""


def _language(text: str) -> Language:
    return Language.EN if text == Language.EN else Language.FR


def _cookie(secret: str, age: int | None = None) -> str:
    ends = "" if age is None else f"; Max-Age={age}"
    return f"{COOKIE}={secret}; Path=/; Secure; HttpOnly; SameSite=Lax{ends}"


def _html(page: Page) -> Response:
    headers: dict[str, str | list[str]] = {**page.headers}
    return Response(body=page.html, status_code=page.status, headers=headers)


def _moved(path: str, headers: dict[str, str] | None = None) -> Response:
    quiet: dict[str, str | list[str]] = {
        "Location": path,
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
    }
    return Response(body="", status_code=303, headers={**quiet, **(headers or {})})
