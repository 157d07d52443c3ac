"""Which export was started for a step, kept in S3 from one look to the next: another process looks next."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError
from pydantic import TypeAdapter, ValidationError

from chalicelib.adapters import io
from chalicelib.adapters.io import Site
from chalicelib.domain.case import CaseKey
from chalicelib.domain.step import Step

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# Whoever may not list a bucket is told that it may not read what is not there.
NONE_THERE = ("NoSuchKey", "AccessDenied")


@dataclass(frozen=True, slots=True)
class ExportJob:
    id: str
    started_at: datetime


JOB = TypeAdapter(ExportJob)


class S3ExportJobs:
    """One object for each attempt of a step, the last job in it. Raises what S3 raises."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def kept(self, key: CaseKey, step: Step) -> ExportJob | None:
        try:
            return JOB.validate_json(io.call(Site.LOOK_UP_KEPT, self._read, _name(key, step)))
        except ValidationError:
            return None
        except ClientError as error:
            if error.response["Error"]["Code"] not in NONE_THERE:
                raise
            return None

    def keep(self, key: CaseKey, step: Step, job: ExportJob) -> None:
        io.call(
            Site.LOOK_UP_KEEP,
            self._client.put_object,
            Bucket=self._bucket,
            Key=_name(key, step),
            Body=JOB.dump_json(job),
            ContentType="application/json",
        )

    def _read(self, name: str) -> bytes:
        return self._client.get_object(Bucket=self._bucket, Key=name)["Body"].read()


def _name(key: CaseKey, step: Step) -> str:
    return f"look-ups/{key.creditor_id}/{key.debtor_id}/{step.reference}.{step.attempt}.json"
