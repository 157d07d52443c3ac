"""SES v2, called once a mail: retries are off, because SES has no idempotency token and boto3 would post a lost answer
again. What SES does not answer for certain is OutcomeUnknown.
"""

import re
from email.errors import MessageError
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
)
from botocore.parsers import ResponseParserError

from chalicelib.adapters import io
from chalicelib.adapters.io import Site
from chalicelib.domain.errors import NotSent, NotSentForNow, OutcomeUnknown
from chalicelib.domain.mail import Mail
from chalicelib.ports import Clock

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

ONCE = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=10)
FOR_NOW = frozenset(
    {
        "TooManyRequestsException",
        "LimitExceededException",
        "SendingPausedException",
        "AccountSuspendedException",
        "ThrottlingException",
        "MailFromDomainNotVerifiedException",
    }
)
# It is our access or our set-up that was refused (404: the configuration set), not the mail: once mended, the same
# mail may pass.
OURS = (401, 403, 404, 429)
# How a sender that is not verified is told from a mail that is refused: by nothing but the text of MessageRejected.
NOT_VERIFIED = "not verified"
TIMED_OUT = 408
NO_CONNECTION = (EndpointConnectionError, ConnectTimeoutError, NoCredentialsError, CredentialRetrievalError)

ENCODED_WORD = "=?"
SPACES = "\u202f\u00a0"
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}")
TAG = re.compile(r"[A-Za-z0-9_-]{1,256}")
LONGEST_SUBJECT = 150
SES_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,99}")
LONGEST_THREAD = 5
BETWEEN = " – "
HEADERS = sorted(
    ("From", "To", "Reply-To", "Subject", "Date", "Auto-Submitted", "MIME-Version", "Content-Type"),
)

# There where a mail before it is named.
THREAD = ("In-Reply-To", "References")


class SesMailer:
    """Implements ports.Mailer. `client` was made with ONCE."""

    def __init__(self, client: "SESV2Client", sender: str, configuration_set: str, clock: Clock) -> None:
        self._client = client
        self._sender = sender
        self._configuration_set = configuration_set
        self._clock = clock
        # What SES makes of its own id, in the Message-ID that it writes over any other.
        region = client.meta.region_name
        self._domain = "email.amazonses.com" if region == "us-east-1" else f"{region}.amazonses.com"

    def send(self, mail: Mail) -> str:
        content = bytes_of(mail, self._sender, format_datetime(self._clock.now()), self._domain)
        try:
            answer = io.call(
                Site.MAILER_SEND,
                self._client.send_email,
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [mail.to]},
                Content={"Raw": {"Data": content}},
                ConfigurationSetName=self._configuration_set,
                EmailTags=[{"Name": name, "Value": value} for name, value in _tags(mail).items()],
            )
        except ClientError as error:
            raise _meaning(error) from error
        except NO_CONNECTION as error:
            # No connection was made, so nothing was handed over.
            raise NotSentForNow(f"the mail service could not be reached ({type(error).__name__})") from error
        except ParamValidationError as error:
            raise NotSent("the mail cannot be put as a request to the mail service") from error
        except (BotoCoreError, ResponseParserError) as error:
            raise OutcomeUnknown(f"no answer from the mail service ({type(error).__name__})") from error
        if not answer.get("MessageId"):
            raise OutcomeUnknown("the mail service answered without an id")
        return answer["MessageId"]


def _meaning(error: ClientError) -> Exception:
    said = error.response.get("Error", {})
    code = said.get("Code", "")
    if NOT_VERIFIED in said.get("Message", ""):
        # The text itself is not repeated: it names addresses.
        return NotSentForNow(f"the mail service refused for now ({code}: the sender is not verified)")
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500))
    if code in FOR_NOW or status in OURS:
        return NotSentForNow(f"the mail service refused for now ({code})")
    if 400 <= status < 500 and status != TIMED_OUT:
        return NotSent(f"the mail service refused ({code})")
    return OutcomeUnknown(f"the mail service failed without saying whether it took the mail ({status})")


