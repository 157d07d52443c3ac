"""Reads a raw mail for the mailbox page and for SES events; a badly made mail is shown as well as it can be."""

import contextlib
import email
import email.errors
import email.policy
import email.utils
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message

_SAFE_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*")


@dataclass(frozen=True)
class Attachment:
    name: str
    content_type: str
    content: bytes
    content_id: str


@dataclass(frozen=True)
class MailFile:
    headers: tuple[tuple[str, str], ...]
    recipients: tuple[str, ...]
    text: str | None
    html: str | None
    attachments: tuple[Attachment, ...]

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def read_mail(raw: bytes) -> MailFile:
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    headers = tuple((str(name), _readable(value)) for name, value in message.items())
    text = html = None
    attachments: list[Attachment] = []
    for part in _leaves(message):
        kind = part.get_content_type()
        is_body = part.get_content_disposition() != "attachment" and not part.get_filename()
        if is_body and kind == "text/plain" and text is None:
            text = _decoded(part)
        elif is_body and kind == "text/html" and html is None:
            html = _decoded(part)
        else:
            attachments.append(_attachment(part, len(attachments) + 1))
    return MailFile(headers, _recipients(message), text, html, tuple(attachments))


def _recipients(message: Message) -> tuple[str, ...]:
    # From the lines as they came: a decoded name may hold a comma.
    lines = [str(line) for name in ("To", "Cc", "Bcc") for line in message.get_all(name, [])]
    return tuple(address for _, address in email.utils.getaddresses(lines) if address)


def _leaves(message: Message) -> Iterator[Message]:
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _leaves(part)
    else:
        yield message


def _content(part: Message) -> bytes:
    if part.is_multipart():
        return b"\n".join(inner.as_bytes() for inner in part.get_payload() if isinstance(inner, Message))
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _decoded(part: Message) -> str:
    content = _content(part)
    try:
        return content.decode(part.get_content_charset("utf-8"), errors="replace")
    except LookupError:
        return content.decode("latin-1")


def _attachment(part: Message, number: int) -> Attachment:
    kind = part.get_content_type().lower()
    content_type = kind if _SAFE_TYPE.fullmatch(kind) else "application/octet-stream"
    name = _readable(part.get_filename() or f"partie-{number}")
    content_id = str(part.get("Content-ID", "")).strip().strip("<>")
    return Attachment(re.sub(r"[\x00-\x1f\x7f/\\]", "_", name), content_type, _content(part), content_id)


def _readable(value: object) -> str:
    text = str(value)
    # An encoded word that lies about itself is shown as it stands.
    with contextlib.suppress(ValueError, LookupError, email.errors.MessageError):
        text = str(make_header(decode_header(text)))
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())
