"""SendEmail of SES v2 as the double takes it: raw mails only, checked as SES checks them, refused with SES's errors."""

import base64
import binascii
import email.utils
import json
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from infra.local.mail_file import MailFile, read_mail
from infra.local.mail_store import HELD, PENDING, KeptMail, MailEvent
from infra.local.ses_outcome import PlannedEvent

RAW_LIMIT = 40 * 1024 * 1024
RECIPIENT_LIMIT = 50
_TAG = re.compile(r"[A-Za-z0-9_-]{1,256}")


class SesError(Exception):
    """An answer of SES that boto3 raises as `client.exceptions.<kind>`."""

    def __init__(self, status: int, kind: str, message: str) -> None:
        super().__init__(message)
        self.status, self.kind, self.message = status, kind, message


def bad_request(message: str) -> SesError:
    return SesError(400, "BadRequestException", message)


@dataclass(frozen=True)
class SendEmail:
    raw: bytes
    file: MailFile
    source: str
    destination: dict[str, list[str]]
    recipients: tuple[str, ...]
    configuration_set: str | None
    tags: dict[str, str]


def parse_send_email(body: bytes) -> SendEmail:
    try:
        given = json.loads(body)
        raw = base64.b64decode(given["Content"]["Raw"]["Data"], validate=True)
    except (KeyError, TypeError) as error:
        raise bad_request("this double takes Content.Raw.Data only") from error
    except (ValueError, binascii.Error) as error:
        raise bad_request("the request is no JSON, or its raw data no base64") from error
    if not raw or len(raw) > RAW_LIMIT:
        raise bad_request(f"a raw mail has 1 to {RAW_LIMIT} bytes, this one has {len(raw)}")
    file = read_mail(raw)
    source = given.get("FromEmailAddress") or file.header("From")
    if not source:
        raise bad_request("Missing required header 'From'.")
    destination = {name: list(addresses or ()) for name, addresses in (given.get("Destination") or {}).items()}
    recipients = _recipients(destination) or file.recipients
    if not 0 < len(recipients) <= RECIPIENT_LIMIT:
        raise bad_request(f"a mail has 1 to {RECIPIENT_LIMIT} recipients, this one has {len(recipients)}")
    return SendEmail(
        raw, file, source, destination, recipients, given.get("ConfigurationSetName") or None, _tags(given)
    )


def _recipients(destination: dict[str, list[str]]) -> tuple[str, ...]:
    lines = [line for name in ("ToAddresses", "CcAddresses", "BccAddresses") for line in destination.get(name, ())]
    return tuple(address for _, address in email.utils.getaddresses(lines) if "@" in address)


def _tags(given: dict[str, Any]) -> dict[str, str]:
    tags = {tag.get("Name", ""): tag.get("Value", "") for tag in given.get("EmailTags") or ()}
    for text in (*tags, *tags.values()):
        if not _TAG.fullmatch(text):
            raise bad_request(
                f"the tag name or value {text!r} is not allowed: 1 to 256 of A-Z a-z 0-9 _ - (so say the SES v2 docs)"
            )
    return tags


def kept_mail(call: SendEmail, events: Iterable[PlannedEvent], answer: str, received_at: datetime) -> KeptMail:
    milliseconds = int(received_at.timestamp() * 1000)
    return KeptMail(
        number=0,
        message_id=f"0102{milliseconds:012x}-{uuid.uuid4()}-000000",
        received_at=received_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        source=call.source,
        destination=call.destination,
        recipients=call.recipients,
        configuration_set=call.configuration_set,
        tags=call.tags,
        step=call.tags.get("step"),
        answer=answer,
        subject=call.file.header("Subject"),
        attachments=tuple(attachment.name for attachment in call.file.attachments),
        events=tuple(MailEvent(plan.name, plan.recipients, HELD if plan.held else PENDING) for plan in events),
    )
