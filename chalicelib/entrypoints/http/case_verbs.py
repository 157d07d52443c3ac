"""The creditor's API, /v1/debtors/{id}: what is held, promised, agreed, approved and done of all that a debtor owes."""

from typing import Annotated

from chalice.app import Blueprint, Response
from pydantic import Field, StrictBool, field_validator

from chalicelib.adapters.intake.rows import (
    LARGEST_CENTS,
    Part,
    checked_currency,
)
from chalicelib.adapters.intake.texts import Day, DayOrNone, PrintedText
from chalicelib.bootstrap import use_cases
from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money
from chalicelib.domain.plan import Instalment
from chalicelib.domain.policy import ManualStepKind
from chalicelib.entrypoints.http.debtors import answer_about
from chalicelib.entrypoints.http.given import ByPerson, Given
from chalicelib.entrypoints.http.problems import answers_problems

blueprint = Blueprint(__name__)
LONGEST_TEXT = 500
Cents = Field(gt=0, le=LARGEST_CENTS, strict=True)


class DoubtIn(ByPerson):
    """`note` says how it was found out: the debtor has it, the mail service lists it."""

    went_out: StrictBool
    note: str = Field(min_length=1, max_length=500)


class HoldIn(ByPerson):
    """`amount_cents` is the part that is contested, with tax, and `lines` the names of the invoice's lines that it is
    about; `since` is the day of publication of an insolvency, and another one corrects it.
    """

    kind: HoldKind
    reason: str = Field(min_length=1, max_length=LONGEST_TEXT)
    detail: str = Field(default="", max_length=2000)
    invoice_id: str | None = Field(default=None, max_length=60)
    until: DayOrNone = None
    since: DayOrNone = None
    amount_cents: int | None = Field(default=None, gt=0, le=LARGEST_CENTS, strict=True)
    currency: str = "EUR"
    lines: tuple[Annotated[str, Field(min_length=1, max_length=200)], ...] = Field(default=(), max_length=50)

    _currency = field_validator("currency")(checked_currency)


class EndingIn(ByPerson):
    kind: HoldKind
    invoice_id: str | None = Field(default=None, max_length=60)
    note: str = Field(default="", max_length=2000)


class DeclarationIn(ByPerson):
    """`on` is the creditor's today unless said."""

    on: DayOrNone = None
    proof: str = Field(min_length=1, max_length=140)


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


class ProposalIn(PlanIn):
    """`answer_by` is the last day to accept it."""

    answer_by: Day


class AnswerIn(ByPerson):
    """`words` are what the creditor says to the contest, in paragraphs; `is_upheld` whether it was found right."""

    invoice_id: str = Field(min_length=1, max_length=60)
    is_upheld: StrictBool
    words: tuple[PrintedText, ...] = Field(default=(), max_length=5)


class AccountIn(ByPerson):
    """Nothing but who asks for it."""


class PlanEndIn(ByPerson):
    reason: str = Field(min_length=1, max_length=LONGEST_TEXT)


class ApprovalIn(ByPerson):
    """`claim_ids` as the task names them: invoices, or parts of one."""

    level: Level
    claim_ids: tuple[str, ...] = Field(min_length=1, max_length=1000)
    approve: StrictBool
    reason: str = Field(default="", max_length=LONGEST_TEXT)


class PostingIn(ByPerson):
    """`on` is the creditor's today unless said."""

    on: DayOrNone = None
    proof: str = Field(min_length=1, max_length=140)


class ManualStepIn(ByPerson):
    kind: ManualStepKind
    claim_ids: tuple[str, ...] = Field(min_length=1, max_length=1000)
    on: Day
    outcome: str = Field(min_length=1, max_length=LONGEST_TEXT)


@blueprint.route("/v1/debtors/{debtor_id}/holds", methods=["POST"], content_types=[])
@answers_problems
def hold(debtor_id: str) -> Response:
    given, key = _given(), _given().case(debtor_id)
    said = given.read(HoldIn)
    if said.kind is HoldKind.INSOLVENCY and said.since is None:
        told = (
            "the day on which the opening was published (BODACC): until when the claim is declared is counted from it"
        )
        raise Invalid((Problem("since", "missing", told),))
    amount = None if said.amount_cents is None else Money(said.amount_cents, said.currency)
    since = said.since or use_cases().foresee().today(key.creditor_id)
    about = said.invoice_id or EVERYTHING
    wanted = Hold(said.kind, about, since, said.by, said.reason, said.detail, said.until, amount, lines=said.lines)
    return answer_about(use_cases().hold_chase()(key, wanted), 201)


@blueprint.route("/v1/debtors/{debtor_id}/holds/end", methods=["POST"], content_types=[])
@answers_problems
def end_hold(debtor_id: str) -> Response:
    given, key = _given(), _given().case(debtor_id)
    said = given.read(EndingIn)
    return answer_about(use_cases().end_hold()(key, said.kind, said.invoice_id or EVERYTHING, said.note, said.by))


