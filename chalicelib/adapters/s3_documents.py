"""Letters in S3, under the hash of their content: the same bytes twice are one object, a crash costs nothing.

The bucket is versioned, so that a second put is asked to write nothing: else each try would leave a version for good.
"""

import hashlib
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from chalicelib.adapters import io
from chalicelib.adapters.io import Site
from chalicelib.domain.errors import NotFound

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# Not ConditionalRequestConflict: it tells that another put is under way, which may still fail. That one comes back.
EXISTS = "PreconditionFailed"
TYPES = {".pdf": "application/pdf"}


class S3Documents:
    """Implements ports.Documents."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, content: bytes, suffix: str) -> str:
        key = f"letters/{hashlib.sha256(content).hexdigest()}{suffix}"
        try:
            io.call(
                Site.DOCUMENTS_PUT,
                self._client.put_object,
                Bucket=self._bucket,
                Key=key,
                Body=content,
                ContentType=TYPES[suffix],
                IfNoneMatch="*",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != EXISTS:
                raise
        return key

    def get(self, key: str) -> bytes:
        try:
            return io.call(Site.DOCUMENTS_GET, self._read, key)
        except self._client.exceptions.NoSuchKey:
            raise NotFound("no such document") from None

    def _read(self, key: str) -> bytes:
        return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
