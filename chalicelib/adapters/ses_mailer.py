"""SES v2, called once a mail: retries are off, because SES has no idempotency token and boto3 would post a lost answer
again. What SES does not answer for certain is OutcomeUnknown.
"""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from botocore.config import Config
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, HTTPClientError

from chalicelib.domain.errors import NotSent, NotSentForNow, OutcomeUnknown
from chalicelib.domain.mail import Mail
from chalicelib.ports import Clock

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

ONCE = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=10)
FOR_NOW = frozenset(
    {"TooManyRequestsException", "LimitExceededException", "SendingPausedException", "ThrottlingException"}
)
MOJIBAKE = "=?"


class SesMailer:
    """Implements ports.Mailer. `client` was made with ONCE."""

    def __init__(self, client: "SESV2Client", sender: str, configuration_set: str, clock: Clock) -> None:
        self._client = client
        self._sender = sender
        self._configuration_set = configuration_set
        self._clock = clock

    def send(self, mail: Mail) -> str:
        content = bytes_of(mail, self._sender, format_datetime(self._clock.now()))
        try:
            answer = self._client.send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [mail.to]},
                Content={"Raw": {"Data": content}},
                ConfigurationSetName=self._configuration_set,
                EmailTags=[{"Name": name, "Value": value} for name, value in mail.tags.items()],
            )
        except ClientError as error:
            raise _meaning(error) from error
        except (EndpointConnectionError, ConnectTimeoutError) as error:
            # No connection was made, so nothing was handed over.
            raise NotSentForNow("the mail service could not be reached") from error
        except HTTPClientError as error:
            raise OutcomeUnknown(f"no answer from the mail service ({type(error).__name__})") from error
        return answer["MessageId"]


def _meaning(error: ClientError) -> Exception:
    code = error.response.get("Error", {}).get("Code", "")
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500))
    if code in FOR_NOW or status == 429:
        return NotSentForNow(f"the mail service refused for now ({code})")
    if 400 <= status < 500:
        return NotSent(f"the mail service refused ({code})")
    return OutcomeUnknown(f"the mail service failed without saying whether it took the mail ({status})")


def bytes_of(mail: Mail, sender: str, date: str) -> bytes:
    """The mail as it travels. Raises NotSent when a header value could carry another header."""
    for value in (mail.sender_name, mail.to, mail.reply_to, mail.words.subject):
        if MOJIBAKE in value or any(not c.isprintable() and c != "\u202f" and c != "\u00a0" for c in value):
            raise NotSent("a header value holds characters that no header may carry")
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=mail.sender_name, addr_spec=sender)
    message["To"] = Address(addr_spec=mail.to)
    message["Reply-To"] = Address(addr_spec=mail.reply_to)
    message["Subject"] = mail.words.subject
    message["Date"] = date
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.words.text)
    message.add_alternative(mail.words.html, subtype="html")
    for attachment in mail.attachments:
        main, _, sub = attachment.content_type.partition("/")
        message.add_attachment(attachment.content, maintype=main, subtype=sub, filename=attachment.name)
    return message.as_bytes()
