"""What a table may do to us that a store in memory does not: answer in pages, refuse in many ways, hold odd rows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from pynamodb.exceptions import PutError, TransactWriteError

from chalicelib.adapters.dynamo.cases import DynamoCases
from chalicelib.adapters.dynamo.creditors import DynamoCreditors
from chalicelib.adapters.dynamo.doors import DynamoDoors
from chalicelib.adapters.dynamo.models import Row
from chalicelib.domain.access import ApiKey, Link, Session, hash_of
from chalicelib.domain.case import Case, CaseKey, CaseUnreadable
from chalicelib.domain.creditor_events import BankDataTold
from chalicelib.domain.creditor_state import CreditorState
from chalicelib.domain.errors import CaseMoved, Refused
from chalicelib.domain.events import InvoiceUploaded, PortalOpened
from chalicelib.domain.history import unreadable
from chalicelib.domain.parties import Language
from tests.builders import CREDITOR, KEY, MORNING, case, creditor, invoice
from tests.fakes import FixedClock

Table = tuple[DynamoCases, DynamoDoors]
PK = f"C#{KEY.creditor_id}#D#{KEY.debtor_id}"


def stored(cases: DynamoCases, count: int = 1) -> Case:
    new = case(*(invoice(f"F-{n}") for n in range(count)))
    told = [InvoiceUploaded("creditor", i.id, i.number, i.total, i.due_on) for i in new.invoices]
    return cases.commit(new, new, told, MORNING)


def put_between(monkeypatch: pytest.MonkeyPatch, change: Callable[[str, dict[str, Any]], None]) -> None:
    """Lets `change` see, change or refuse each request to AWS."""
    ask = BaseClient._make_api_call  # type: ignore[attr-defined]

    def asked(client: BaseClient, operation: str, given: dict[str, Any]) -> Any:
        change(operation, given)
        return ask(client, operation, given)

    monkeypatch.setattr(BaseClient, "_make_api_call", asked)


def refuse_with(
    monkeypatch: pytest.MonkeyPatch, code: str, message: str = "", reasons: list[dict[str, str]] | None = None
) -> None:
    said: Any = {"Error": {"Code": code, "Message": message}, "CancellationReasons": reasons or []}

    def refuse(operation: str, _: dict[str, Any]) -> None:
        raise ClientError(said, operation)

    put_between(monkeypatch, refuse)


def test_a_case_of_several_pages_is_read_whole(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """DynamoDB ends a page at 1 MB; here each has two rows."""
    cases, _ = table
    kept = stored(cases, 7)

    def two_at_a_time(operation: str, given: dict[str, Any]) -> None:
        if operation == "Query":
            given["Limit"] = 2

    put_between(monkeypatch, two_at_a_time)
    assert cases.load(KEY) == kept
    assert len(cases.history(KEY)) == 7


def test_a_change_its_history_and_its_link_go_in_one_request(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever dies in between, none of them stands without the others."""
    cases, doors = table
    kept, asked = stored(cases), []
    put_between(monkeypatch, lambda operation, _: asked.append(operation))
    link = Link(hash_of("t"), KEY, MORNING + timedelta(days=1))
    cases.commit(kept, kept.with_invoice(invoice("F-9")), [PortalOpened("debtor")], MORNING, also=[link])
    assert asked == ["TransactWriteItems"]
    assert doors.link(link.hash) == link


