"""What a use case may count on from a mailer: one call is one try, and each kind of failure has its own meaning."""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectTimeoutError, CredentialRetrievalError, ParamValidationError
from botocore.parsers import ResponseParserError

from chalicelib.adapters.ses_mailer import ONCE, SesMailer
from chalicelib.domain.errors import NotSent, NotSentForNow, OutcomeUnknown
from chalicelib.domain.mail import Mail, MailText
from infra.local.loopback import LoopbackServer, Request, Response
from tests.fakes import FixedClock, SentBox

MAIL = Mail("Aubin", "a@b.example", "c@d.example", MailText("x", "x", "x"), (), {"step": "7QK4R2XA", "attempt": "1"})
QUICK = ONCE.merge(Config(connect_timeout=1, read_timeout=0.3))


def says(status: int, kind: str = "", body: bytes = b'{"message": "no"}') -> Response:
    return Response(status, body, (("Content-Type", "application/json"), ("x-amzn-ErrorType", kind)))


NOT_VERIFIED = (
    b'{"message": "Email address is not verified. The following identities failed the check in region EU-WEST-3: '
    b'relance@relance.example, c@d.example"}'
)
TAKEN = says(200, body=b'{"MessageId": "ses-1"}')


@dataclass
class Service:
    """The mail service on the loopback: gives one answer to all, and counts what it was asked."""

    answer: Callable[[Request], Response | None] = lambda _: TAKEN
    asked: list[Request] = field(default_factory=list)

    def __call__(self, request: Request) -> Response | None:
        self.asked.append(request)
        return self.answer(request)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    # A machine that asks for retries must not get them either.
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "5")
    monkeypatch.setenv("AWS_RETRY_MODE", "standard")
    made = Service()
    with LoopbackServer(made, body_limit=2**20, too_long=says(413)) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SESV2", server.url)
        yield made


def mailer(config: Config = QUICK) -> SesMailer:
    return SesMailer(boto3.client("sesv2", config=config), "relance@relance.example", "mail", FixedClock())


def slow(_: Request) -> Response:
    threading.Event().wait(0.8)
    return TAKEN


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        (lambda _: None, OutcomeUnknown),
        (slow, OutcomeUnknown),
        (lambda _: says(500, "InternalFailure"), OutcomeUnknown),
        (lambda _: says(503), OutcomeUnknown),
        (lambda _: says(502, body=b"<html>Bad gateway</html>"), OutcomeUnknown),
        (lambda _: says(408, "RequestTimeoutException"), OutcomeUnknown),
        (lambda _: says(200, body=b"<html>Welcome</html>"), OutcomeUnknown),
        (lambda _: says(200, body=b"{}"), OutcomeUnknown),
        (lambda _: says(200, body=b'{"MessageId": ""}'), OutcomeUnknown),
        (lambda _: says(429, "TooManyRequestsException"), NotSentForNow),
        (lambda _: says(429, "Odd"), NotSentForNow),
        (lambda _: says(400, "TooManyRequestsException"), NotSentForNow),
        (lambda _: says(401, "Odd"), NotSentForNow),
        (lambda _: says(400, "ThrottlingException"), NotSentForNow),
        (lambda _: says(400, "SendingPausedException"), NotSentForNow),
        (lambda _: says(400, "AccountSuspendedException"), NotSentForNow),
        (lambda _: says(400, "LimitExceededException"), NotSentForNow),
        (lambda _: says(403, "ExpiredTokenException"), NotSentForNow),
        (lambda _: says(400, "MessageRejected"), NotSent),
        (lambda _: says(400, "MessageRejected", NOT_VERIFIED), NotSentForNow),
        (lambda _: says(400, "MailFromDomainNotVerifiedException"), NotSentForNow),
        (lambda _: says(404, "NotFoundException"), NotSentForNow),
    ],
    ids=[
        "connection dropped after the request",
        "no answer in time",
        "500",
        "503",
        "502 of a machine between",
        "408",
        "200 that says nothing",
        "200 without an id",
        "200 with an empty one",
        "too many requests",
        "too many in other words",
        "too many by its name alone",
        "nobody it knows",
        "throttled",
        "sending paused",
        "account suspended",
        "quota used up",
        "our access expired",
        "rejected",
        "sender not verified",
        "domain not verified",
        "no such configuration set",
    ],
)
def test_the_service_is_asked_once_and_its_answer_has_one_meaning(
    service: Service, answer: Callable[[Request], Response | None], meaning: type[Exception]
) -> None:
    service.answer = answer
    with pytest.raises(meaning) as raised:
        mailer().send(MAIL)
    assert raised.type is meaning
    assert len(service.asked) == 1


def test_a_sender_that_is_not_verified_is_named_without_an_address(service: Service) -> None:
    service.answer = lambda _: says(400, "MessageRejected", NOT_VERIFIED)
    with pytest.raises(NotSentForNow, match="the sender is not verified") as raised:
        mailer().send(MAIL)
    assert "@" not in str(raised.value)


