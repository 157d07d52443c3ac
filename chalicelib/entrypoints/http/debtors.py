"""The creditor's API, /v1/debtors: what is agreed, held, approved and done with one debtor."""

from dataclasses import replace
from typing import Any

from chalice.app import Blueprint, Response
from pydantic import Field, StrictBool, field_validator

from chalicelib.adapters.intake.rows import (
    LARGEST_CENTS,
    DebtorIn,
    Part,
    checked_currency,
    checked_email,
    debtor_of,
)
from chalicelib.adapters.intake.texts import Day, DayOrNone, PrintedText
from chalicelib.adapters.letters.letter_document import document_of
from chalicelib.bootstrap import use_cases
from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind
from chalicelib.domain.invoice import Entry, EntryKind
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Contact
from chalicelib.domain.plan import Instalment
from chalicelib.domain.policy import Level, ManualStepKind
from chalicelib.entrypoints.http.case_views import shown_case
from chalicelib.entrypoints.http.given import CREDITOR, Given, day_of
from chalicelib.entrypoints.http.problems import answers_problems, json_answer

blueprint = Blueprint(__name__)
LONGEST_TEXT = 500
Cents = Field(gt=0, le=LARGEST_CENTS, strict=True)


class ByPerson(Part):
    """`by` names the person, for the history."""

    by: str = Field(default=CREDITOR, min_length=1, max_length=70)


class DoubtIn(ByPerson):
    """`note` says how it was found out: the debtor has it, the mail service lists it."""

    went_out: StrictBool
    note: str = Field(min_length=1, max_length=500)


class HoldIn(ByPerson):
    """`amount_cents` is the part that is contested; `since` is the day of publication of an insolvency."""

    kind: HoldKind
    reason: str = Field(min_length=1, max_length=LONGEST_TEXT)
    detail: str = Field(default="", max_length=2000)
    invoice_id: str | None = Field(default=None, max_length=60)
    until: DayOrNone = None
    since: DayOrNone = None
    amount_cents: int | None = Field(default=None, gt=0, le=LARGEST_CENTS, strict=True)
    currency: str = "EUR"

    _currency = field_validator("currency")(checked_currency)


class EndingIn(ByPerson):
    kind: HoldKind
    invoice_id: str | None = Field(default=None, max_length=60)
    note: str = Field(default="", max_length=2000)


class PromiseIn(ByPerson):
    invoice_ids: tuple[str, ...] = Field(min_length=1, max_length=1000)
    on: Day
    detail: str = Field(default="", max_length=LONGEST_TEXT)


class InstalmentIn(Part):
    on: Day
    amount_cents: int = Cents
    currency: str = "EUR"

    _currency = field_validator("currency")(checked_currency)


class PlanIn(ByPerson):
    invoice_ids: tuple[str, ...] = Field(min_length=1, max_length=1000)
    instalments: tuple[InstalmentIn, ...] = Field(min_length=1, max_length=60)


class PlanEndIn(ByPerson):
    reason: str = Field(min_length=1, max_length=LONGEST_TEXT)


class ApprovalIn(ByPerson):
    """`claim_ids` as the task names them: invoices, or parts of one."""

    level: Level
    claim_ids: tuple[str, ...] = Field(min_length=1, max_length=1000)
    approve: bool
    reason: str = Field(default="", max_length=LONGEST_TEXT)


class PostingIn(ByPerson):
    on: Day
    proof: str = Field(min_length=1, max_length=140)


class ManualStepIn(ByPerson):
    kind: ManualStepKind
    claim_ids: tuple[str, ...] = Field(min_length=1, max_length=1000)
    on: Day
    outcome: str = Field(min_length=1, max_length=LONGEST_TEXT)


class CreditIn(ByPerson):
    on: Day
    amount_cents: int = Cents
    reference: str = Field(min_length=1, max_length=140)
    currency: str = "EUR"
    kind: EntryKind = EntryKind.PAYMENT

    _currency = field_validator("currency")(checked_currency)


class CreditEndIn(ByPerson):
    reference: str = Field(min_length=1, max_length=140)
    note: str = Field(default="", max_length=LONGEST_TEXT)


