"""Looks a mail up in the message insights of SES v2, which needs its Virtual Deliverability Manager.

An export is a job of some minutes: one look starts it, the next one, an hour later, reads its file and starts another
where the mail is not in it, since the insights lag behind.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import urllib3
from botocore.config import Config

from chalicelib.adapters import io
from chalicelib.adapters.insights_file import mail_in
from chalicelib.adapters.io import Site
from chalicelib.adapters.s3_export_jobs import ExportJob, S3ExportJobs
from chalicelib.domain.case import CaseKey
from chalicelib.domain.doubt import CLAIM_IS_LOST
from chalicelib.domain.step import Step
from chalicelib.ports import Clock

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sesv2.type_defs import GetExportJobResponseTypeDef

LOG = logging.getLogger("relance.look_up")

# Ten cases are looked at in one run of a function of a minute: none of them waits for this for long.
SHORT = Config(retries={"total_max_attempts": 2, "mode": "standard"}, connect_timeout=1, read_timeout=1.5)
LONGEST_LOOK = 5.0
IN_WORK = ("CREATED", "PROCESSING")
COMPLETED = "COMPLETED"
# A job that still is in work by then is taken for lost.
JOB_IS_LOST = timedelta(hours=6)
# Of all mails to one address within some minutes: a record has about a kilobyte.
MOST_RECORDS = 1000
MOST_BYTES = 4 * 2**20
CHUNK = 2**16
OK = 200
HERE = "127.0.0.1"


class NoEvidence(Exception):
    """The file of the export could not be had."""


class SesLookUp:
    """Implements ports.LookUp. `client` was made with SHORT."""

    def __init__(
        self,
        client: "SESV2Client",
        jobs: S3ExportJobs,
        clock: Clock,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._jobs = jobs
        self._clock = clock
        self._timer = timer
        self._pool = urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(connect=1, read=1.5))

    def find(self, key: CaseKey, step: Step) -> str | None:
        return _tried(partial(self._look, key, step))

    def _look(self, key: CaseKey, step: Step) -> str | None:
        email = step.email
        if not email or step.claimed_at is None:
            return None
        until = self._timer() + LONGEST_LOOK
        job = self._jobs.kept(key, step)
        told = self._asked(job.id) if job else None
        if job and told:
            if told["JobStatus"] in IN_WORK and self._clock.now() < job.started_at + JOB_IS_LOST:
                return None
            if told["JobStatus"] == COMPLETED:
                # Where its file cannot be read, that of another job may be.
                found = _tried(lambda: mail_in(self._file(told, until), step.reference, email))
                if found is not None:
                    return found
        self._in_time(until)
        self._jobs.keep(key, step, self._started(email, step.claimed_at))
        return None

    def _asked(self, job_id: str) -> "GetExportJobResponseTypeDef | None":
        """What has become of the job; None where the mail service does not know it any more."""
        try:
            return io.call(Site.LOOK_UP_ASK, self._client.get_export_job, JobId=job_id)
        except self._client.exceptions.NotFoundException:
            return None

    def _started(self, email: str, claimed_at: datetime) -> ExportJob:
        answer = io.call(
            Site.LOOK_UP_START,
            self._client.create_export_job,
            ExportDataSource={
                "MessageInsightsDataSource": {
                    "StartDate": claimed_at - CLAIM_IS_LOST,
                    # Over when the first look comes: no worker hands a mail over later.
                    "EndDate": claimed_at + CLAIM_IS_LOST,
                    "Include": {"Destination": [email]},
                    "MaxResults": MOST_RECORDS,
                }
            },
            ExportDestination={"DataFormat": "JSON"},
        )
        return ExportJob(answer["JobId"], self._clock.now())

    def _file(self, told: "GetExportJobResponseTypeDef", until: float) -> bytes:
        """Raises NoEvidence, and what urllib3 raises."""
        self._in_time(until)
        url = told["ExportDestination"]["S3Url"]
        parts = urlsplit(url)
        if parts.scheme != "https" and (parts.scheme, parts.hostname) != ("http", HERE):
            raise NoEvidence("the file is not to be had by https")
        return io.call(Site.LOOK_UP_READ, self._read, url, until)

    def _read(self, url: str, until: float) -> bytes:
        answer = self._pool.request("GET", url, redirect=False, preload_content=False)
        try:
            if answer.status != OK:
                raise NoEvidence(f"the file was answered with {answer.status}")
            content = bytearray()
            # What has come, and not until so much has: a file that drips would never let the time be looked at.
            while chunk := answer.read1(CHUNK):
                content += chunk
                if len(content) > MOST_BYTES:
                    raise NoEvidence("the file is longer than any of one address")
                self._in_time(until)
            return bytes(content)
        finally:
            answer.close()

    def _in_time(self, until: float) -> None:
        if self._timer() > until:
            raise NoEvidence("no time is left for it")


def _tried(look: Callable[[], str | None]) -> str | None:
    """None for whatever fails, a defect of its own too: a case does not wait for evidence that cannot be had."""
    try:
        return look()
    except Exception:
        LOG.warning({"looked_up": False}, exc_info=True)
        return None