def _tags(mail: Mail) -> dict[str, str]:
    """The tags, by which the events find the step again. Raises NotSent for one that SES would refuse."""
    for part in (*mail.tags, *mail.tags.values()):
        if not TAG.fullmatch(part):
            raise NotSent(f"the tag {part!r} holds what the mail service takes in no tag")
    return mail.tags


def bytes_of(mail: Mail, sender: str, date: str, domain: str) -> bytes:
    """The mail as it travels. Raises NotSent when a header value could carry another header."""
    for value in (mail.sender_name, mail.to, mail.reply_to, mail.words.subject, sender):
        if ENCODED_WORD in value or any(not c.isprintable() and c not in SPACES for c in value):
            raise NotSent("a header value holds characters that no header may carry")
    for address in (mail.to, mail.reply_to, sender):
        if not ADDRESS.fullmatch(address):
            raise NotSent("an address is not one that mail can carry")
    try:
        content = _names(mail, sender) + _message(mail, date, domain).as_bytes()
    except (MessageError, ValueError, LookupError) as error:
        raise NotSent(f"the mail cannot be written as bytes ({type(error).__name__})") from error
    if sorted(header_names(content)) != sorted([*HEADERS, *(THREAD if _thread(mail, domain) else ())]):
        raise NotSent("the mail came out with other headers than it was given")
    return content


def _names(mail: Mail, sender: str) -> bytes:
    """The two headers that hold people's words. Not left to EmailMessage: it may write two encoded words without the
    space that belongs between them, which mail programs then show as they are.
    """
    subject = _encoded(cut(mail.words.subject), "Subject")
    return f"From: {_phrase(mail.sender_name)}\r\n <{sender}>\r\nSubject: {subject}\r\n".encode("ascii")


def _phrase(name: str) -> str:
    if name.isascii():
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return _encoded(name, "From")


def _encoded(text: str, header: str) -> str:
    return text if text.isascii() else Header(text, "utf-8", maxlinelen=75, header_name=header).encode(linesep="\r\n")


def _thread(mail: Mail, domain: str) -> list[str]:
    """The Message-IDs of the mails before it. An id of another form than SES gives is left out: it names no mail."""
    return [f"<{ses_id}@{domain}>" for ses_id in mail.follows[-LONGEST_THREAD:] if SES_ID.fullmatch(ses_id)]


def _message(mail: Mail, date: str, domain: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["To"] = mail.to
    message["Reply-To"] = mail.reply_to
    message["Date"] = date
    message["Auto-Submitted"] = "auto-generated"
    if before := _thread(mail, domain):
        message["In-Reply-To"] = before[-1]
        message["References"] = " ".join(before)
    message.set_content(mail.words.text)
    message.add_alternative(mail.words.html, subtype="html")
    for attachment in mail.attachments:
        main, _, sub = attachment.content_type.partition("/")
        message.add_attachment(attachment.content, maintype=main, subtype=sub, filename=attachment.name)
    return message


def cut(subject: str) -> str:
    """At most 150 characters: words go from the middle, and what is last, the letter's reference, stays."""
    if len(subject) <= LONGEST_SUBJECT:
        return subject
    head, between, last = subject.rpartition(BETWEEN)
    tail = between + last if head and len(last) < LONGEST_SUBJECT // 2 else ""
    room = LONGEST_SUBJECT - len(tail) - 1
    kept = (head if tail else subject)[: room + 1]
    words, space, _ = kept.rpartition(" ")
    return (words if space else kept[:room]).rstrip(" –,") + "…" + tail


def header_names(content: bytes) -> list[str]:
    """The headers' names as the laxest reader would find them: a lone CR or LF ends a line too."""
    head = re.split(rb"\r\n\r\n|\n\n|\r\r", content, maxsplit=1)[0]
    lines = re.split(rb"\r\n|\r|\n", head)
    return [line.partition(b":")[0].decode("latin-1") for line in lines if not line.startswith((b" ", b"\t"))]
