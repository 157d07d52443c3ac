"""What `relance decide` reads and says, as documents: the published JSON Schemas are made from these (docs/schemas)."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, WithJsonSchema, field_validator
from pydantic.config import JsonDict

from chalicelib.adapters.intake.texts import Day, SeenText, checked_country
from chalicelib.adapters.policies.policy_document import PolicyDocument
from chalicelib.adapters.policies.policy_values import YEARS_OF_DAYS, Days
from chalicelib.adapters.policies.shipped_policies import shipped
from chalicelib.domain.decision import Why
from chalicelib.domain.hold import BY_A_DAY, HoldKind
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import CURRENCIES
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.policy import DEFAULT, Channel, ManualStepKind
from chalicelib.domain.task import TaskKind

Cents = Annotated[int, Field(strict=True)]
# Checked with the whole file, where a fault is told in words; the published schema names what there is.
Currency = Annotated[str, WithJsonSchema({"type": "string", "enum": sorted(CURRENCIES)})]
Shipped = Annotated[str, WithJsonSchema({"type": "string", "enum": sorted(shipped())})]
# The reason names the day on which they end, and nothing else would ever end them.
WAITED_FOR = BY_A_DAY - {HoldKind.PAUSE, HoldKind.SENDER_STOPPED} | {HoldKind.PLAN}
# What no type can say, for the published schema: `decided` says the same in words.
OWED: JsonDict = {
    "oneOf": [
        {
            "required": ["due_on", "open_cents"],
            "properties": {"due_on": {"type": "string"}, "open_cents": {"type": "integer"}, "parts": {"maxItems": 0}},
        },
        {
            "required": ["parts"],
            "properties": {"parts": {"minItems": 1}, "due_on": {"type": "null"}, "open_cents": {"type": "null"}},
        },
    ]
}
HELD: JsonDict = {
    "allOf": [
        {
            "if": {"required": ["kind"], "properties": {"kind": {"enum": [*sorted(WAITED_FOR)]}}},
            "then": {"required": ["until"], "properties": {"until": {"type": "string"}}},
        },
        {
            "if": {"required": ["amount_cents"], "properties": {"amount_cents": {"type": "integer"}}},
            "then": {
                "required": ["kind", "invoice_id"],
                "properties": {"kind": {"const": HoldKind.DISPUTE}, "invoice_id": {"minLength": 1}},
            },
        },
    ]
}


def _name_or_document(given: Any) -> Any:
    """Decided by what it is, so that a fault has one place: tried as each in turn it would have one for each."""
    if isinstance(given, dict):
        return PolicyDocument.model_validate(given)
    if not isinstance(given, str):
        raise ValueError("give the name of a policy that comes with Relance, or a whole policy as an object")
    return given


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Out(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_mode_override="serialization")


class OpenPart(_In):
    """A part of an invoice that falls due on a day of its own; the ladder knows it as `<id>/1`, `<id>/2`…"""

    due_on: Day
    open_cents: Cents


class InvoiceFactsIn(_In):
    """What is still owed, negative where it was overpaid. With `parts`, `due_on` and `open_cents` are left out. Nothing
    is said of it before `issued_on`.
    """

    model_config = ConfigDict(json_schema_extra=OWED)

    id: SeenText = Field(min_length=1, pattern="^[^/]+$")
    number: SeenText
    due_on: Day | None = None
    open_cents: Cents | None = None
    currency: Currency = "EUR"
    parts: tuple[OpenPart, ...] = ()
    policy: Shipped | None = None
    issued_on: Day | None = None


class FiguresIn(_In):
    """What a letter on paper says of an invoice: owed, contested, and covered by what was overpaid elsewhere."""

    owed_cents: Cents
    contested_cents: Cents = 0
    covered_cents: Cents = 0


class ItemIn(_In):
    """`figures`: of a letter that may wait for the post, for all its items or for none. It is to be posted as long as
    they are so.
    """

    invoice_id: str
    level: Level
    figures: FiguresIn | None = None


class InstalmentIn(_In):
    on: Day
    amount_cents: Annotated[int, Field(strict=True, gt=0)]
    currency: Currency = "EUR"


class StepIn(_In):
    """What was said: on which day, by which channel, and what is known of it. `heard_on`: delivered, or posted;
    `delayed_on`: last said to be not there yet; `pay_until`: the last day to pay of a plan's reminder; `recalls`:
    the instalments that one on paper asks for. `reason`: why it is held (`a person says that it did not go out` counts
    as heard), or withdrawn: `not posted in time`, else (`what it says is no longer true`) it may have been posted.
    """

    level: Level
    on: Day
    state: StepState
    items: tuple[ItemIn, ...]
    channel: Channel = Channel.EMAIL
    heard_on: Day | None = None
    delayed_on: Day | None = None
    email: str | None = None
    pay_until: Day | None = None
    recalls: tuple[InstalmentIn, ...] = ()
    reason: str | None = None


class DeclaredIn(_In):
    invoice_id: str
    amount_cents: Annotated[int, Field(strict=True, gt=0)]


class HoldIn(_In):
    """Without `invoice_id` it holds all that is owed; `amount_cents` is the part that is contested, in a dispute about
    one invoice; `declared_on` the day on which the claim was declared in an insolvency, and `declared` what was owed
    then, by invoice: without it, nothing else is to be declared. An insolvency is since its publication; `act_by`, the
    last day to declare, follows from it. A promise, a payment sent and a direct debit have a last day, `until`.
    """

    model_config = ConfigDict(json_schema_extra=HELD)

    kind: HoldKind
    invoice_id: str = ""
    since: Day
    by: str
    reason: str = ""
    detail: str = ""
    until: Day | None = None
    amount_cents: Annotated[int, Field(strict=True, gt=0)] | None = None
    currency: Currency = "EUR"
    act_by: Day | None = None
    declared_on: Day | None = None
    declared: tuple[DeclaredIn, ...] | None = None


class PlanIn(_In):
    id: SeenText
    invoice_ids: tuple[str, ...] = Field(min_length=1)
    instalments: tuple[InstalmentIn, ...] = Field(min_length=1)
    agreed_on: Day
    by: str = "creditor"
    received_cents: Annotated[int, Field(strict=True, ge=0)] = 0
    grace_days: Days = 8
    ended_on: Day | None = None
    tolerance_cents: Annotated[int, Field(strict=True, ge=0)] = 0


class ApprovalIn(_In):
    claim_id: str
    level: Level
    on: Day
    by: str = "creditor"
    is_given: StrictBool = True
    reason: str = ""


class ManualStepDoneIn(_In):
    kind: ManualStepKind
    claim_id: str
    offset_days: Annotated[int, Field(strict=True, ge=-YEARS_OF_DAYS, le=YEARS_OF_DAYS)]
    on: Day
    outcome: str = ""


class CreditIn(_In):
    amount_cents: Annotated[int, Field(strict=True, gt=0)]
    currency: Currency = "EUR"


class FactsIn(_In):
    """All that a decision looks at. `policy` is one that comes with Relance, or a whole document; `holidays` takes the
    place of those of `country`; `suspended` are addresses of the debtor's that take no mail.
    """

    invoices: tuple[InvoiceFactsIn, ...]
    steps: tuple[StepIn, ...] = ()
    holds: tuple[HoldIn, ...] = ()
    plans: tuple[PlanIn, ...] = ()
    approvals: tuple[ApprovalIn, ...] = ()
    done: tuple[ManualStepDoneIn, ...] = ()
    credits: tuple[CreditIn, ...] = ()
    can_write: StrictBool = True
    email: str | None = None
    suspended: tuple[str, ...] = ()
    kind: DebtorKind = DebtorKind.TRADER
    rate_unknown: tuple[str, ...] = ()
    bank_data_on: Day | None = None
    policy: Annotated[Shipped | PolicyDocument, BeforeValidator(_name_or_document)] = DEFAULT
    country: str = "FR"
    holidays: tuple[Day, ...] | None = None

    _country = field_validator("country")(checked_country)


class FiguresOut(_Out):
    owed_cents: int
    contested_cents: int
    covered_cents: int


class ItemOut(_Out):
    """`figures`, of a letter on paper: its step says them to later days."""

    invoice_id: str
    level: Level
    figures: FiguresOut | None


class InstalmentOut(_Out):
    on: date
    amount_cents: int
    currency: str


class MessageOut(_Out):
    """`pay_until` is the last day to pay that a reminder of an instalment names, `recalls` what one on paper asks."""

    level: Level
    channel: Channel
    by_mail: bool
    pay_until: date | None
    items: tuple[ItemOut, ...]
    recalls: tuple[InstalmentOut, ...]


class ReasonOut(_Out):
    """`until` is the day on which it may change, `since` the one from which a person is waited for."""

    invoice_id: str
    number: str
    why: Why
    level: Level | None
    until: date | None
    since: date | None
    fr: str
    en: str


class TaskOut(_Out):
    kind: TaskKind
    since: date
    by: date | None
    level: Level | None
    invoice_ids: tuple[str, ...]
    note: str


class DecisionOut(_Out):
    """At most one message; a reason for each invoice; what waits for a person; the next day to look, or none."""

    on: date
    message: MessageOut | None
    reasons: tuple[ReasonOut, ...]
    tasks: tuple[TaskOut, ...]
    next_look_on: date | None


def schemas() -> dict[str, dict[str, Any]]:
    """The published schemas, by file name."""
    base = "https://json-schema.org/draft/2020-12/schema"
    found = {
        "facts.schema.json": FactsIn.model_json_schema(by_alias=True),
        "decision.schema.json": DecisionOut.model_json_schema(mode="serialization"),
        "policy.schema.json": PolicyDocument.model_json_schema(by_alias=True),
    }
    return {name: {"$schema": base, **schema} for name, schema in found.items()}
