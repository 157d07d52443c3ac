"""The creditor's API, /v1/policies: what there is, and a changed one planned, replayed on the past, applied."""

from typing import Any

from chalice.app import Blueprint, Response

from chalicelib.adapters.intake.texts import quoted
from chalicelib.adapters.policies.policy_changes import changes
from chalicelib.adapters.policies.policy_document import document_of, read_policy
from chalicelib.bootstrap import use_cases
from chalicelib.domain.errors import Invalid, NotFound, NothingThere, Problem
from chalicelib.domain.policy import Policy
from chalicelib.entrypoints.http.case_views import shown_message
from chalicelib.entrypoints.http.given import Given
from chalicelib.entrypoints.http.problems import answers_problems, json_answer
from chalicelib.entrypoints.http.requests import body_of
from chalicelib.usecases.backtest_policy import Backtest
from chalicelib.usecases.plan_policy import Moved, Told

blueprint = Blueprint(__name__)
LARGEST = 64 * 1024


@blueprint.route("/v1/policies", methods=["GET"])
@answers_problems
def listing() -> Response:
    """Every version there is, those that come with Relance among them."""
    known = use_cases().world.policies.all(_given().creditor)
    return json_answer(200, {"policies": [{"reference": p.reference, "why": p.why} for p in known]})


@blueprint.route("/v1/policies/{reference}", methods=["GET"])
@answers_problems
def show(reference: str) -> Response:
    """The document, as JSON: which is YAML too."""
    creditor_id = _given().creditor
    try:
        found = use_cases().world.policies.get(creditor_id, reference)
    except NotFound:
        said = f"no policy is called {quoted(reference)}: GET /v1/policies lists those that there are"
        raise NothingThere(said) from None
    return json_answer(200, document_of(found))


@blueprint.route("/v1/policies/plan", methods=["POST"], content_types=[])
@answers_problems
def plan() -> Response:
    """What the document in the body would change for running cases: `?moves=` another policy's name, `?cursor=`."""
    given = _given("moves", "cursor")
    said = given.query
    policy = _document(given)
    found = use_cases().plan_policy()(given.creditor, policy, said.get("moves"), given.debtor_cursor())
    content = {
        "policy": policy.reference,
        "cases": found.cases,
        "moved": [_moved(m) for m in found.moved],
        "settings": [_settings(old, policy) for old in found.left],
        "next_cursor": found.cursor,
    }
    return json_answer(200, content)


@blueprint.route("/v1/policies/apply", methods=["POST"], content_types=[])
@answers_problems
def apply() -> Response:
    """Keeps the version and moves running cases to it, page by page: `?by=` who says so, `?moves=`, `?cursor=`."""
    given = _given("moves", "cursor", "by")
    said = given.query
    by, policy = given.person(), _document(given)
    done = use_cases().apply_policy()(given.creditor, policy, by, said.get("moves"), given.debtor_cursor())
    return json_answer(200, {"policy": policy.reference, "moved": done.moved, "next_cursor": done.cursor})


@blueprint.route("/v1/policies/backtest", methods=["POST"], content_types=[])
@answers_problems
def backtest() -> Response:
    """The document replayed on the past: `?months=`, 12 unless said; `?cursor=`."""
    given = _given("months", "cursor")
    months = given.query.get("months", "12")
    if not (months.isascii() and months.isdecimal() and len(months) <= 2):
        raise Invalid((Problem("months", "wrong", f"{quoted(months)}: a number like 12"),))
    policy = _document(given)
    return json_answer(
        200,
        _replayed(policy, use_cases().backtest_policy()(given.creditor, policy, int(months), given.debtor_cursor())),
    )


def _given(*names: str) -> Given:
    return Given(blueprint.current_request, names)


def _document(given: Given) -> Policy:
    """Raises Invalid."""
    body = body_of(given.request)
    if len(body) > LARGEST:
        raise Invalid((Problem("document", "too-large", f"{len(body)} bytes: at most {LARGEST}"),))
    try:
        return read_policy(body.decode())
    except UnicodeDecodeError:
        raise Invalid((Problem("document", "wrong", "is not UTF-8"),)) from None


def _moved(moved: Moved) -> dict[str, Any]:
    """Messages that stand in both lists are left out: what is told is what changes."""
    return {
        "debtor_id": moved.case.debtor.id,
        "debtor": moved.case.debtor.name,
        "runs_under": moved.case.policy,
        "no_longer": _only(moved.before, moved.after, moved),
        "instead": _only(moved.after, moved.before, moved),
    }


def _only(these: tuple[Told, ...], those: tuple[Told, ...], moved: Moved) -> list[dict[str, Any]]:
    return [_told(each, moved) for each in these if each not in those]


def _told(told: Told, moved: Moved) -> dict[str, Any]:
    """An item that `needs_approval` goes out once a person has said so, whatever day stands here."""
    shown = shown_message(told, moved.case)
    waiting = {i.invoice_id for i in told.to_approve}
    return {
        **{name: shown[name] for name in ("on", "level", "channel")},
        "tone": told.tone,
        "letter_attached": told.is_attached,
        "items": [{**item, "needs_approval": item["claim_id"] in waiting} for item in shown["items"]],
    }


def _settings(old: Policy, policy: Policy) -> dict[str, Any]:
    """What the document says otherwise than a policy that cases would leave: also what moves no message."""
    listed = [{"setting": c.setting, "before": c.before, "after": c.after} for c in changes(old, policy)]
    return {"runs_under": old.reference, "changes": listed}


def _replayed(policy: Policy, found: Backtest) -> dict[str, Any]:
    result = found.result
    return {
        "policy": policy.reference,
        "from": found.since.isoformat(),
        "to": found.until.isoformat(),
        "debtors": result.debtors,
        "mails": result.mails,
        "letters": result.letters,
        "most_in_a_week": result.most_in_a_week,
        "levels": {str(level): count for level, count in result.levels},
        "next_cursor": found.cursor,
    }