def test_what_a_creditor_changes_and_its_fact_go_in_one_request(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    del table
    store, asked, on = DynamoCreditors(FixedClock()), list[str](), MORNING.date()
    put_between(monkeypatch, lambda operation, _: asked.append(operation))
    store.commit_state(CREDITOR, CreditorState(bank_data_on=on), [BankDataTold("Claire", on)], MORNING)
    assert asked == ["TransactWriteItems"]


def test_what_a_warm_function_changes_is_what_the_table_has_and_not_what_it_read_before(table: Table) -> None:
    del table
    warm, other, on = DynamoCreditors(FixedClock()), DynamoCreditors(FixedClock()), MORNING.date()
    assert warm.state(CREDITOR).bank_data_on is None
    other.commit_state(CREDITOR, CreditorState(bank_data_on=on), [BankDataTold("Claire", on)], MORNING)
    assert (warm.state(CREDITOR).bank_data_on, warm.state(CREDITOR, anew=True).bank_data_on) == (None, on)
    assert warm.state(CREDITOR).bank_data_on == on


@pytest.mark.parametrize(
    ("code", "reasons", "meaning"),
    [
        ("TransactionCanceledException", ["ConditionalCheckFailed", "None"], CaseMoved),
        ("TransactionCanceledException", ["None", "TransactionConflict"], CaseMoved),
        ("TransactionInProgressException", [], CaseMoved),
        ("TransactionCanceledException", ["ThrottlingError", "None"], TransactWriteError),
        ("TransactionCanceledException", ["ConditionalCheckFailed", "ValidationError"], TransactWriteError),
        ("TransactionCanceledException", ["ItemCollectionSizeLimitExceeded"], TransactWriteError),
        ("AccessDeniedException", [], TransactWriteError),
    ],
    ids=[
        "another change came first",
        "another change is under way",
        "our own is under way",
        "throttled",
        "one of ours is not valid",
        "no room",
        "not allowed",
    ],
)
def test_only_another_change_reads_as_a_case_that_moved(
    table: Table, monkeypatch: pytest.MonkeyPatch, code: str, reasons: list[str], meaning: type[Exception]
) -> None:
    """A case that moved is tried again at once: what trying again cannot mend must not look so."""
    cases, _ = table
    kept = stored(cases)
    refuse_with(monkeypatch, code, reasons=[{"Code": r} for r in reasons])
    with pytest.raises(meaning):
        cases.commit(kept, kept, [PortalOpened("debtor")], MORNING)


@pytest.mark.parametrize(
    ("code", "message", "reasons"),
    [
        ("ValidationException", "Item size has exceeded the maximum allowed size", []),
        (
            "TransactionCanceledException",
            "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ValidationError]",
            [
                {"Code": "None"},
                {"Code": "ValidationError", "Message": "Item size to update has exceeded the maximum allowed size"},
            ],
        ),
    ],
    ids=["the request as a whole", "one of its rows"],
)
def test_a_row_that_would_be_too_large_is_refused_with_what_to_do(
    table: Table, monkeypatch: pytest.MonkeyPatch, code: str, message: str, reasons: list[dict[str, str]]
) -> None:
    cases, _ = table
    kept = stored(cases)
    refuse_with(monkeypatch, code, message, reasons)
    with pytest.raises(Refused, match="end and withdraw what is over"):
        cases.commit(kept, kept, [PortalOpened("debtor")], MORNING)


def test_a_row_of_more_than_400_kb_is_refused_by_the_table_itself(table: Table) -> None:
    cases, _ = table
    kept = stored(cases)
    vast = replace(kept, debtor=replace(kept.debtor, name="x" * 500_000))
    with pytest.raises(Refused, match="nothing more fits"):
        cases.commit(kept, vast, [], MORNING)
    assert cases.load(KEY) == kept


def test_a_row_that_newer_code_wrote_is_not_passed_over(table: Table) -> None:
    """A hold that this code cannot read would else be no hold."""
    cases, _ = table
    stored(cases)
    Row(PK, "PLAN#1", kind="plan").save()
    with pytest.raises(CaseUnreadable, match=KEY.debtor_id) as refused:
        cases.load(KEY)
    assert "a row of kind plan" in str(refused.value.__cause__)


def test_what_is_no_entry_of_a_history_stands_in_it_as_one_that_cannot_be_read(table: Table) -> None:
    """The others are told all the same, and whoever verifies them sees where it is."""
    cases, _ = table
    stored(cases)
    before = cases.history(KEY)
    Row(PK, "Z#EVENT#0000000009#001", kind="plan").save()
    *told, last = cases.history(KEY)
    assert (tuple(told), last) == (before, unreadable(9, 1))
    Row(PK, "Z#EVENT#odd", kind="plan").save()
    assert cases.history(KEY)[-1] == unreadable()


def test_a_case_whose_head_is_lost_is_not_read(table: Table) -> None:
    cases, _ = table
    stored(cases)
    key = {"pk": {"S": PK}, "sk": {"S": "HEAD"}}
    boto3.client("dynamodb").delete_item(TableName=Row.Meta.table_name, Key=key)
    for read in (cases.load, cases.whole):
        with pytest.raises(CaseUnreadable, match=KEY.debtor_id) as refused:
            read(KEY)
        assert "no head" in str(refused.value.__cause__)


@pytest.mark.parametrize(
    "change",
    [{"version": None}, {"version": {"S": "one"}}, {"plans": {"S": '[{"id": "p"}]'}}, {"kind": None}],
    ids=["no version", "no number", "half a plan", "no kind"],
)
def test_a_head_that_a_hand_was_at_is_not_read(table: Table, change: dict[str, Any]) -> None:
    cases, _ = table
    stored(cases)
    place: Any = {"TableName": Row.Meta.table_name, "Key": {"pk": {"S": PK}, "sk": {"S": "HEAD"}}}
    head: dict[str, Any] = boto3.client("dynamodb").get_item(**place)["Item"]
    changed = {name: value for name, value in {**head, **change}.items() if value is not None}
    boto3.client("dynamodb").put_item(TableName=Row.Meta.table_name, Item=changed)
    with pytest.raises(CaseUnreadable, match=KEY.debtor_id):
        cases.load(KEY)


def test_a_key_takes_no_other_keys_place(table: Table) -> None:
    _, doors = table
    first = ApiKey("kid", hash_of("a"), CREDITOR, "first", MORNING)
    doors.add_api_key(first)
    with pytest.raises(PutError):
        doors.add_api_key(ApiKey("kid", hash_of("b"), "cre_2", "second", MORNING))
    assert doors.api_key("kid") == first


def test_a_session_takes_no_other_sessions_place(table: Table) -> None:
    """Who opens one names it by chance: no second one may show another's account under the same name."""
    _, doors = table
    later = MORNING + timedelta(minutes=30)
    first = Session(hash_of("s"), KEY, Language.FR, later, later, "a@b.example")
    doors.open(first)
    with pytest.raises(PutError):
        doors.open(replace(first, key=CaseKey("cre_2", "dbt_2")))
    assert doors.session(first.hash) == first


def test_a_profile_is_read_once_a_minute(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, asked = FixedClock(), list[str]()
    here, elsewhere = DynamoCreditors(clock), DynamoCreditors(clock)
    here.put(creditor())
    put_between(monkeypatch, lambda operation, _: asked.append(operation))
    assert [here.get(CREDITOR) for _ in range(3)] == [creditor()] * 3
    assert asked == ["GetItem"]
    changed = creditor(signatory="Paul Aubin")
    elsewhere.put(changed)
    clock.advance(seconds=59)
    assert here.get(CREDITOR) == creditor()
    clock.advance(seconds=1)
    assert here.get(CREDITOR) == changed


def test_a_profile_changed_here_is_seen_here_at_once(table: Table) -> None:
    creditors = DynamoCreditors(FixedClock())
    creditors.put(creditor())
    creditors.get(CREDITOR)
    creditors.put(creditor(signatory="Paul Aubin"))
    assert creditors.get(CREDITOR).signatory == "Paul Aubin"