class PolicyIn(ByPerson):
    policy: str = Field(min_length=1, max_length=60)


@blueprint.route("/v1/debtors/{debtor_id}", methods=["GET"])
@answers_problems
def show(debtor_id: str) -> Response:
    return _shown(_given().case(debtor_id))


class ContactIn(Part):
    name: PrintedText = Field(min_length=1, max_length=70)
    role: str = Field(default="", max_length=40)
    email: str | None = None
    phone: str | None = Field(default=None, max_length=30)

    _email = field_validator("email")(checked_email)


class StatedDebtorIn(DebtorIn):
    """A debtor as an upload takes it, with its contacts and credit limit: all of it, what is left out is taken away."""

    contacts: tuple[ContactIn, ...] = Field(default=(), max_length=10)
    credit_limit_cents: int | None = Field(default=None, ge=0, le=LARGEST_CENTS, strict=True)
    currency: str = "EUR"

    _currency = field_validator("currency")(checked_currency)


@blueprint.route("/v1/debtors", methods=["PUT"], content_types=[])
@answers_problems
def state() -> Response:
    """Who a debtor is; the same identity as in an upload (its reference, else SIREN, else name and address)."""
    given = _given()
    said = given.read(StatedDebtorIn)
    debtor = replace(
        debtor_of(given.creditor, said),
        contacts=tuple(Contact(c.name, c.role, c.email, c.phone) for c in said.contacts),
        credit_limit=None if said.credit_limit_cents is None else Money(said.credit_limit_cents, said.currency),
    )
    case, is_new = use_cases().upsert_debtor()(given.creditor, debtor, CREDITOR)
    return _answer(case, 201 if is_new else 200)


@blueprint.route("/v1/debtors/{debtor_id}/history", methods=["GET"])
@answers_problems
def history(debtor_id: str) -> Response:
    """Every entry with its hash and the hash of the one before it: whoever keeps a copy can check the chain."""
    entries, last = use_cases().view_debtor().history(_given().case(debtor_id))
    listed = [
        {
            "version": e.version,
            "place": e.place,
            "at": e.at.isoformat(),
            "event": e.kind,
            "data": e.data,
            "before": e.before,
            "hash": e.hash,
        }
        for e in entries
    ]
    return json_answer(200, {"debtor_id": debtor_id, "entries": listed, "last_hash": last})


@blueprint.route("/v1/debtors/{debtor_id}/preview/{on}", methods=["GET"])
@answers_problems
def preview(debtor_id: str, on: str) -> Response:
    """The letter that would go out that day, as data: `relance letter FILE` prints it."""
    return json_answer(200, document_of(use_cases().foresee().letter(_given().case(debtor_id), day_of("on", on))))


@blueprint.route("/v1/debtors/{debtor_id}/holds", methods=["POST"], content_types=[])
@answers_problems
def hold(debtor_id: str) -> Response:
    given, key = _given(), _given().case(debtor_id)
    said = given.read(HoldIn)
    amount = None if said.amount_cents is None else Money(said.amount_cents, said.currency)
    since = said.since or use_cases().foresee().today(key.creditor_id)
    wanted = Hold(
        said.kind, said.invoice_id or EVERYTHING, since, said.by, said.reason, said.detail, said.until, amount
    )
    return _answer(use_cases().hold_chase()(key, wanted), 201)


@blueprint.route("/v1/debtors/{debtor_id}/holds/end", methods=["POST"], content_types=[])
@answers_problems
def end_hold(debtor_id: str) -> Response:
    given, key = _given(), _given().case(debtor_id)
    said = given.read(EndingIn)
    return _answer(use_cases().end_hold()(key, said.kind, said.invoice_id or EVERYTHING, said.note, said.by))


@blueprint.route("/v1/debtors/{debtor_id}/promises", methods=["POST"], content_types=[])
@answers_problems
def promise(debtor_id: str) -> Response:
    given, key = _given(), _given().case(debtor_id)
    said = given.read(PromiseIn)
    return _answer(use_cases().promise_payment()(key, said.invoice_ids, said.on, said.detail, said.by), 201)


