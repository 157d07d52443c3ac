"""The mailbox page of the double of SES: the mails it kept, for human eyes. French, no script, nothing from outside.

A mail is a stranger's text: it is escaped, its HTML is shown in a sandbox without scripts and of an origin of its own.
"""

import html
import re
from urllib.parse import parse_qs, quote

from infra.local.loopback import Request, Response
from infra.local.mail_file import Attachment, MailFile, read_mail
from infra.local.mail_store import MailStore
from infra.local.mailbox_html import STYLE, list_page, mail_page, missing_page

PAGE_SIZE = 100
_MAIL = re.compile(r"/mails/(\d{1,9})(?:/(html|eml|attachments/(\d{1,4})))?")
_INLINE = ("application/pdf", "image/png", "image/jpeg", "image/gif")

_ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)
_PAGE_CSP = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
SANDBOX = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
_MAIL_CSP = (
    f"sandbox {SANDBOX}; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; form-action 'none'; "
    "frame-ancestors 'self'"
)
_FILE_CSP = "sandbox; default-src 'none'"


def mailbox_answer(store: MailStore, request: Request) -> Response | None:
    """None when the address is not one of the mailbox's."""
    if request.method not in ("GET", "HEAD"):
        return None
    if request.path == "/":
        return _list(store, request.query)
    if request.path == "/style.css":
        return Response(200, STYLE.encode(), (("Content-Type", "text/css; charset=utf-8"), *_ALWAYS))
    found = _MAIL.fullmatch(request.path)
    if found is None:
        return None
    number, view, attachment = int(found[1]), found[2], found[3]
    mail = store.mail(number)
    if mail is None:
        return _page(404, missing_page("Ce message n’existe pas dans cette boîte."))
    raw = store.raw(number)
    if view is None:
        return _page(200, mail_page(mail, read_mail(raw), len(raw), SANDBOX))
    if view == "eml":
        return _file("message/rfc822", raw, f"{number:06d}.eml", inline=False)
    if view == "html":
        return _mail_html(read_mail(raw), number)
    return _attachment(read_mail(raw).attachments, int(attachment))


def _list(store: MailStore, query: str) -> Response:
    before = parse_qs(query).get("avant", [""])[0]
    limit = int(before) if before.isascii() and before.isdigit() else None
    mails = [mail for mail in store.newest_first() if limit is None or mail.number < limit]
    return _page(200, list_page(mails[:PAGE_SIZE], total=len(store), older=len(mails) > PAGE_SIZE))


def _page(status: int, page: str) -> Response:
    headers = (("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", _PAGE_CSP))
    return Response(status, page.encode("utf-8", "replace"), (*headers, *_ALWAYS))


def _mail_html(file: MailFile, number: int) -> Response:
    if file.html is None:
        return _page(404, missing_page("Ce message n’a pas de partie HTML."))
    text = file.html
    for index, attachment in enumerate(file.attachments, 1):
        if attachment.content_id:
            text = text.replace(f"cid:{html.escape(attachment.content_id)}", f"/mails/{number}/attachments/{index}")
    # Without a target of its own a link would open inside the frame, where the portal refuses to be shown.
    target = '<base target="_blank">'
    with_target, heads = re.subn(r"(<head\b[^>]*>)", rf"\1{target}", text, count=1, flags=re.IGNORECASE)
    headers = (("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", _MAIL_CSP))
    body = (with_target if heads else target + text).encode("utf-8", "replace")
    return Response(200, body, (*headers, *_ALWAYS))


def _attachment(attachments: tuple[Attachment, ...], index: int) -> Response:
    if not 0 < index <= len(attachments):
        return _page(404, missing_page("Cette pièce jointe n’existe pas."))
    attachment = attachments[index - 1]
    inline = attachment.content_type in _INLINE
    return _file(attachment.content_type, attachment.content, attachment.name, inline=inline)


def _file(content_type: str, content: bytes, name: str, *, inline: bool) -> Response:
    disposition = f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(name, safe='')}"
    # Chromium's PDF viewer does not run in a sandbox; a PDF has no script of this origin to fear.
    guard = () if content_type == "application/pdf" else (("Content-Security-Policy", _FILE_CSP),)
    headers = (("Content-Type", content_type), ("Content-Disposition", disposition), *guard, *_ALWAYS)
    return Response(200, content, headers)
