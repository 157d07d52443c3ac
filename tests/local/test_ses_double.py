import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ConnectionClosedError

from infra.local.loopback import LoopbackServer, Request, Response
from infra.local.mail_file import read_mail
from infra.local.ses_double import SesDouble

TOPIC = "arn:aws:sns:eu-west-3:000000000000:ses-events"


class Topic:
    """What SNS heard; it can be down."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.down = False

    def publish(self, topic_arn: str, message: str) -> None:
        assert topic_arn == TOPIC
        if self.down:
            raise ConnectionRefusedError("SNS is down")
        self.messages.append(json.loads(message))

    def names(self) -> list[str]:
        return [message["eventType"] for message in self.messages]


@pytest.fixture
def topic() -> Topic:
    return Topic()


@pytest.fixture
def double(tmp_path: Path, topic: Topic) -> Iterator[SesDouble]:
    with SesDouble(tmp_path, topic_arn=TOPIC, publish=topic.publish) as double:
        yield double


@pytest.fixture
def ses(double: SesDouble) -> Iterator[Any]:
    client = client_of(double)
    yield client
    client.close()


def client_of(double: SesDouble) -> Any:
    return boto3.client(
        "sesv2",
        endpoint_url=double.url,
        region_name="eu-west-3",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )


def raw_mail(subject: str = "Facture échue") -> bytes:
    message = EmailMessage()
    message["From"] = "Société Côté <relances@societe.example>"
    message["To"] = "compta@example.fr"
    message["Subject"] = subject
    message.set_content("Bonjour,\n\nla facture est échue.")
    message.add_alternative("<p>Bonjour</p>", subtype="html")
    message.add_attachment(b"%PDF-1.7 \xff", maintype="application", subtype="pdf", filename="relance é.pdf")
    return message.as_bytes()


def send(ses: Any, to: str = "compta@example.fr", *, configured: bool = True, **more: Any) -> str:
    tags = [{"Name": "step", "Value": "s-42"}, {"Name": "attempt", "Value": "1"}]
    request = {
        "FromEmailAddress": "relances@societe.example",
        "Destination": {"ToAddresses": [to]},
        "Content": {"Raw": {"Data": raw_mail()}},
        "EmailTags": tags,
        **({"ConfigurationSetName": "relance"} if configured else {}),
        **more,
    }
    return str(ses.send_email(**request)["MessageId"])


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


def settled(double: SesDouble) -> None:
    eventually(lambda: double.state()["events_pending"] == 0)


def call(double: SesDouble, method: str, path: str, fields: object = None, **headers: str) -> Any:
    body = None if fields is None else json.dumps(fields).encode()
    request = urllib.request.Request(f"{double.url}{path}", body, headers, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def test_mail_is_kept_whole_with_what_the_call_said(double: SesDouble, ses: Any, tmp_path: Path) -> None:
    message_id = send(ses)
    settled(double)

    raw = (tmp_path / "000001.eml").read_bytes()
    assert read_mail(raw).header("Subject") == "Facture échue"
    assert raw.count(b"Content-Type") == 5
    sidecar = json.loads((tmp_path / "000001.json").read_text())
    assert sidecar["message_id"] == message_id
    assert sidecar["step"] == "s-42"
    assert sidecar["tags"] == {"step": "s-42", "attempt": "1"}
    assert sidecar["configuration_set"] == "relance"
    assert sidecar["destination"] == {"ToAddresses": ["compta@example.fr"]}
    assert sidecar["received_at"].endswith("Z")
    assert sidecar["attachments"] == ["relance é.pdf"]
    assert not list(tmp_path.glob(".*"))


def test_delivery_event_has_the_shape_of_ses(double: SesDouble, ses: Any, topic: Topic) -> None:
    message_id = send(ses)
    settled(double)

    sent, delivered = topic.messages
    assert sent["eventType"] == "Send"
    assert sent["send"] == {}
    assert delivered["eventType"] == "Delivery"
    assert delivered["delivery"]["recipients"] == ["compta@example.fr"]
    mail = delivered["mail"]
    assert mail["messageId"] == message_id
    assert mail["source"] == "relances@societe.example"
    assert mail["destination"] == ["compta@example.fr"]
    assert mail["tags"]["step"] == ["s-42"]
    assert mail["tags"]["ses:configuration-set"] == ["relance"]
    assert mail["commonHeaders"]["subject"] == "Facture échue"
    assert {"name": "To", "value": "compta@example.fr"} in mail["headers"]


def test_bounce_and_complaint_name_their_recipient(double: SesDouble, ses: Any, topic: Topic) -> None:
    send(ses, "compta+bounce@example.fr")
    send(ses, "complaint@example.fr")
    settled(double)

    assert topic.names() == ["Send", "Bounce", "Send", "Delivery", "Complaint"]
    bounce, complaint = topic.messages[1]["bounce"], topic.messages[4]["complaint"]
    assert bounce["bounceType"] == "Permanent"
    assert bounce["bouncedRecipients"][0]["emailAddress"] == "compta+bounce@example.fr"
    assert complaint["complainedRecipients"] == [{"emailAddress": "complaint@example.fr"}]


def test_late_delivery_waits_for_the_flush(double: SesDouble, ses: Any, topic: Topic) -> None:
    send(ses, "late@example.fr")
    settled(double)
    assert (topic.names(), double.state()["events_held"]) == (["Send"], 1)

    assert call(double, "POST", "/_double/flush") == {"mails_released": 1}
    settled(double)
    assert topic.names() == ["Send", "Delivery"]


def test_mail_without_configuration_set_gives_no_event(double: SesDouble, ses: Any, topic: Topic) -> None:
    send(ses, configured=False)
    assert (double.state()["accepted"], double.state()["events_pending"], topic.messages) == (1, 0, [])


def test_throttle_and_reject_raise_typed_errors_and_keep_nothing(double: SesDouble, ses: Any) -> None:
    with pytest.raises(ses.exceptions.TooManyRequestsException) as throttled:
        send(ses, "throttle@example.fr")
    with pytest.raises(ses.exceptions.MessageRejected):
        send(ses, "compta+reject@example.fr")

    assert throttled.value.response["ResponseMetadata"]["HTTPStatusCode"] == 429
    assert (double.state()["accepted"], double.state()["refused"]) == (0, 2)


def test_lost_answer_drops_the_connection_and_keeps_the_mail(double: SesDouble, ses: Any, topic: Topic) -> None:
    with pytest.raises(ConnectionClosedError):
        send(ses, "lost@example.fr")
    settled(double)
    assert double.state()["accepted"] == 1
    assert topic.names() == ["Send", "Delivery"]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        pytest.param({"EmailTags": [{"Name": "step", "Value": "c#d"}]}, "c#d", id="a tag SES would refuse"),
        pytest.param({"Content": {"Raw": {"Data": b""}}}, "1 to", id="an empty mail"),
        pytest.param(
            {"Content": {"Simple": {"Subject": {"Data": "x"}, "Body": {}}}}, "Content.Raw", id="not a raw mail"
        ),
        pytest.param({"Destination": {"ToAddresses": ["a@x.fr"] * 51}}, "50", id="too many recipients"),
    ],
)
def test_bad_call_is_refused_and_says_why(double: SesDouble, ses: Any, more: dict[str, Any], says: str) -> None:
    with pytest.raises(ses.exceptions.BadRequestException, match=says):
        send(ses, **more)
    assert double.state()["accepted"] == 0


def test_unknown_operation_is_not_found(ses: Any) -> None:
    with pytest.raises(ses.exceptions.NotFoundException):
        ses.get_account()


def test_recipients_come_from_the_mail_when_the_call_names_none(double: SesDouble, ses: Any, topic: Topic) -> None:
    send(ses, Destination={})
    settled(double)
    assert topic.messages[0]["mail"]["destination"] == ["compta@example.fr"]


def test_scripted_outcome_goes_before_the_marker_and_ends_after_its_times(
    double: SesDouble, ses: Any, topic: Topic
) -> None:
    call(double, "POST", "/_double/script", {"address": "Bounce@example.fr", "outcome": "throttle", "times": 1})
    with pytest.raises(ses.exceptions.TooManyRequestsException):
        send(ses, "bounce@example.fr")
    send(ses, "bounce@example.fr")
    settled(double)
    assert topic.names() == ["Send", "Bounce"]


@pytest.mark.parametrize(
    "fields", [{"address": "a@x.fr", "outcome": "explode"}, {"address": "nobody", "outcome": "bounce"}, []]
)
def test_bad_script_is_refused(double: SesDouble, fields: object) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        call(double, "POST", "/_double/script", fields)
    refused.value.close()
    assert refused.value.code == 400


def test_web_page_cannot_steer_the_double(double: SesDouble) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        call(double, "POST", "/_double/flush", {}, Origin="https://mechant.example")
    refused.value.close()
    assert refused.value.code == 403


def test_events_wait_for_a_topic_and_for_sns_and_keep_their_order(tmp_path: Path, topic: Topic) -> None:
    with SesDouble(tmp_path, publish=topic.publish) as double:
        ses = client_of(double)
        send(ses, "bounce@example.fr")
        send(ses, "compta@example.fr")
        ses.close()
        assert double.state()["events_pending"] == 4
        topic.down = True
        call(double, "PUT", "/_double/topic", {"topic_arn": TOPIC})
        eventually(lambda: double.courier.failures > 0)
        assert "SNS is down" in str(double.state()["last_error"])
        topic.down = False
        settled(double)
    assert topic.names() == ["Send", "Bounce", "Send", "Delivery"]


def test_restart_loses_neither_mails_nor_events_nor_topic(tmp_path: Path, topic: Topic) -> None:
    topic.down = True
    with SesDouble(tmp_path, topic_arn=TOPIC, publish=topic.publish) as double:
        ses = client_of(double)
        send(ses)
        ses.close()
    topic.down = False
    with SesDouble(tmp_path, publish=topic.publish) as double:
        settled(double)
        assert (double.state()["accepted"], double.state()["events_sent"]) == (1, 2)
        ses = client_of(double)
        send(ses)
        ses.close()
    assert sorted(path.name for path in tmp_path.glob("*.eml")) == ["000001.eml", "000002.eml"]


def test_event_reaches_sns_over_http(tmp_path: Path) -> None:
    heard: list[dict[str, list[str]]] = []
    accepted = b"<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>"

    def sns(request: Request) -> Response:
        heard.append(parse_qs(request.body.decode()))
        return Response(200, accepted, (("Content-Type", "text/xml"),))

    with (
        LoopbackServer(sns, body_limit=10**6, too_long=Response(413)) as server,
        SesDouble(tmp_path, sns_endpoint=server.url, topic_arn=TOPIC) as double,
    ):
        ses = client_of(double)
        send(ses)
        ses.close()
        settled(double)
    assert [fields["TopicArn"] for fields in heard] == [[TOPIC], [TOPIC]]
    assert json.loads(heard[1]["Message"][0])["eventType"] == "Delivery"
