"""The JSON that SES publishes to SNS for a configuration set ("event publishing"), for the four events we use.

Shapes: Amazon SES developer guide, "Examples of event data that Amazon SES publishes to Amazon SNS".
"""

import uuid
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from infra.local.mail_file import MailFile
from infra.local.mail_store import KeptMail, MailEvent

ACCOUNT = "000000000000"
MTA = "mta.double.invalid"
_COMMON = ("from", "to", "cc", "bcc", "reply-to")


def instant_of(file: MailFile, now: str) -> str:
    """When an event of this mail happens: right after its own Date, so that a demo may live in another month."""
    try:
        sent = parsedate_to_datetime(file.header("date"))
    except ValueError:
        return now
    return (sent + timedelta(seconds=2)).astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def event_json(mail: KeptMail, event: MailEvent, file: MailFile, at: str) -> dict[str, Any]:
    """`at` is the instant of the event, as in 2026-11-24T22:00:06.123Z."""
    return {
        "eventType": event.name,
        "mail": _mail(mail, file, delivered=event.name == "Delivery"),
        event.name.lower(): _detail(event, at),
    }


def _mail(mail: KeptMail, file: MailFile, *, delivered: bool) -> dict[str, Any]:
    return {
        "timestamp": mail.received_at,
        "source": mail.source,
        "sourceArn": f"arn:aws:ses:eu-west-3:{ACCOUNT}:identity/{mail.source.rpartition('@')[2].strip('> ')}",
        "sendingAccountId": ACCOUNT,
        "messageId": mail.message_id,
        "destination": list(mail.recipients),
        "headersTruncated": False,
        "headers": [{"name": name, "value": value} for name, value in file.headers],
        "commonHeaders": _common_headers(mail, file),
        "tags": _tags(mail, delivered=delivered),
    }


def _common_headers(mail: KeptMail, file: MailFile) -> dict[str, Any]:
    given = {name: file.header(name) for name in _COMMON if file.header(name)}
    return {
        **{"replyTo" if name == "reply-to" else name: [value] for name, value in given.items()},
        **({"date": file.header("date")} if file.header("date") else {}),
        "messageId": mail.message_id,
        "subject": file.header("subject"),
    }


def _tags(mail: KeptMail, *, delivered: bool) -> dict[str, list[str]]:
    return {
        "ses:operation": ["SendEmail"],
        "ses:configuration-set": [mail.configuration_set or ""],
        "ses:source-ip": ["127.0.0.1"],
        "ses:from-domain": [mail.source.rpartition("@")[2].strip("> ")],
        "ses:caller-identity": ["double"],
        **({"ses:outgoing-ip": ["127.0.0.1"]} if delivered else {}),
        **{name: [value] for name, value in mail.tags.items()},
    }


def _detail(event: MailEvent, at: str) -> dict[str, Any]:
    addresses = list(event.recipients)
    match event.name:
        case "Delivery":
            return {
                "timestamp": at,
                "processingTimeMillis": 546,
                "recipients": addresses,
                "smtpResponse": "250 2.0.0 OK double",
                "reportingMTA": MTA,
            }
        case "Bounce":
            return {
                "feedbackId": _feedback_id(),
                "bounceType": "Permanent",
                "bounceSubType": "General",
                "bouncedRecipients": [_bounced(address) for address in addresses],
                "timestamp": at,
                "reportingMTA": f"dns; {MTA}",
            }
        case "Complaint":
            return {
                "complainedRecipients": [{"emailAddress": address} for address in addresses],
                "timestamp": at,
                "feedbackId": _feedback_id(),
                "userAgent": "relance-double",
                "complaintFeedbackType": "abuse",
                "arrivalDate": at,
            }
    return {}


def _bounced(address: str) -> dict[str, str]:
    return {
        "emailAddress": address,
        "action": "failed",
        "status": "5.1.1",
        "diagnosticCode": "smtp; 550 5.1.1 user unknown",
    }


def _feedback_id() -> str:
    return f"0102{uuid.uuid4().hex[:12]}-{uuid.uuid4()}-000000"