@blueprint.route("/v1/debtors/{debtor_id}/plans", methods=["POST"], content_types=[])
@answers_problems
def plan(debtor_id: str) -> Response:
    given, key = _given(), _given().case(debtor_id)
    said = given.read(PlanIn)
    instalments = tuple(Instalment(i.on, Money(i.amount_cents, i.currency)) for i in said.instalments)
    return _answer(use_cases().agree_plan()(key, said.invoice_ids, instalments, said.by), 201)


@blueprint.route("/v1/debtors/{debtor_id}/plans/{plan_id}/end", methods=["POST"], content_types=[])
@answers_problems
def end_plan(debtor_id: str, plan_id: str) -> Response:
    given, key = _given(), _given().case(debtor_id)
    said = given.read(PlanEndIn)
    return _answer(use_cases().end_plan()(key, plan_id, said.reason, said.by))


@blueprint.route("/v1/debtors/{debtor_id}/approvals", methods=["POST"], content_types=[])
@answers_problems
def approve(debtor_id: str) -> Response:
    given, key = _given(), _given().case(debtor_id)
    said = given.read(ApprovalIn)
    verb = use_cases().approve_level()
    return _answer(verb(key, said.level, said.claim_ids, is_given=said.approve, reason=said.reason, by=said.by), 201)


@blueprint.route("/v1/debtors/{debtor_id}/letters/{reference}/posted", methods=["POST"], content_types=[])
@answers_problems
def posted(debtor_id: str, reference: str) -> Response:
    given, key = _given(), _given().case(debtor_id)
    said = given.read(PostingIn)
    return _answer(use_cases().record_posting()(key, reference, said.on, said.proof, said.by), 201)


@blueprint.route("/v1/debtors/{debtor_id}/letters/{reference}/checked", methods=["POST"], content_types=[])
@answers_problems
def checked(debtor_id: str, reference: str) -> Response:
    """Whether a mail of which nobody knew (`unknown`) went out."""
    given, key = _given(), _given().case(debtor_id)
    said = given.read(DoubtIn)
    return _answer(use_cases().settle_doubt()(key, reference, said.note, said.by, went_out=said.went_out))


@blueprint.route("/v1/debtors/{debtor_id}/manual-steps", methods=["POST"], content_types=[])
@answers_problems
def manual_step(debtor_id: str) -> Response:
    given, key = _given(), _given().case(debtor_id)
    said = given.read(ManualStepIn)
    return _answer(use_cases().take_manual_step()(key, said.kind, said.claim_ids, said.on, said.outcome, said.by), 201)


@blueprint.route("/v1/debtors/{debtor_id}/credits", methods=["POST"], content_types=[])
@answers_problems
def credit(debtor_id: str) -> Response:
    given, key = _given(), _given().case(debtor_id)
    said = given.read(CreditIn)
    entry = Entry(said.kind, said.on, Money(said.amount_cents, said.currency), said.reference)
    return _answer(use_cases().record_credit()(key, entry, said.by), 201)


@blueprint.route("/v1/debtors/{debtor_id}/credits/withdraw", methods=["POST"], content_types=[])
@answers_problems
def withdraw_credit(debtor_id: str) -> Response:
    given, key = _given(), _given().case(debtor_id)
    said = given.read(CreditEndIn)
    return _answer(use_cases().record_credit().withdraw(key, said.reference, said.note, said.by))


@blueprint.route("/v1/debtors/{debtor_id}/policy", methods=["PUT"], content_types=[])
@answers_problems
def policy(debtor_id: str) -> Response:
    given, key = _given(), _given().case(debtor_id)
    said = given.read(PolicyIn)
    return _answer(use_cases().choose_policy()(key, said.policy, said.by))


def _given() -> Given:
    return Given(blueprint.current_request)


def _shown(key: CaseKey) -> Response:
    return json_answer(200, shown_case(*use_cases().view_debtor()(key)))


def _answer(case: Case, status: int = 200) -> Response:
    """The debtor as it now stands, whatever was done."""
    content: dict[str, Any] = shown_case(*use_cases().view_debtor()(case.key))
    return json_answer(status, content)
