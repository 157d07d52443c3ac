"""The double of SES exports the message insights of the mails that it keeps, as a job of some minutes."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from infra.local.ses_double import SesDouble

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
RAW = "From: a@x.example\r\nTo: {to}\r\nSubject: {subject}\r\n{date}\r\nBonjour\r\n"


@pytest.fixture
def double(tmp_path: Path) -> Iterator[SesDouble]:
    with SesDouble(tmp_path, publish=lambda *_: None) as double:
        yield double


@pytest.fixture
def ses(double: SesDouble) -> Iterator[Any]:
    client = boto3.client(
        "sesv2",
        endpoint_url=double.url,
        region_name="eu-west-3",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )
    yield client
    client.close()


def send(ses: Any, to: str, subject: str, date: str = "Tue, 24 Nov 2026 12:00:00 +0000") -> str:
    header = f"Date: {date}\r\n" if date else ""
    raw = RAW.format(to=to, subject=subject, date=header)
    sent = ses.send_email(FromEmailAddress="a@x.example", Content={"Raw": {"Data": raw.encode()}})
    return str(sent["MessageId"])


def start(ses: Any, *addresses: str, since: datetime = NOON, until: datetime = NOON, **to: str) -> str:
    asked = {"StartDate": since, "EndDate": until, "Include": {"Destination": list(addresses)}}
    source = {"MessageInsightsDataSource": asked}
    destination = {"DataFormat": "JSON", **to}
    return str(ses.create_export_job(ExportDataSource=source, ExportDestination=destination)["JobId"])


def exported(ses: Any, job: str) -> list[dict[str, Any]]:
    """Once it is done: at the second question, and at any later one."""
    first = ses.get_export_job(JobId=job)
    assert (first["JobStatus"], first["ExportDestination"]) == ("PROCESSING", {"DataFormat": "JSON"})
    for _ in range(2):
        told = ses.get_export_job(JobId=job)
        assert (told["JobId"], told["JobStatus"], told["ExportSourceType"]) == (job, "COMPLETED", "MESSAGE_INSIGHTS")
    with urllib.request.urlopen(told["ExportDestination"]["S3Url"], timeout=10) as answer:
        return [json.loads(line) for line in answer]


def test_a_job_is_in_work_then_tells_where_its_file_is(ses: Any) -> None:
    message_id = send(ses, "b@y.example", "ref. 7QK4-R2XA")
    (record,) = exported(ses, start(ses, "B@y.example"))
    assert (record["MessageId"], record["Subject"]) == (message_id, "ref. 7QK4-R2XA")
    assert [insight["Destination"] for insight in record["Insights"]] == ["b@y.example"]


def test_it_holds_the_mails_to_those_addresses_alone(ses: Any) -> None:
    for to in ("b@y.example", "c@y.example", "d@y.example"):
        send(ses, to, to)
    found = exported(ses, start(ses, "b@y.example", "d@y.example"))
    assert {record["Subject"] for record in found} == {"b@y.example", "d@y.example"}


@pytest.mark.parametrize(
    ("since", "until", "count"),
    [(-60, 60, 1), (0, 0, 1), (1, 60, 0), (-60, -1, 0)],
    ids=["around it", "at it", "after it", "before it"],
)
def test_it_holds_the_mails_of_those_dates_alone(ses: Any, since: int, until: int, count: int) -> None:
    """By the day that the mail says, which a payload may have set."""
    send(ses, "b@y.example", "x")
    job = start(ses, "b@y.example", since=NOON + timedelta(seconds=since), until=NOON + timedelta(seconds=until))
    assert len(exported(ses, job)) == count


@pytest.mark.parametrize("date", ["", "some day"])
def test_a_mail_without_a_date_is_of_the_moment_at_which_it_came(ses: Any, date: str) -> None:
    send(ses, "b@y.example", "x", date)
    now = datetime.now(UTC)
    minutes = timedelta(minutes=5)
    assert len(exported(ses, start(ses, "b@y.example", since=now - minutes, until=now + minutes))) == 1


def test_a_mail_whose_answer_was_lost_is_in_it(ses: Any) -> None:
    with pytest.raises(Exception, match="Connection was closed"):
        send(ses, "lost@y.example", "x")
    assert len(exported(ses, start(ses, "lost@y.example"))) == 1


def test_what_came_after_the_start_is_not_in_it(ses: Any) -> None:
    job = start(ses, "b@y.example")
    send(ses, "b@y.example", "x")
    assert exported(ses, job) == []


def test_a_job_that_is_not_there_is_not_found(ses: Any, double: SesDouble) -> None:
    with pytest.raises(ses.exceptions.NotFoundException):
        ses.get_export_job(JobId="export-9")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{double.url}/_double/exports/export-9.json", timeout=10)
    refused.value.close()
    assert refused.value.code == 404


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"S3Url": "s3://a/b"}, "alone"),
        ({"DataFormat": "CSV"}, "alone"),
        ({"since": NOON + timedelta(seconds=1)}, "StartDate"),
    ],
)
def test_what_ses_would_refuse_is_refused(ses: Any, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ses.exceptions.BadRequestException, match=says):
        start(ses, "b@y.example", **changes)


@pytest.mark.parametrize("asked", [{"MetricsDataSource": {}}, {"MessageInsightsDataSource": {"StartDate": 1}}, 7])
def test_what_this_double_does_not_export_is_refused(double: SesDouble, asked: object) -> None:
    body = json.dumps({"ExportDataSource": asked, "ExportDestination": {"DataFormat": "JSON"}}).encode()
    request = urllib.request.Request(f"{double.url}/v2/email/export-jobs", body, method="POST")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    refused.value.close()
    assert refused.value.code == 400
