"""The creditor's API for its whole chase: what waits for a person, what would go out, pauses, closures, bank data."""

import re
from datetime import timedelta
from typing import Any

from chalice.app import Blueprint, Response
from pydantic import Field

from chalicelib.adapters.intake.rows import Part
from chalicelib.adapters.intake.texts import Day, quoted
from chalicelib.bootstrap import use_cases
from chalicelib.domain.creditor_state import Closure, CreditorState
from chalicelib.domain.e_invoice import StatusCode
from chalicelib.domain.errors import Invalid, Problem, Refused
from chalicelib.entrypoints.http.case_views import shown_history, shown_hold, shown_message, shown_reason, shown_task
from chalicelib.entrypoints.http.debtors import PolicyIn
from chalicelib.entrypoints.http.given import DEBTOR_ID, ByPerson, Given
from chalicelib.entrypoints.http.instants import Instant
from chalicelib.entrypoints.http.problems import answers_problems, json_answer
from chalicelib.entrypoints.http.requests import possible
from chalicelib.usecases.foresee import LONGEST
from chalicelib.world import world

blueprint = Blueprint(__name__)
FORESEEN = timedelta(days=30)
MOST_CASES = 50
MOST_ADDRESSES = 100
# The day since which a debtor waits, and its id.
WAITING = re.compile(rf"\d{{4}}-\d\d-\d\d#{DEBTOR_ID.pattern}", re.ASCII)
# The hash of an address.
SUPPRESSED = re.compile(r"[0-9a-f]{64}", re.ASCII)


class PauseIn(ByPerson):
    until: Day
    reason: str = Field(min_length=1, max_length=500)


class ClosureIn(Part):
    since: Day
    until: Day


class ClosuresIn(ByPerson):
    closures: tuple[ClosureIn, ...] = Field(max_length=100)


class BankDataIn(ByPerson):
    """`on` is the day of the newest statement; all of it is booked."""

    on: Day


class ChoiceIn(ByPerson):
    """`segments` are policies that are taken by their own `for`, as they were chosen where none are named; `policy` is
    for everybody else.
    """

    policy: str = Field(min_length=1, max_length=60)
    segments: tuple[str, ...] | None = Field(default=None, max_length=50)


class StatusIn(Part):
    code: StatusCode
    at: Instant
    reason: str = Field(default="", max_length=60)


@blueprint.route("/v1/worklist", methods=["GET"])
@answers_problems
def worklist() -> Response:
    """`?cursor=` from the last page: each page holds the tasks of at most 50 debtors. `stops` say that nothing goes out
    to anybody, and why: Relance has stopped this creditor, or all.
    """
    given = _given("cursor")
    found = use_cases().view_debtor().worklist(given.creditor, limit=MOST_CASES, cursor=given.cursor(WAITING))
    tasks = [shown_task(task, case) for task, case in found.tasks]
    today = use_cases().foresee().today(given.creditor)
    stops = [shown_hold(s) for s in use_cases().world.creditors.state(given.creditor).stops_on(today)]
    content = {"tasks": tasks, "stops": stops, "unreadable": list(found.unreadable), "next_cursor": found.cursor}
    return json_answer(200, content)


@blueprint.route("/v1/suppressions", methods=["GET"])
@answers_problems
def suppressions() -> Response:
    """The addresses that take no mail, of whichever debtor: they bounced, or their readers complained; `?cursor=` from
    the last page.
    """
    given = _given("cursor")
    found = world().suppressions.list(given.creditor, limit=MOST_ADDRESSES, cursor=given.cursor(SUPPRESSED))
    listed = [{"email": s.email, "reason": str(s.reason), "since": s.since.isoformat()} for s in found.addresses]
    return json_answer(200, {"suppressions": listed, "next_cursor": found.cursor})


@blueprint.route("/v1/preview", methods=["GET"])
@answers_problems
def preview() -> Response:
    """`?from=` and `?to=` (or `?days=`): today, and thirty days on, unless said; `?cursor=` from the last page.
    `unreadable` names the debtors whose case cannot be read: of these nothing is foreseen.
    """
    given = _given("from", "to", "days", "cursor")
    said = given.query
    cursor, foresee = given.debtor_cursor(), use_cases().foresee()
    if {"to", "days"} <= said.keys():
        raise Invalid((Problem("days", "wrong", "the last day is said by `to` already: one of both"),))
    since = given.day("from", foresee.today(given.creditor))
    until = since + _days(said["days"]) if "days" in said else given.day("to", since + FORESEEN)
    found = foresee.preview(given.creditor, since, until, cursor)
    messages = [shown_message(e, f.case) for f in found.debtors for e in f.messages]
    return json_answer(
        200,
        {
            "from": since.isoformat(),
            "to": until.isoformat(),
            "messages": sorted(messages, key=lambda m: (m["on"], m["debtor_id"])),
            "unreadable": list(found.unreadable),
            "next_cursor": found.cursor,
        },
    )


