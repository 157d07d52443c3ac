"""Files in memory and in S3: under the hash of their content, the same twice is one."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.adapters.s3_documents import S3Documents
from chalicelib.domain.errors import NotFound
from chalicelib.ports import Documents
from tests.fakes import MemoryDocuments

PDF = b"%PDF-1.7\r\n\x00\xff"


@pytest.fixture(params=["memory", "s3"])
def documents(request: pytest.FixtureRequest, s3: Any) -> Documents:
    return MemoryDocuments() if request.param == "memory" else S3Documents(s3, "letters")


def test_what_is_put_comes_back_byte_for_byte(documents: Documents) -> None:
    assert documents.get(documents.put(PDF, ".pdf")) == PDF


def test_the_same_content_twice_is_one_file_and_other_content_another(documents: Documents) -> None:
    key = documents.put(PDF, ".pdf")
    assert documents.put(PDF, ".pdf") == key
    assert documents.put(PDF + b"x", ".pdf") != key
    assert documents.get(key) == PDF


def test_what_is_not_there_is_not_found(documents: Documents) -> None:
    with pytest.raises(NotFound):
        documents.get("letters/none.pdf")


def test_a_file_that_stands_is_not_written_again_and_says_what_it_is(s3: Any) -> None:
    """The bucket keeps every version for good: a letter printed each hour while no mail can go out stays one."""
    s3.put_bucket_versioning(Bucket="letters", VersioningConfiguration={"Status": "Enabled"})
    documents = S3Documents(s3, "letters")
    key = documents.put(PDF, ".pdf")
    assert documents.put(PDF, ".pdf") == key
    (version,) = s3.list_object_versions(Bucket="letters")["Versions"]
    head = s3.head_object(Bucket="letters", Key=key)
    assert (version["Key"], head["ContentType"]) == (key, "application/pdf")


@pytest.mark.parametrize("code", ["AccessDenied", "ConditionalRequestConflict", "SlowDown"])
def test_a_put_that_may_not_have_happened_is_an_error(s3: Any, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    def refused(**_: object) -> None:
        raise ClientError({"Error": {"Code": code, "Message": "no"}}, "PutObject")

    monkeypatch.setattr(s3, "put_object", refused)
    with pytest.raises(ClientError):
        S3Documents(s3, "letters").put(PDF, ".pdf")
