"""The message insights exports of the double of SES: a job is in work at the first question, and done at the second.

Its file is lines of JSON, of the mails that the double keeps; what AWS writes was never seen. A mail is of the day in
its own header: here a payload sets the day. Jobs are kept in memory alone: after a restart nobody knows them any more.
"""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from infra.local.loopback import Request, Response
from infra.local.mail_file import read_mail
from infra.local.mail_store import KeptMail, MailStore
from infra.local.ses_call import SesError, bad_request

JOBS = "/v2/email/export-jobs"
FILES = "/_double/exports"
MOST_ADDRESSES = 5


@dataclass
class Job:
    file: bytes
    created_at: datetime
    asked: int = 0


class ExportJobs:
    def __init__(self, store: MailStore) -> None:
        self._store = store
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()

    def answer(self, request: Request, url: str) -> Response | None:
        """None for what is not about an export; `url` is where the double is reached. Raises SesError."""
        if (request.method, request.path) == ("POST", JOBS):
            return _json({"JobId": self._start(request.body)})
        folder, _, name = request.path.rpartition("/")
        if request.method != "GET" or folder not in (JOBS, FILES):
            return None
        with self._lock:
            job = self._jobs.get(name.removesuffix(".json"))
            if job is None:
                raise SesError(404, "NotFoundException", f"No export job {name}.")
            if folder == FILES:
                return Response(200, job.file, (("Content-Type", "application/json"),))
            job.asked += 1
            return _json(_told(name, job, url))

    def _start(self, body: bytes) -> str:
        records = [_record(mail) for mail in self._mails(*_asked(body))]
        file = "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records).encode()
        with self._lock:
            name = f"export-{len(self._jobs) + 1}"
            self._jobs[name] = Job(file, datetime.now(UTC))
            return name

    def _mails(self, since: float, until: float, addresses: set[str]) -> Iterator[KeptMail]:
        for mail in self._store.newest_first():
            is_to_them = any(recipient.lower() in addresses for recipient in mail.recipients)
            if is_to_them and since <= _sent_at(mail, self._store.raw(mail.number)) <= until:
                yield mail


def _asked(body: bytes) -> tuple[float, float, set[str]]:
    """Since when, until when (seconds, inclusive), and which recipients. Raises SesError."""
    try:
        given = json.loads(body)
        asked, destination = given["ExportDataSource"]["MessageInsightsDataSource"], given["ExportDestination"]
        since, until = float(asked["StartDate"]), float(asked["EndDate"])
        addresses = {str(address).lower() for address in asked["Include"]["Destination"]}
    except (KeyError, TypeError, ValueError) as error:
        raise bad_request("this double exports message insights of some recipients between two dates") from error
    if destination != {"DataFormat": "JSON"}:
        raise bad_request("ExportDestination must be DataFormat JSON alone: this double writes no CSV")
    if since > until:
        raise bad_request("StartDate must not be after EndDate.")
    if not 0 < len(addresses) <= MOST_ADDRESSES:
        raise bad_request(f"Include.Destination has 1 to {MOST_ADDRESSES} addresses")
    return since, until, addresses


def _sent_at(mail: KeptMail, raw: bytes) -> float:
    try:
        return parsedate_to_datetime(read_mail(raw).header("Date")).timestamp()
    except ValueError:
        return datetime.fromisoformat(mail.received_at).timestamp()


def _record(mail: KeptMail) -> dict[str, Any]:
    """As GetMessageInsights tells of a mail."""
    events = [{"Type": "SEND"}, *({"Type": event.name.upper()} for event in mail.events if event.name != "Send")]
    return {
        "MessageId": mail.message_id,
        "FromEmailAddress": mail.source,
        "Subject": mail.subject,
        "Insights": [{"Destination": recipient, "Events": events} for recipient in mail.recipients],
    }


def _told(name: str, job: Job, url: str) -> dict[str, Any]:
    told = {"JobId": name, "ExportSourceType": "MESSAGE_INSIGHTS", "CreatedTimestamp": job.created_at.timestamp()}
    if job.asked == 1:
        return {**told, "JobStatus": "PROCESSING", "ExportDestination": {"DataFormat": "JSON"}}
    file = {"DataFormat": "JSON", "S3Url": f"{url}{FILES}/{name}.json"}
    return {**told, "JobStatus": "COMPLETED", "ExportDestination": file}


def _json(value: object) -> Response:
    return Response(200, json.dumps(value).encode(), (("Content-Type", "application/json"),))
