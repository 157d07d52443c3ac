"""The send journal in S3: one object for each attempt, written before the mail service is called and never again.

S3 writes an object under `If-None-Match: *` once, whoever else tries: the entry of an attempt and the seal that forbids
it exclude each other.
"""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from pydantic import TypeAdapter

from chalicelib.adapters import io
from chalicelib.adapters.io import Site
from chalicelib.domain.case import CaseKey
from chalicelib.domain.errors import NotSentForNow, SentBefore, TryAgain
from chalicelib.domain.send_entry import SendEntry
from chalicelib.domain.step import Step

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# The mail waits for it: a bucket that does not answer gives the step back, and says so within the function's time.
QUICK = Config(retries={"total_max_attempts": 3, "mode": "standard"}, connect_timeout=2, read_timeout=4)
EXISTS = "PreconditionFailed"
SEAL = b'{"sealed": true}'
ENTRY = TypeAdapter(SendEntry)


class S3Journal:
    """Implements ports.SendJournal."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def begin(self, entry: SendEntry) -> None:
        name = _name(entry.case, entry.step.reference, entry.step.attempt)
        try:
            if self._write(Site.JOURNAL_BEGIN, name, ENTRY.dump_json(entry)):
                return
            # Our own, of which the answer was lost and which the client wrote again by itself.
            is_ours = _entry(there := self._read(name)) == entry
        except (ClientError, BotoCoreError) as error:
            raise NotSentForNow(f"the send journal could not be written ({type(error).__name__})") from error
        if not is_ours:
            told = "sealed" if there == SEAL else "written"
            raise SentBefore(f"attempt {entry.step.attempt} of {entry.step.reference} is {told} in the journal already")

    def seal(self, key: CaseKey, step: Step) -> bool:
        name = _name(key, step.reference, step.attempt)
        try:
            return self._write(Site.JOURNAL_SEAL, name, SEAL) or self._read(name) == SEAL
        except (ClientError, BotoCoreError) as error:
            raise TryAgain(f"the send journal could not be read ({type(error).__name__})") from error

    def entries(self, key: CaseKey, but: Collection[tuple[str, int]] = ()) -> tuple[SendEntry, ...]:
        known = {_name(key, reference, attempt) for reference, attempt in but}
        try:
            read = [self._read(name) for name in self._names(_folder(key)) if name not in known]
            return tuple(entry for content in read if (entry := _entry(content)) is not None)
        except (ClientError, BotoCoreError) as error:
            raise TryAgain(f"the send journal could not be read ({type(error).__name__})") from error

    def _names(self, folder: str) -> Iterator[str]:
        after = ""
        while True:
            page = io.call(
                Site.JOURNAL_LIST, self._client.list_objects_v2, Bucket=self._bucket, Prefix=folder, StartAfter=after
            )
            names = [found["Key"] for found in page.get("Contents", ())]
            yield from names
            if not page["IsTruncated"]:
                return
            after = names[-1]

    def _write(self, site: Site, name: str, content: bytes) -> bool:
        """Whether it stands there by this call; something else stood there already."""
        try:
            io.call(
                site,
                self._client.put_object,
                Bucket=self._bucket,
                Key=name,
                Body=content,
                ContentType="application/json",
                IfNoneMatch="*",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != EXISTS:
                raise
            return False
        return True

    def _read(self, name: str) -> bytes:
        return io.call(Site.JOURNAL_READ, lambda: self._client.get_object(Bucket=self._bucket, Key=name)["Body"].read())


def _folder(key: CaseKey) -> str:
    return f"journal/{key.creditor_id}/{key.debtor_id}/"


def _name(key: CaseKey, reference: str, attempt: int) -> str:
    return f"{_folder(key)}{reference}.{attempt}.json"


def _entry(content: bytes) -> SendEntry | None:
    """None for a seal."""
    return None if content == SEAL else ENTRY.validate_json(content)