@blueprint.route("/v1/invoices/{invoice_id}/why", methods=["GET"])
@answers_problems
def why(invoice_id: str) -> Response:
    """`?on=` a day, today unless said: of the past by what was known then, of the future as if nothing changed."""
    given = _given("on")
    foresee = use_cases().foresee()
    on = given.day("on", foresee.today(given.creditor))
    found = foresee.why(given.creditor, possible(invoice_id), on)
    return json_answer(200, {"invoice_id": invoice_id, "on": on.isoformat(), "why": [shown_reason(r) for r in found]})


@blueprint.route("/v1/invoices/{invoice_id}/status", methods=["POST"], content_types=[])
@answers_problems
def status(invoice_id: str) -> Response:
    """What the platform says of the e-invoice: 200 to 213, in any order."""
    given = _given()
    said = given.read(StatusIn)
    verb = use_cases().record_e_invoice_status()
    verb(given.creditor, possible(invoice_id), said.code, said.at, said.reason)
    return _why_today(given, invoice_id)


@blueprint.route("/v1/invoices/{invoice_id}/policy", methods=["PUT"], content_types=[])
@answers_problems
def policy(invoice_id: str) -> Response:
    given = _given()
    said = given.read(PolicyIn)
    key = use_cases().change().of_invoice(given.creditor, possible(invoice_id))
    use_cases().choose_policy()(key, said.policy, said.by, invoice_id)
    return _why_today(given, invoice_id)


@blueprint.route("/v1/chase", methods=["GET"])
@answers_problems
def state() -> Response:
    """How this creditor chases at the moment."""
    given = _given()
    return _state(given, use_cases().world.creditors.state(given.creditor))


@blueprint.route("/v1/chase/history", methods=["GET"])
@answers_problems
def history() -> Response:
    """All that the creditor changed in how it chases, chained as a debtor's history is."""
    creditor_id = _given().creditor
    entries, state = use_cases().view_creditor().history(creditor_id)
    return json_answer(200, {"creditor_id": creditor_id, **shown_history(entries, state.version, state.last_hash)})


@blueprint.route("/v1/chase/pause", methods=["POST"], content_types=[])
@answers_problems
def pause() -> Response:
    given = _given()
    said = given.read(PauseIn)
    return _state(given, use_cases().steer_creditor().pause(given.creditor, said.until, said.reason, said.by))


@blueprint.route("/v1/chase/resume", methods=["POST"], content_types=[])
@answers_problems
def resume() -> Response:
    given = _given()
    return _state(given, use_cases().steer_creditor().resume(given.creditor, given.read(ByPerson).by))


@blueprint.route("/v1/chase/closures", methods=["PUT"], content_types=[])
@answers_problems
def closures() -> Response:
    """All the closures there are, in the place of those known before."""
    given = _given()
    said = given.read(ClosuresIn)
    closed = tuple(_closure(place, c) for place, c in enumerate(said.closures))
    return _state(given, use_cases().steer_creditor().close(given.creditor, closed, said.by))


@blueprint.route("/v1/chase/bank-data", methods=["PUT"], content_types=[])
@answers_problems
def bank_data() -> Response:
    given = _given()
    said = given.read(BankDataIn)
    return _state(given, use_cases().steer_creditor().tell_bank_data(given.creditor, said.on, said.by))


@blueprint.route("/v1/chase/policies", methods=["PUT"], content_types=[])
@answers_problems
def choose() -> Response:
    """For debtors that come from now on."""
    given = _given()
    said = given.read(ChoiceIn)
    return _state(given, use_cases().steer_creditor().choose(given.creditor, said.policy, said.segments, said.by))


def _closure(place: int, said: ClosureIn) -> Closure:
    """Raises Invalid."""
    try:
        return Closure(said.since, said.until)
    except Refused as fault:
        raise Invalid((Problem(f"closures.{place}.until", "wrong", str(fault)),)) from None


def _days(said: str) -> timedelta:
    """Raises Invalid."""
    if not (said.isdecimal() and said.isascii() and len(said) <= 3 and int(said) <= LONGEST.days):
        raise Invalid((Problem("days", "wrong", f"{quoted(said)}: from 0 to {LONGEST.days}"),))
    return timedelta(days=int(said))


def _given(*names: str) -> Given:
    return Given(blueprint.current_request, names)


def _why_today(given: Given, invoice_id: str) -> Response:
    foresee = use_cases().foresee()
    on = foresee.today(given.creditor)
    found = foresee.why(given.creditor, invoice_id, on)
    return json_answer(200, {"invoice_id": invoice_id, "on": on.isoformat(), "why": [shown_reason(r) for r in found]})


def _state(given: Given, state: CreditorState) -> Response:
    """`pause` is the one that stands; `pauses` those of the last year with it, each with its days and its author;
    `stops` those of Relance that nobody has lifted.
    """
    today = use_cases().foresee().today(given.creditor)
    pause = state.pause_on(today)
    content: dict[str, Any] = {
        "policy": state.policy,
        "segments": list(state.segments),
        "closures": [{"since": c.since.isoformat(), "until": c.until.isoformat()} for c in state.closures],
        "pause": shown_hold(pause) if pause else None,
        "pauses": [shown_hold(p) for p in state.pauses],
        "stops": [shown_hold(s) for s in state.stops_on(today)],
        "bank_data_on": state.bank_data_on.isoformat() if state.bank_data_on else None,
    }
    return json_answer(200, content)
