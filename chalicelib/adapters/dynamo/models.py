"""The rows as PynamoDB knows them. Money is whole cents: its number type goes through floats."""

import json
from typing import Any, ClassVar

from pynamodb.attributes import BooleanAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection
from pynamodb.models import Model


class Json(JSONAttribute):
    """As UTF-8: an escaped é takes three times its room, and a row has 400 KB."""

    def serialize(self, value: Any) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class DueIndex(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    due_shard = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class OpenIndex(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "open"
        projection = IncludeProjection(
            ["debtor_id", "invoice_id", "number", "open_cents", "currency", "due_on", "contested_until"]
        )

    open_pk = UnicodeAttribute(hash_key=True)
    open_sk = UnicodeAttribute(range_key=True)


class Row(Model):
    """What every row has. `kind` is no discriminator of PynamoDB's: that one hides the kinds it does not know."""

    class Meta:
        table_name: ClassVar[str] = ""
        # A request is given up, all its tries together, while every function has time left to say so.
        connect_timeout_seconds: ClassVar[float] = 1
        read_timeout_seconds: ClassVar[float] = 2
        max_retry_attempts: ClassVar[int] = 2

    KIND: ClassVar[str] = ""
    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute()


class HeadRow(Row):
    KIND = "head"
    version = NumberAttribute()
    epoch = NumberAttribute(null=True)
    debtor = Json()
    holds = Json()
    policy = UnicodeAttribute()
    is_policy_chosen = BooleanAttribute(null=True)
    promises = Json(null=True)
    plans = Json(null=True)
    approvals = Json(null=True)
    done = Json(null=True)
    credits = Json(null=True)
    withdrawn_credits = Json(null=True)
    excuses = Json(null=True)
    look_failed_on = UnicodeAttribute(null=True)
    suspended_emails = UnicodeSetAttribute(null=True)
    seen_at = UnicodeAttribute(null=True)
    last_hash = UnicodeAttribute(null=True)
    due_shard = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    due_index = DueIndex()
    # A case with a task stands in the same index as the invoices, under a partition of its own.
    open_pk = UnicodeAttribute(null=True)
    open_sk = UnicodeAttribute(null=True)
    open_index = OpenIndex()


class InvoiceRow(Row):
    KIND = "invoice"
    creditor_id = UnicodeAttribute()
    debtor_id = UnicodeAttribute()
    invoice_id = UnicodeAttribute()
    number = UnicodeAttribute()
    issued_on = UnicodeAttribute()
    due_on = UnicodeAttribute()
    currency = UnicodeAttribute()
    total_cents = NumberAttribute()
    open_cents = NumberAttribute()
    purchase_order = UnicodeAttribute(null=True)
    contested_until = UnicodeAttribute(null=True)
    entries = Json()
    cancelled = Json(null=True)
    parts = Json(null=True)
    discount = Json(null=True)
    policy = UnicodeAttribute(null=True)
    statuses = Json(null=True)
    open_pk = UnicodeAttribute()
    open_sk = UnicodeAttribute()
    open_index = OpenIndex()


class StepRow(Row):
    KIND = "step"
    step_id = UnicodeAttribute()
    level = UnicodeAttribute()
    on = UnicodeAttribute()
    items = Json()
    state = UnicodeAttribute()
    attempt = NumberAttribute()
    owner = UnicodeAttribute(null=True)
    claimed_at = UnicodeAttribute(null=True)
    email = UnicodeAttribute(null=True)
    letter_key = UnicodeAttribute(null=True)
    ses_id = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    channel = UnicodeAttribute(null=True)
    heard_on = UnicodeAttribute(null=True)
    proof = UnicodeAttribute(null=True)
    presumed_on = UnicodeAttribute(null=True)
    delayed_on = UnicodeAttribute(null=True)
    bounce = UnicodeAttribute(null=True)
    pay_until = UnicodeAttribute(null=True)
    figures = Json(null=True)
    recalls = Json(null=True)
    reply = Json(null=True)


class EventRow(Row):
    KIND = "event"
    version = NumberAttribute()
    place = NumberAttribute()
    at = UnicodeAttribute()
    event = UnicodeAttribute()
    data = Json()
    before = UnicodeAttribute(null=True)
    hash = UnicodeAttribute()


class DebtorRow(Row):
    """Stands with its creditor, and says that there is such a case: no index holds one with nothing to be done."""

    KIND = "debtor"
    debtor_id = UnicodeAttribute()


class NumberRow(Row):
    """Holds an invoice number for one creditor, and says in which case it stands."""

    KIND = "number"
    debtor_id = UnicodeAttribute()
    invoice_id = UnicodeAttribute()


class LinkRow(Row):
    KIND = "link"
    creditor_id = UnicodeAttribute()
    debtor_id = UnicodeAttribute()
    email = UnicodeAttribute(null=True)
    expires_at = NumberAttribute()


class SessionRow(Row):
    KIND = "session"
    creditor_id = UnicodeAttribute()
    debtor_id = UnicodeAttribute()
    language = UnicodeAttribute()
    email = UnicodeAttribute(null=True)
    expires_at = NumberAttribute()
    ends_at = NumberAttribute()


class ApiKeyRow(Row):
    KIND = "api-key"
    creditor_id = UnicodeAttribute()
    hash = UnicodeAttribute()
    label = UnicodeAttribute()
    created_at = UnicodeAttribute()


class CreditorRow(Row):
    KIND = "creditor"
    profile = Json()


class CreditorStateRow(Row):
    KIND = "creditor-state"
    state = Json()
    # Those of its history; none before the first fact.
    version = NumberAttribute(null=True)
    last_hash = UnicodeAttribute(null=True)


class FailedMessageRow(Row):
    KIND = "failed-message"
    queue = UnicodeAttribute()
    message_id = UnicodeAttribute()
    body = UnicodeAttribute()
    at = UnicodeAttribute()
    creditor_id = UnicodeAttribute(null=True)
    debtor_id = UnicodeAttribute(null=True)
    step_id = UnicodeAttribute(null=True)
    expires_at = NumberAttribute()


class SuppressionRow(Row):
    """Stands with its creditor, under the hash of an address that takes no mail of its."""

    KIND = "suppression"
    email = UnicodeAttribute()
    bounced_on = UnicodeAttribute(null=True)
    complained_on = UnicodeAttribute(null=True)


class OutcomesRow(Row):
    """Stands with its creditor; one for all of them stands by itself."""

    KIND = "outcomes"
    mails = NumberAttribute()
    bounces = NumberAttribute()
    complaints = NumberAttribute()
    mails_before = NumberAttribute(null=True)
    bounces_before = NumberAttribute(null=True)
    complaints_before = NumberAttribute(null=True)


class StopRow(Row):
    """While its pause stands, no creditor sends anything."""

    KIND = "stop"
    pause = Json()


class PolicyRow(Row):
    KIND = "policy"
    document = Json()


CLASSES: tuple[type[Row], ...] = (
    Row, HeadRow, InvoiceRow, StepRow, EventRow, DebtorRow, NumberRow, LinkRow, SessionRow, ApiKeyRow, CreditorRow,
    CreditorStateRow,
    PolicyRow, FailedMessageRow, SuppressionRow, OutcomesRow, StopRow,
)  # fmt: skip


def bind(table_name: str) -> None:
    """Points every row class at the table; a connection to another one is let go. All share one, which knows every
    index: each class would make a client of its own, at the first request of a function that has just started.
    """
    for row_class in CLASSES:
        row_class.Meta.table_name = table_name
        row_class._connection = None
    shared = HeadRow._get_connection()
    for row_class in CLASSES:
        row_class._connection = shared
