"""A look-up of SES of which something fails is no evidence: it raises nothing, ends soon, and tells of nobody."""

import json
import socket
import threading
from contextlib import suppress
from time import monotonic, sleep
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from chalicelib.adapters.s3_export_jobs import S3ExportJobs
from chalicelib.adapters.ses_look_up import HERE, MOST_BYTES, SHORT, NoEvidence, SesLookUp
from infra.local.loopback import Response
from tests.builders import KEY
from tests.contract.insights import MAIL, ONE_TRY, OTHER, STEP, Answer, Insights, Look, another, kept, lines, says, slow
from tests.fakes import FixedClock
from tests.log_watch import logged

FAULTS: list[Any] = [
    pytest.param("start", lambda _: says(429, "TooManyRequestsException"), id="too many jobs a second"),
    pytest.param("start", lambda _: says(400, "LimitExceededException"), id="too many jobs"),
    pytest.param("start", lambda _: says(403, "AccessDeniedException"), id="not allowed to start one"),
    pytest.param("start", lambda _: None, id="no answer to the start"),
    pytest.param("start", slow, id="no answer to the start in time"),
    pytest.param("start", lambda _: says(200, body=b"{}"), id="a start without an id"),
    pytest.param("ask", lambda _: says(400, "BadRequestException"), id="the id is refused"),
    pytest.param("ask", lambda _: says(500, "InternalFailure"), id="500"),
    pytest.param("ask", lambda _: says(200, body=b"<html>Welcome</html>"), id="no JSON"),
    pytest.param("ask", lambda _: says(200, body=b"{}"), id="an answer that says nothing"),
    pytest.param("ask", lambda _: says(200, body=b'{"JobStatus": "COMPLETED"}'), id="completed without a file"),
    pytest.param("ask", slow, id="no answer to the question in time"),
    pytest.param("file", lambda _: says(403), id="the address of the file is over"),
    pytest.param("file", lambda _: None, id="no file"),
    pytest.param("file", slow, id="no file in time"),
    pytest.param("file", lambda _: Response(200, b" " * (MOST_BYTES + 1)), id="too long"),
    pytest.param("file", lambda _: Response(200, b"<html>Welcome</html>"), id="neither JSON nor CSV"),
    pytest.param("file", lambda _: Response(200, lines(OTHER) + b'\n{"Subject'), id="torn"),
    pytest.param("file", lambda _: Response(200, b"[" * 10**5), id="too deep"),
]


@pytest.mark.parametrize(("where", "answer"), FAULTS)
def test_what_fails_is_no_evidence_and_tells_of_nobody(
    look: Look, insights: Insights, where: str, answer: Answer
) -> None:
    if where != "start":
        look()
    insights.answers[where] = answer
    begun = monotonic()
    with logged() as log:
        assert look() is None
    assert monotonic() - begun < 4
    (line,) = map(json.loads, log.getvalue().splitlines())
    assert (line["logger"], line["looked_up"], bool(line["errors"][0]["type"])) == ("relance.look_up", False, True)
    assert [word for word in (STEP.email, STEP.reference, KEY.debtor_id, "signed") if str(word) in log.getvalue()] == []
    del insights.answers[where]
    insights.content = lines(MAIL)
    assert "0102-ours" in (look(), look()), "the next looks find it all the same"


@pytest.mark.parametrize(
    "url",
    [
        "http://files.example/a",
        "s3://bucket/a",
        "ftp://127.0.0.1/a",
        "file:///etc/hostname",
        "http://127.0.0.1.example/a",
    ],
)
def test_a_file_is_read_by_https_alone(look: Look, insights: Insights, s3: Any, url: str) -> None:
    look()
    insights.job = {"ExportDestination": {"DataFormat": "JSON", "S3Url": url}}
    with logged() as log:
        assert look() is None
    assert "NoEvidence" in log.getvalue()
    assert insights.asked == ["start", "ask", "start"], "it is not asked for; another job may have another"


def test_a_file_that_is_said_to_be_elsewhere_is_not_followed(look: Look, insights: Insights) -> None:
    look()
    moved = Response(302, b"", (("Location", f"{insights.url}/file?moved"),))
    insights.answers["file"] = lambda r: Response(200, lines(MAIL)) if r.query == "moved" else moved
    assert look() is None
    assert insights.asked.count("file") == 1


def test_a_look_ends_when_its_time_is_over_whoever_is_slow(insights: Insights, s3: Any, clock: FixedClock) -> None:
    times = iter([0.0, 0.0, 5.1, 5.1])
    another(s3, clock).find(KEY, STEP)
    insights.content = lines(MAIL)
    jobs = S3ExportJobs(s3, "letters")
    late = SesLookUp(boto3.client("sesv2", config=ONE_TRY), jobs, clock, timer=lambda: next(times))
    with logged() as log:
        assert late.find(KEY, STEP) is None
    assert log.getvalue().count("NoEvidence") == 2
    assert insights.asked == ["start", "ask", "file"], "no other job is started either"


def test_it_asks_twice_at_most(insights: Insights, s3: Any, clock: FixedClock) -> None:
    insights.answers["start"] = lambda _: says(500, "InternalFailure")
    assert another(s3, clock, SHORT).find(KEY, STEP) is None
    assert insights.asked == ["start", "start"]


@pytest.mark.parametrize("operation", ["get_object", "put_object"])
@pytest.mark.parametrize(
    "fault",
    [
        ClientError({"Error": {"Code": "SlowDown", "Message": "no"}}, "GetObject"),
        ConnectTimeoutError(endpoint_url="https://s3.example"),
    ],
    ids=["refused", "away"],
)
def test_a_bucket_that_does_not_answer_is_no_evidence(
    look: Look, insights: Insights, s3: Any, monkeypatch: pytest.MonkeyPatch, operation: str, fault: Exception
) -> None:
    def fails(**_: object) -> None:
        raise fault

    monkeypatch.setattr(s3, operation, fails)
    assert look() is None


def test_whoever_may_not_list_the_bucket_is_refused_what_is_not_there(
    look: Look, insights: Insights, s3: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So S3 answers; no emulator does."""

    def fails(**_: object) -> None:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "GetObject")

    with monkeypatch.context() as patched:
        patched.setattr(s3, "get_object", fails)
        assert look() is None
    assert kept(s3) == "job-1"


def test_a_file_that_comes_byte_by_byte_does_not_hold_a_look_up(insights: Insights, s3: Any, clock: FixedClock) -> None:
    with socket.create_server((HERE, 0)) as listening:
        drips = threading.Thread(target=drip, args=(listening,), daemon=True)
        drips.start()
        url = f"http://{HERE}:{listening.getsockname()[1]}/file"
        told: Any = {"ExportDestination": {"S3Url": url}}
        with pytest.raises(NoEvidence, match="no time is left"):
            another(s3, clock)._file(told, monotonic() + 0.5)
        drips.join(5)


def drip(listening: socket.socket) -> None:
    """A byte each tenth of a second, for longer than the test."""
    taken, _ = listening.accept()
    with taken, suppress(OSError):
        taken.recv(9999)
        taken.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n")
        for _ in range(40):
            taken.sendall(b" ")
            sleep(0.1)
