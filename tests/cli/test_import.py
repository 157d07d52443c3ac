"""`relance import` against a small API on the loopback: what it sends, what it says of each answer, how it ends."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local.loopback import LoopbackServer, Request, Response
from tests.cli.conftest import SAMPLES, Relance

Write = Callable[..., Path]
KEY = "rl_live_abcdefgh_secret"
TAKEN = {
    "created": 2,
    "updated": 0,
    "unchanged": 1,
    "debtors_changed": 1,
    "refused": 0,
    "invoices": [],
    "warnings": [],
    "errors": [],
}
PARTLY = {
    **TAKEN,
    "refused": 1,
    "errors": [{"line": 4, "field": "email", "code": "wrong", "message": "'x' is not an e-mail address"}],
}
REFUSED = {
    "detail": "1 fault; nothing was stored",
    "errors": [{"line": 3, "field": "total", "code": "wrong", "message": "is 0"}, {"field": "file", "message": "odd"}],
}


class FakeApi:
    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.answers: list[tuple[int, Any]] = []
        unread = Response(413)
        self.server = LoopbackServer(self.answer, body_limit=10**7, too_long=unread)

    def answer(self, request: Request) -> Response:
        self.asked.append(request)
        status, content = self.answers.pop(0)
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        return Response(status, body, (("Content-Type", "application/json"),))


@pytest.fixture
def api() -> Iterator[FakeApi]:
    fake = FakeApi()
    with fake.server:
        yield fake


@pytest.fixture
def import_files(relance: Relance, api: FakeApi) -> Callable[..., Any]:
    def run(*arguments: str | Path) -> Any:
        return relance("import", *arguments, "--key", KEY, "--api", api.server.url)

    return run


def test_sends_each_file_as_what_it_is(api: FakeApi, import_files: Callable[..., Any]) -> None:
    api.answers = [(201, TAKEN), (200, TAKEN)]
    ended = import_files(SAMPLES / "factures.csv", SAMPLES / "factures.json", "--json")
    assert ended.code == 0
    assert ended.json == {str(SAMPLES / "factures.csv"): TAKEN, str(SAMPLES / "factures.json"): TAKEN}
    assert [(r.method, r.path, r.header("Content-Type")) for r in api.asked] == [
        ("POST", "/v1/invoices", "text/csv"),
        ("POST", "/v1/invoices", "application/json"),
    ]
    assert {r.header("Authorization") for r in api.asked} == {f"Bearer {KEY}"}
    assert api.asked[0].body == (SAMPLES / "factures.csv").read_bytes()
    assert ended.err.splitlines() == [f"import: {SAMPLES / 'factures.csv'}", f"import: {SAMPLES / 'factures.json'}"]


def test_a_person_reads_counts(api: FakeApi, import_files: Callable[..., Any]) -> None:
    api.answers = [(201, TAKEN)]
    ended = import_files(SAMPLES / "factures.json")
    assert (
        ended.out == f"{SAMPLES / 'factures.json'}: 2 created, 0 updated, 1 unchanged, 0 refused; debtors changed: 1\n"
    )


def test_the_good_rows_are_taken_when_asked_and_the_end_says_partial(
    api: FakeApi, import_files: Callable[..., Any]
) -> None:
    api.answers = [(201, PARTLY)]
    ended = import_files(SAMPLES / "factures.csv", "--partial")
    assert ended.code == 3
    assert api.asked[0].query == "partial=true"
    assert "line 4, email: 'x' is not an e-mail address" in ended.out


def test_a_doubt_is_told_beside_the_counts(api: FakeApi, import_files: Callable[..., Any]) -> None:
    doubt = {"line": 3, "field": "paid_cents", "message": "less than the ledger has: the ledger stands"}
    api.answers = [(200, {**TAKEN, "warnings": [doubt]})]
    ended = import_files(SAMPLES / "factures.csv")
    assert ended.code == 0
    assert "warning: line 3, paid_cents: less than the ledger has: the ledger stands\n" in ended.out


def test_a_refusal_names_each_line_and_field(api: FakeApi, import_files: Callable[..., Any]) -> None:
    api.answers = [(422, REFUSED)]
    ended = import_files(SAMPLES / "factures.csv")
    assert (ended.code, ended.out) == (1, "")
    assert "was refused (422)" in ended.err
    assert "line 3, total: is 0" in ended.err
    assert "file: odd" in ended.err


def test_a_refusal_after_a_success_keeps_the_report_of_the_first(
    api: FakeApi, import_files: Callable[..., Any]
) -> None:
    for asked in ((), ("--json",)):
        api.answers = [(201, TAKEN), (422, REFUSED)]
        ended = import_files(SAMPLES / "factures.csv", SAMPLES / "factures.json", *asked)
        assert ended.code == 3
        assert "nothing was stored" in ended.err
        if asked:
            assert ended.json["files"] == {str(SAMPLES / "factures.csv"): TAKEN}
        else:
            assert "2 created" in ended.out


@pytest.mark.parametrize(
    ("status", "content", "said"),
    [
        (403, {"Message": "no"}, "does not know this key: create one with `relance key create CREDITOR`"),
        (401, b"", "does not know this key"),
        (500, {"detail": "it is known"}, "it takes nothing twice\nit is known\n"),
        (
            503,
            b"<html>oops</html>",
            "(503): the same command may be given again, it takes nothing twice\nno reason given",
        ),
        (413, {"message": "too long"}, "too long"),
        (502, b"[]", "(502): the same"),
        (200, b"<html>hello</html>", "answers, but not as Relance does"),
    ],
)
def test_every_other_answer_is_told_in_words(
    api: FakeApi, import_files: Callable[..., Any], status: int, content: Any, said: str
) -> None:
    api.answers = [(status, content)]
    ended = import_files(SAMPLES / "factures.csv")
    assert ended.code == 1
    assert said in ended.err


def test_nobody_at_the_address(relance: Relance) -> None:
    ended = relance("import", SAMPLES / "factures.csv", "--key", KEY, "--api", "http://127.0.0.1:9")
    assert ended.code == 1
    assert "does not answer" in ended.err


def test_key_and_address_come_from_the_environment_too(relance: Relance, api: FakeApi) -> None:
    api.answers = [(201, TAKEN)]
    url = f"{api.server.url}/v1/"
    ended = relance("import", SAMPLES / "factures.csv", RELANCE_API_KEY=f" {KEY}\n", RELANCE_API_URL=url)
    assert ended.code == 0
    assert api.asked[0].header("Authorization") == f"Bearer {KEY}"


USAGE = [
    pytest.param(("--api", "http://x"), "give the creditor's key: --key, or RELANCE_API_KEY", id="no key"),
    pytest.param(("--key", "clé", "--api", "http://x"), "characters that no key has", id="key with an accent"),
    pytest.param(("--key", KEY, "--api", "localhost:8000"), "give the API's address as https://", id="no scheme"),
    pytest.param(("--key", KEY, "--api", "file:///etc/passwd"), "give the API's address", id="not a web address"),
]


@pytest.mark.parametrize(("options", "said"), USAGE)
def test_a_wrong_call_is_a_usage_error(relance: Relance, options: tuple[str, ...], said: str) -> None:
    ended = relance("import", SAMPLES / "factures.csv", *options)
    assert ended.code == 2
    assert said in ended.err


@pytest.mark.parametrize("name", ["none.csv", "invoices.xlsx", "folder.csv"])
def test_nothing_is_sent_when_one_of_the_files_cannot_be(
    api: FakeApi, import_files: Callable[..., Any], tmp_path: Path, name: str
) -> None:
    (tmp_path / "folder.csv").mkdir()
    ended = import_files(SAMPLES / "factures.csv", tmp_path / name)
    assert ended.code == 2
    assert name in ended.err
    assert api.asked == []
