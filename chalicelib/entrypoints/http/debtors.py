"""The creditor's API, /v1/debtors: who a debtor is, what it owes, what happened, what stands to its credit."""

from dataclasses import replace

from chalice.app import Blueprint, Response
from pydantic import Field, field_validator

from chalicelib.adapters.intake.rows import (
    LARGEST_CENTS,
    DebtorIn,
    Part,
    checked_currency,
    checked_email,
    debtor_of,
)
from chalicelib.adapters.intake.texts import Day, PrintedText
from chalicelib.adapters.letters.letter_document import document_of
from chalicelib.bootstrap import use_cases
from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.invoice import Entry, EntryKind
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Contact
from chalicelib.entrypoints.http.case_views import shown_case, shown_history
from chalicelib.entrypoints.http.given import ByPerson, Given, day_of
from chalicelib.entrypoints.http.problems import answers_problems, json_answer

blueprint = Blueprint(__name__)
LONGEST_TEXT = 500
MOST_DEBTORS = 100
Cents = Field(gt=0, le=LARGEST_CENTS, strict=True)


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
    """`null` takes a choice back."""

    policy: str | None = Field(min_length=1, max_length=60)


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


class StatedDebtorIn(DebtorIn, ByPerson):
    """A debtor as an upload takes it, with its contacts and credit limit: all of it, what is left out is taken away."""

    contacts: tuple[ContactIn, ...] = Field(default=(), max_length=10)
    credit_limit_cents: int | None = Field(default=None, ge=0, le=LARGEST_CENTS, strict=True)
    currency: str = "EUR"

    _currency = field_validator("currency")(checked_currency)


@blueprint.route("/v1/debtors", methods=["GET"])
@answers_problems
def listing() -> Response:
    """The ids of all debtors, whether or not they owe; `?cursor=` from the last page."""
    given = _given("cursor")
    found = use_cases().view_debtor().all(given.creditor, limit=MOST_DEBTORS, cursor=given.debtor_cursor())
    return json_answer(
        200, {"debtors": [{"debtor_id": key.debtor_id} for key in found.cases], "next_cursor": found.cursor}
    )


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
    case, is_new = use_cases().upsert_debtor()(given.creditor, debtor, said.by)
    return answer_about(case, 201 if is_new else 200)


@blueprint.route("/v1/debtors/{debtor_id}/history", methods=["GET"])
@answers_problems
def history(debtor_id: str) -> Response:
    """Every entry with its hash and the hash of the one before it: whoever keeps a copy can check the chain.
    `unreadable` says that of the debtor's case nothing else can be read.
    """
    found = use_cases().view_debtor().history(_given().case(debtor_id))
    shown = shown_history(found.entries, found.version, found.last_hash)
    return json_answer(200, {"debtor_id": debtor_id, **shown, "unreadable": found.is_unreadable})


@blueprint.route("/v1/debtors/{debtor_id}/preview/{on}", methods=["GET"])
@answers_problems
def preview(debtor_id: str, on: str) -> Response:
    """The letter that would go out that day, as data: `relance letter FILE` prints it."""
    return json_answer(200, document_of(use_cases().foresee().letter(_given().case(debtor_id), day_of("on", on))))


@blueprint.route("/v1/debtors/{debtor_id}/credits", methods=["POST"], content_types=[])
@answers_problems
def credit(debtor_id: str) -> Response:
    given, key = _given(), _given().case(debtor_id)
    said = given.read(CreditIn)
    entry = Entry(said.kind, said.on, Money(said.amount_cents, said.currency), said.reference)
    return answer_about(use_cases().record_credit()(key, entry, said.by), 201)


@blueprint.route("/v1/debtors/{debtor_id}/credits/withdraw", methods=["POST"], content_types=[])
@answers_problems
def withdraw_credit(debtor_id: str) -> Response:
    given, key = _given(), _given().case(debtor_id)
    said = given.read(CreditEndIn)
    return answer_about(use_cases().record_credit().withdraw(key, said.reference, said.note, said.by))


@blueprint.route("/v1/debtors/{debtor_id}/policy", methods=["PUT"], content_types=[])
@answers_problems
def policy(debtor_id: str) -> Response:
    given, key = _given(), _given().case(debtor_id)
    said = given.read(PolicyIn)
    return answer_about(use_cases().choose_policy()(key, said.policy, said.by))


def _given(*names: str) -> Given:
    return Given(blueprint.current_request, names)


def answer_about(case: Case, status: int = 200) -> Response:
    """The debtor as it now stands, whatever was done."""
    return json_answer(status, shown_case(*use_cases().view_debtor().shown(case.key)))


def _shown(key: CaseKey) -> Response:
    return json_answer(200, shown_case(*use_cases().view_debtor().shown(key)))