@blueprint.route("/v1/debtors/{debtor_id}/claim-declared", methods=["POST"], content_types=[])
@answers_problems
def claim_declared(debtor_id: str) -> Response:
    """The claim was declared in the insolvency of the debtor."""
    given, key = _given(), _given().case(debtor_id)
    said = given.read(DeclarationIn)
    on = said.on or use_cases().foresee().today(key.creditor_id)
    return answer_about(use_cases().declare_claim()(key, on, said.proof, said.by), 201)


@blueprint.route("/v1/debtors/{debtor_id}/promises", methods=["POST"], content_types=[])
@answers_problems
def promise(debtor_id: str) -> Response:
    given, key = _given(), _given().case(debtor_id)
    said = given.read(PromiseIn)
    return answer_about(use_cases().promise_payment()(key, said.invoice_ids, said.on, said.detail, said.by), 201)


@blueprint.route("/v1/debtors/{debtor_id}/plans", methods=["POST"], content_types=[])
@answers_problems
def plan(debtor_id: str) -> Response:
    given, key = _given(), _given().case(debtor_id)
    said = given.read(PlanIn)
    instalments = tuple(Instalment(i.on, Money(i.amount_cents, i.currency)) for i in said.instalments)
    return answer_about(use_cases().agree_plan()(key, said.invoice_ids, instalments, said.by), 201)


@blueprint.route("/v1/debtors/{debtor_id}/plan-proposals", methods=["POST"], content_types=[])
@answers_problems
def propose_plan(debtor_id: str) -> Response:
    given, key = _given(), _given().case(debtor_id)
    said = given.read(ProposalIn)
    instalments = tuple(Instalment(i.on, Money(i.amount_cents, i.currency)) for i in said.instalments)
    verb = use_cases().propose_plan()
    return answer_about(verb(key, said.invoice_ids, instalments, said.answer_by, said.by), 201)


@blueprint.route("/v1/debtors/{debtor_id}/disputes/answer", methods=["POST"], content_types=[])
@answers_problems
def answer_dispute(debtor_id: str) -> Response:
    """Settles the contest of an invoice, and tells its debtor so."""
    given, key = _given(), _given().case(debtor_id)
    said = given.read(AnswerIn)
    verb = use_cases().answer_dispute()
    return answer_about(verb(key, said.invoice_id, said.words, said.by, is_upheld=said.is_upheld), 201)


@blueprint.route("/v1/debtors/{debtor_id}/accounts", methods=["POST"], content_types=[])
@answers_problems
def send_account(debtor_id: str) -> Response:
    """Sends the statement of account of today."""
    given, key = _given(), _given().case(debtor_id)
    said = given.read(AccountIn)
    return answer_about(use_cases().send_account()(key, said.by), 201)


@blueprint.route("/v1/debtors/{debtor_id}/plans/{plan_id}/end", methods=["POST"], content_types=[])
@answers_problems
def end_plan(debtor_id: str, plan_id: str) -> Response:
    given, key = _given(), _given().case(debtor_id)
    said = given.read(PlanEndIn)
    return answer_about(use_cases().end_plan()(key, plan_id, said.reason, said.by))


@blueprint.route("/v1/debtors/{debtor_id}/approvals", methods=["POST"], content_types=[])
@answers_problems
def approve(debtor_id: str) -> Response:
    given, key = _given(), _given().case(debtor_id)
    said = given.read(ApprovalIn)
    verb = use_cases().approve_level()
    return answer_about(
        verb(key, said.level, said.claim_ids, is_given=said.approve, reason=said.reason, by=said.by), 201
    )


@blueprint.route("/v1/debtors/{debtor_id}/letters/{reference}/posted", methods=["POST"], content_types=[])
@answers_problems
def posted(debtor_id: str, reference: str) -> Response:
    given, key = _given(), _given().case(debtor_id)
    said = given.read(PostingIn)
    on = said.on or use_cases().foresee().today(key.creditor_id)
    return answer_about(use_cases().record_posting()(key, reference, on, said.proof, said.by), 201)


@blueprint.route("/v1/debtors/{debtor_id}/letters/{reference}/checked", methods=["POST"], content_types=[])
@answers_problems
def checked(debtor_id: str, reference: str) -> Response:
    """Whether a mail of which nobody knew (`unknown`) went out."""
    given, key = _given(), _given().case(debtor_id)
    said = given.read(DoubtIn)
    return answer_about(use_cases().settle_doubt()(key, reference, said.note, said.by, went_out=said.went_out))


@blueprint.route("/v1/debtors/{debtor_id}/manual-steps", methods=["POST"], content_types=[])
@answers_problems
def manual_step(debtor_id: str) -> Response:
    given, key = _given(), _given().case(debtor_id)
    said = given.read(ManualStepIn)
    return answer_about(
        use_cases().take_manual_step()(key, said.kind, said.claim_ids, said.on, said.outcome, said.by), 201
    )


def _given(*names: str) -> Given:
    return Given(blueprint.current_request, names)