def test_boto_left_to_itself_would_ask_again(service: Service) -> None:
    """The test of the test: without ONCE the same dropped connection is posted several times."""
    service.answer = lambda _: None
    with pytest.raises(OutcomeUnknown):
        mailer(Config(retries={"total_max_attempts": 2})).send(MAIL)
    assert len(service.asked) == 2


def test_nobody_listening_is_not_sent_for_now(monkeypatch: pytest.MonkeyPatch) -> None:
    with LoopbackServer(Service(), body_limit=1, too_long=says(413)) as gone:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SESV2", gone.url)
    with pytest.raises(NotSentForNow):
        mailer().send(MAIL)


def test_no_credentials_is_not_sent_for_now(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "/nowhere")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    session = boto3.session.Session()
    client = session.client("sesv2", config=QUICK)
    with pytest.raises(NotSentForNow):
        SesMailer(client, "relance@relance.example", "mail", FixedClock()).send(MAIL)
    assert service.asked == []


def test_a_connection_that_is_never_made_is_not_sent_for_now(monkeypatch: pytest.MonkeyPatch) -> None:
    client = boto3.client("sesv2", config=QUICK)

    def waits(**_: object) -> None:
        raise ConnectTimeoutError(endpoint_url="https://email.example")

    monkeypatch.setattr(client, "send_email", waits)
    with pytest.raises(NotSentForNow):
        SesMailer(client, "relance@relance.example", "mail", FixedClock()).send(MAIL)


def test_an_error_that_tells_no_status_is_a_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    client = boto3.client("sesv2", config=QUICK)

    def odd(**_: object) -> None:
        raise ClientError({"Error": {"Code": "Odd", "Message": ""}}, "SendEmail")

    monkeypatch.setattr(client, "send_email", odd)
    with pytest.raises(OutcomeUnknown):
        SesMailer(client, "relance@relance.example", "mail", FixedClock()).send(MAIL)


@pytest.mark.parametrize("tags", [{"step": "7QK4 R2XA"}, {"étape": "x"}, {"step": ""}, {"step": "x" * 257}])
def test_a_tag_that_ses_would_refuse_stops_the_mail_here(service: Service, tags: dict[str, str]) -> None:
    with pytest.raises(NotSent):
        mailer().send(replace(MAIL, tags=tags))
    assert service.asked == []


def test_a_mail_that_was_taken_has_an_id_in_both(service: Service) -> None:
    box = SentBox()
    assert mailer().send(MAIL)
    assert box.send(MAIL)
    assert len(service.asked) == len(box.mails) == 1


@pytest.mark.parametrize("error", [NotSentForNow("x"), NotSent("x"), OutcomeUnknown("x")])
def test_the_one_in_memory_fails_as_it_is_told(error: Exception) -> None:
    box = SentBox(outcomes=[error])
    with pytest.raises(type(error)):
        box.send(MAIL)
    assert box.mails == []


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (CredentialRetrievalError(provider="x", error_msg="y"), NotSentForNow),
        (ResponseParserError("cut short"), OutcomeUnknown),
        (ParamValidationError(report="Raw.Data: too long"), NotSent),
    ],
    ids=["no credentials were given", "an answer that cannot be read", "no request that the service has"],
)
def test_what_boto_could_not_do_means_not_sent_before_the_request_and_a_doubt_after_it(
    monkeypatch: pytest.MonkeyPatch, error: Exception, meaning: type[Exception]
) -> None:
    client = boto3.client("sesv2", config=QUICK)

    def fails(**_: object) -> None:
        raise error

    monkeypatch.setattr(client, "send_email", fails)
    with pytest.raises(meaning):
        SesMailer(client, "relance@relance.example", "mail", FixedClock()).send(MAIL)


def test_a_mail_goes_to_its_debtor_and_to_nobody_else(service: Service) -> None:
    """SES delivers by the envelope, whatever the headers name."""
    mailer().send(MAIL)
    assert json.loads(service.asked[0].body)["Destination"] == {"ToAddresses": [MAIL.to]}


def test_what_becomes_of_a_mail_is_told_by_its_set_and_its_tags(service: Service) -> None:
    """Without the configuration set no event comes, without the tags it finds no step."""
    mailer().send(MAIL)
    asked = json.loads(service.asked[0].body)
    assert (asked["FromEmailAddress"], asked["ConfigurationSetName"]) == ("relance@relance.example", "mail")
    assert {tag["Name"]: tag["Value"] for tag in asked["EmailTags"]} == MAIL.tags


@pytest.mark.parametrize(("region", "domain"), [("us-east-1", "email"), ("eu-west-3", "eu-west-3")])
def test_a_thread_names_the_mails_before_as_their_region_does(service: Service, region: str, domain: str) -> None:
    client = boto3.client("sesv2", config=QUICK, region_name=region)
    SesMailer(client, "relance@relance.example", "mail", FixedClock()).send(replace(MAIL, follows=("0102-1",)))
    raw = base64.b64decode(json.loads(service.asked[0].body)["Content"]["Raw"]["Data"])
    assert message_from_bytes(raw)["In-Reply-To"] == f"<0102-1@{domain}.amazonses.com>"
