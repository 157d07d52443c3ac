"""The message insights of the simulated mail service, and the jobs that export them, for the look-up as it is."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.adapters.s3_export_jobs import S3ExportJobs
from chalicelib.adapters.ses_look_up import LOG, SesLookUp
from infra.memory.sources import FixedClock
from infra.simulation.mail_service import Taken

# A job takes so long, and sees what was taken so long before it was started.
WORKS, LAG = timedelta(minutes=4), timedelta(minutes=40)
FILES = "https://exports.example/"


class NoSuchJob(Exception):
    """What boto3 raises for a job that the service does not know any more."""


@dataclass
class Job:
    started_at: datetime
    file: bytes


@dataclass
class Insights:
    """Stands for the clients of SES and of S3. `sink` are the mails that the service took."""

    now: Callable[[], datetime]
    sink: list[Taken]
    jobs: dict[str, Job] = field(default_factory=dict)
    objects: dict[str, bytes] = field(default_factory=dict)
    exceptions: Any = field(default_factory=lambda: SimpleNamespace(NotFoundException=NoSuchJob))

    def create_export_job(self, ExportDataSource: Any, ExportDestination: Any) -> dict[str, str]:  # noqa: N803
        asked = ExportDataSource["MessageInsightsDataSource"]
        (address,) = asked["Include"]["Destination"]
        until = min(asked["EndDate"], self.now() - LAG)
        mails = [t for t in self.sink if t.mail.to == address and asked["StartDate"] <= t.at <= until]
        file = "".join(json.dumps(_record(taken)) + "\n" for taken in mails).encode()
        name = f"job-{len(self.jobs)}"
        self.jobs[name] = Job(self.now(), file)
        return {"JobId": name}

    def get_export_job(self, JobId: str) -> dict[str, Any]:  # noqa: N803
        if JobId not in self.jobs:
            raise NoSuchJob
        is_done = self.jobs[JobId].started_at + WORKS <= self.now()
        status = "COMPLETED" if is_done else "PROCESSING"
        return {"JobId": JobId, "JobStatus": status, "ExportDestination": {"S3Url": FILES + JobId}}

    def get_object(self, Bucket: str, Key: str) -> dict[str, Any]:  # noqa: N803
        if Key not in self.objects:
            raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")
        return {"Body": BytesIO(self.objects[Key])}

    def put_object(self, Bucket: str, Key: str, Body: bytes, ContentType: str) -> None:  # noqa: N803
        self.objects[Key] = Body


class SimulatedLookUp(SesLookUp):
    """That of SES, but for how its file comes."""

    def __init__(self, insights: Insights, clock: FixedClock) -> None:
        client: Any = insights
        super().__init__(client, S3ExportJobs(client, "files"), clock, lambda: clock.at.timestamp())
        self._insights = insights

    def _read(self, url: str, until: float) -> bytes:
        return self._insights.jobs[url.removeprefix(FILES)].file


@contextmanager
def unheard() -> Iterator[None]:
    """A look-up that fails says so in the log, and here they fail by the hundred."""
    was = LOG.level
    # By its method: a logger remembers whether it is heard.
    LOG.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        LOG.setLevel(was)


def _record(taken: Taken) -> dict[str, Any]:
    insights = [{"Destination": taken.mail.to, "Events": [{"Type": "SEND"}]}]
    return {"MessageId": taken.ses_id, "Subject": taken.mail.words.subject, "Insights": insights}
