"""The message insights of SES on the loopback, and who asks them."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.config import Config

from chalicelib.adapters.s3_export_jobs import S3ExportJobs
from chalicelib.adapters.ses_look_up import SHORT, SesLookUp
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from infra.local.loopback import Request, Response
from tests.builders import KEY, MORNING, step
from tests.fakes import FixedClock

STEP = step(Level.REMINDER_1, StepState.UNKNOWN, claimed_at=MORNING, email="compta@legoff.example")
OBJECT = f"look-ups/{KEY.creditor_id}/{KEY.debtor_id}/{STEP.reference}.1.json"
JOBS = "/v2/email/export-jobs"
OTHER = {"MessageId": "0102-other", "Destination": STEP.email, "Subject": "Facture F-2 – réf. AAAA-BBBB"}
ONE_TRY = SHORT.merge(Config(retries={"total_max_attempts": 1}, read_timeout=0.3))
MAIL = {"MessageId": "0102-ours", "Destination": STEP.email, "Subject": f"Facture F-1 – réf. {STEP.reference}"}

Answer = Callable[[Request], Response | None]
Look = Callable[[], str | None]


def says(status: int, kind: str = "", body: bytes = b'{"message": "no"}') -> Response:
    return Response(status, body, (("Content-Type", "application/json"), ("x-amzn-ErrorType", kind)))


def slow(request: Request) -> Response:
    """For longer than it is waited for: for a file not as short as for an answer."""
    threading.Event().wait(2 if request.path == "/file" else 0.8)
    return says(200)


@dataclass
class Insights:
    """SES on the loopback: a job is completed with `content` unless `job` says otherwise; `answers` go before all."""

    content: bytes = b"[]"
    job: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    started: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    def __call__(self, request: Request) -> Response | None:
        kind = "file" if request.path == "/file" else "start" if request.method == "POST" else "ask"
        self.asked.append(kind)
        if kind in self.answers:
            return self.answers[kind](request)
        if kind == "file":
            return Response(200, self.content)
        if kind == "start":
            self.started.append(json.loads(request.body))
            return says(200, body=json.dumps({"JobId": f"job-{len(self.started)}"}).encode())
        assert request.path == f"{JOBS}/job-{len(self.started)}", "the last job is asked for"
        file = {"DataFormat": "JSON", "S3Url": f"{self.url}/file?signed=yes"}
        return says(200, body=json.dumps({"JobStatus": "COMPLETED", "ExportDestination": file} | self.job).encode())


def another(s3: Any, clock: FixedClock, config: Config = ONE_TRY) -> SesLookUp:
    return SesLookUp(boto3.client("sesv2", config=config), S3ExportJobs(s3, "letters"), clock)


def kept(s3: Any) -> str:
    return str(json.load(s3.get_object(Bucket="letters", Key=OBJECT)["Body"])["id"])


def lines(*records: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode()
