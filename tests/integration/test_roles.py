"""Each function keeps within its role, and no role grants what no function asks for.

The journeys here make every kind of call once; all other tests of this folder run under the same roles.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase

import pytest

import app as switchboard
from chalicelib.adapters.dynamo import creditors, outcomes
from chalicelib.adapters.io import Site
from chalicelib.domain.access import hash_of
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.outcomes import ACCOUNT, Outcomes
from chalicelib.ports import StepKey
from chalicelib.world import world
from infra.local.ses_double import SesDouble
from tests.integration.aws_watch import (
    ARN,
    FUNCTIONS,
    MAIL_FROM,
    NAMED,
    Call,
    Permission,
    Watch,
    role_of,
    watched,
)
from tests.integration.conftest import a_mail_service, a_town
from tests.integration.lost_answers import die_over_a_claim, look_a_mail_up
from tests.integration.town import (
    Browser,
    Town,
    a_debtor,
    an_invoice,
    case_of,
    csrf,
    day,
    inside,
    restore,
    sqs_event,
    table_as_it_is,
    token_in,
    what_ses_said,
    working_morning,
)

# Granted, and asked for by nobody here.
BY_AWS_ITSELF = {
    "sqs:ReceiveMessage": "Lambda's own poller reads the queue in the name of the function",
    "sqs:DeleteMessage": "the same, once the function has answered",
    "sqs:GetQueueAttributes": "the same, to know the queue",
    "sqs:ChangeMessageVisibility": "the same, to give back what a throttled function could not take",
    "logs:CreateLogStream": "the runtime writes the log in the name of the function",
    "logs:PutLogEvents": "the same",
    "xray:PutTraceSegments": "the runtime hands on what the function told of its run",
    "xray:PutTelemetryRecords": "the same",
}
# What is read through an index may be old: it is read again before anything is decided, or only shown.
THROUGH_AN_INDEX = {("plan_due", "due"), ("api_handler", "open")}


def from_upload_to_payment(town: Town, ses: SesDouble, told: list[str]) -> None:
    """From the upload to the paid invoice, with all that both see and do on the way."""
    town.upload(an_invoice(), an_invoice("F-2", late=3), an_invoice("F-3", debtor=a_debtor("Sans adresse", email=None)))
    town.upload(an_invoice("F-4", debtor=a_debtor("Rebond", email="bounce@rebond.example")))
    town.run(working_morning())
    assert switchboard.record_delivery(what_ses_said(ses, told), None) == {"batchItemFailures": []}
    town.run(working_morning() + timedelta(days=1))
    mails = [path.read_bytes() for path in ses.store.folder.glob("*.eml")]
    token = next(token_in(mail) for mail in mails if b"To: compta@legoff.example" in mail)
    inside(town, token)
    # A second visit within the hour is kept as a session alone.
    visit(town, inside(town, token))
    trust_anew(town)
    settle(town)


def trust_anew(town: Town) -> None:
    """The address that bounced: another one is given, then that one again."""
    assert town.get("/v1/suppressions")["suppressions"]
    for email in ("autre@rebond.example", "bounce@rebond.example"):
        stated = json.dumps(a_debtor("Rebond", email=email))
        assert town.call("PUT", "/v1/debtors", stated, content_type="application/json").status_code == 200


def visit(town: Town, debtor: Browser) -> None:
    account = debtor.get("/portal/fr").body.decode()
    letter = account.partition("/portal/fr/letters/")[2][:9]
    assert debtor.get(f"/portal/fr/letters/{letter}").status_code == 200
    assert debtor.get("/portal/fr/pay").status_code == 200
    invoice = town.shown("F-2")["id"]
    form = {"csrf": csrf(debtor), "reason": "not-mine", "detail": ""}
    assert debtor.send(f"/portal/fr/contest/{invoice}", form).status_code == 303
    session = world().doors.session(hash_of(debtor.cookie.partition("=")[2]))
    assert session
    world().doors.extend(replace(session, expires_at=datetime.now(UTC) + timedelta(minutes=5)))
    assert debtor.get("/portal/fr").status_code == 200
    assert debtor.send("/portal/logout", {"csrf": csrf(debtor), "lang": "fr"}).status_code == 303


def settle(town: Town) -> None:
    """A payment of the whole, then a slip: the closed invoice is read again."""
    path = f"/v1/invoices/{town.shown('F-1')['id']}/payments"
    whole = {"on": day(-5), "amount_cents": 10000, "reference": "VIR 1"}
    assert town.post(path, whole).status_code == 201
    assert town.post(path, {**whole, "amount_cents": 1}).status_code == 409
    assert town.upload(an_invoice()).json_body["unchanged"] == 1
    assert town.shown("F-1")["why"]["code"] == "paid"


def come_back(town: Town, ses: SesDouble, told: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """From backups of before the look, and from one of before the mail: who looks, or sends, or records what became of
    a mail, or what a person says of it, asks the journal.
    """
    at = working_morning()
    for epoch, first in ((1, "looks"), (2, "sends"), (3, "is told"), (4, "is asked")):
        number = f"F-9{epoch}"
        town.upload(an_invoice(number, debtor=a_debtor(f"Menuiserie Roch {epoch}")))
        if first == "sends":
            town.run(at, sends=False)
        backup = table_as_it_is()
        told.clear()
        town.run(at)
        (step,) = world().cases.load(key := case_of(town, number)).steps
        restore(backup, monkeypatch, epoch)
        if first == "sends":
            world().queues.send([StepKey(key, step.id)], at)
        elif first == "is told":
            assert switchboard.record_delivery(what_ses_said(ses, told), None) == {"batchItemFailures": []}
        elif first == "is asked":
            path = f"/v1/debtors/{key.debtor_id}/letters/{step.reference}/checked"
            assert town.post(path, {"went_out": True, "note": "asked by phone"}).status_code == 200
        town.run(at)
        known = {"is told": StepState.DELIVERED, "is asked": StepState.ACCEPTED}.get(first, StepState.UNKNOWN)
        assert world().cases.load(key).steps[0].state is known


def fail_and_come_back(town: Town) -> None:
    """What no function could handle is taken down, told, and put back."""
    town.upload(an_invoice("F-20", debtor=a_debtor("Chauffage Morel")))
    at = working_morning() + timedelta(hours=2)
    town.run(at, sends=False)
    key = case_of(town, "F-20")
    (step,) = world().cases.load(key).steps
    # An hour later, when the case is due once more.
    later = (at + timedelta(hours=1)).isoformat()
    about = {"creditor": key.creditor_id, "debtor": key.debtor_id, "now": later}
    bodies = [about, {**about, "step_id": step.id}, {"Message": "{}"}]
    assert switchboard.record_failure(sqs_event(*map(json.dumps, bodies)), None) == {"batchItemFailures": []}
    case = world().cases.load(key)
    assert (case.steps[0].state, case.look_failed_on) == (StepState.FAILED, at.date())
    assert switchboard.redrive({}, None) == {"assess": 1, "send": 1, "deliveries": 1, "are_left": False}
    assert switchboard.redrive({}, None) == {"assess": 0, "send": 0, "deliveries": 0, "are_left": False}
    town.run(at)
    assert world().cases.load(key).steps[0].state is StepState.ACCEPTED


def come_back_too_often(town: Town, ses: SesDouble, told: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Five mails more that come back: their creditor is stopped. One more, beside four of another's: all are. Four are
    half of the last ones here.
    """
    monkeypatch.setattr(outcomes, "HALF", 4)
    for begins, count, has_no_end in ((0, 5, True), (5, 1, False)):
        told.clear()
        for n in range(begins, begins + count):
            town.upload(an_invoice(f"F-3{n}", debtor=a_debtor(f"Rebond {n}", email=f"bounce@rebond{n}.example")))
        town.run(working_morning())
        assert switchboard.record_delivery(what_ses_said(ses, told), None) == {"batchItemFailures": []}
        stops = [(s["by"], s["kind"], s["until"] is None) for s in town.get("/v1/worklist")["stops"]]
        assert stops == [("relance", "sender-stopped", has_no_end)]
        assert town.post("/v1/chase/resume", {}).status_code == 200
        world().outcomes.add(ACCOUNT, Outcomes(4, bounces=4))


def steer(town: Town) -> None:
    """What a creditor looks at, and changes, for its whole chase."""
    for path in ("worklist", "debtors", "preview", "policies", "chase", "chase/history"):
        town.get(f"/v1/{path}")
    document = {**town.get("/v1/policies/standard-1"), "version": 2, "why": "ours"}
    for verb in ("plan", "backtest", "apply"):
        text = json.dumps(document)
        assert town.call("POST", f"/v1/policies/{verb}", text, content_type="application/yaml").status_code == 200
    assert town.call("GET", "/v1/policies/standard-2").status_code == 200
    town.post("/v1/chase/pause", {"until": day(9), "reason": "a move"})
    assert town.get(f"/v1/debtors/{case_of(town, 'F-2').debtor_id}/history")["entries"]


@pytest.fixture(scope="module")
def journeys(tmp_path_factory: pytest.TempPathFactory) -> Watch:
    told: list[str] = []
    with pytest.MonkeyPatch.context() as patched, a_town(patched) as town:
        # On AWS each function reads the profile for itself; here the first would keep it for all. What looks ahead, at
        # the end, would read it anew for each day.
        kept = creditors.FRESH
        patched.setattr(creditors, "FRESH", timedelta(0))
        with a_mail_service(tmp_path_factory.mktemp("mail"), told, patched) as ses, watched() as aws:
            try:
                from_upload_to_payment(town, ses, told)
                come_back(town, ses, told, patched)
                die_over_a_claim(town)
                fail_and_come_back(town)
                look_a_mail_up(town, patched)
                come_back_too_often(town, ses, told, patched)
                patched.setattr(creditors, "FRESH", kept)
                steer(town)
            finally:
                assert aws.refused == []
    return aws


def test_every_function_does_its_work_within_its_role(journeys: Watch) -> None:
    assert {call.function for call in journeys.calls} == set(FUNCTIONS)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_role_grants_nothing_that_its_function_does_not_use(journeys: Watch, function: str) -> None:
    used = {needed for call in journeys.calls if call.function == function for needed in call.needs()}
    idle = [
        grant.permission
        for grant in role_of(function)
        if grant.permission.action not in BY_AWS_ITSELF and not any(_is(grant.permission, needed) for needed in used)
    ]
    assert idle == []


def _is(granted: Permission, needed: Permission) -> bool:
    return granted.action == needed.action and fnmatchcase(needed.resource, granted.resource)


def test_each_site_of_the_door_is_asked_from(journeys: Watch) -> None:
    by_the_command_line = {Site.CREDITORS_PUT, Site.DOORS_ADD_KEY}
    assert set(Site) - journeys.sites == by_the_command_line


def test_what_a_decision_rests_on_is_read_as_it_stands(journeys: Watch) -> None:
    assert journeys.stale_reads() == []
    assert {(call.function, call.index()) for call in journeys.calls if call.index()} == THROUGH_AN_INDEX


TABLE, ASSESS = NAMED["RelanceTable.Arn"], NAMED["AssessQueue.Arn"]


@pytest.mark.parametrize(
    ("function", "action", "resource"),
    [
        pytest.param("plan_due", "dynamodb:Query", TABLE, id="the planner reads cases"),
        pytest.param("plan_due", "dynamodb:Query", f"{TABLE}/index/open", id="the planner reads lists of invoices"),
        pytest.param("plan_due", "sqs:SendMessage", NAMED["SendQueue.Arn"], id="the planner has a step sent"),
        pytest.param("authorize", "dynamodb:PutItem", TABLE, id="the authorizer writes"),
        pytest.param("authorize", "dynamodb:GetItem", f"{TABLE}-other", id="the authorizer reads another table"),
        pytest.param("assess_case", "sqs:SendMessage", ASSESS, id="a look queues a look"),
        pytest.param("record_failure", "sqs:SendMessage", ASSESS, id="what failed is put back by itself"),
        pytest.param("redrive", "sqs:ReceiveMessage", ASSESS, id="whoever puts back takes out"),
        pytest.param("send_step", "s3:GetObject", f"{NAMED['LettersBucket.Arn']}/letters/a.pdf", id="sending reads"),
        pytest.param("send_step", "s3:PutObject", "arn:aws:s3:::site/index.html", id="sending changes the site"),
        pytest.param("api_handler", "s3:PutObject", f"{NAMED['LettersBucket.Arn']}/a.pdf", id="a page writes a letter"),
        pytest.param(
            "api_handler", "ses:SendEmail", ARN.format("ses", f"identity/{MAIL_FROM}"), id="a page sends mail"
        ),
    ],
)
def test_a_role_does_not_grant(function: str, action: str, resource: str) -> None:
    context = {"ses:FromAddress": MAIL_FROM}
    assert not any(grant.covers(Permission(action, resource), context) for grant in role_of(function))


def test_mail_is_granted_from_our_own_address_only() -> None:
    sent = {"FromEmailAddress": MAIL_FROM, "ConfigurationSetName": "mail", "Content": {"Raw": {"Data": b""}}}
    ours = Call("send_step", "sesv2", "SendEmail", sent)
    other = replace(ours, parameters={**sent, "FromEmailAddress": f"else@{NAMED['Domain']}"})
    granted = role_of("send_step")
    assert {need.action for need in ours.needs()} == {"ses:SendEmail", "ses:SendRawEmail"}
    assert all(any(grant.covers(need, ours.context()) for grant in granted) for need in ours.needs())
    assert not any(grant.covers(need, other.context()) for grant in granted for need in other.needs())


@pytest.mark.parametrize(
    ("action", "refused"),
    [("BatchGetItem", "BatchGetItem"), ("PutItem", "TransactWriteItems")],
    ids=["a read", "a write within a transaction"],
)
def test_a_call_that_the_role_does_not_grant_fails_as_on_aws(town: Town, action: str, refused: str) -> None:
    """The test of these tests: take one action away, and the request fails."""
    before = town.rows()
    with watched(without=("api_handler", f"dynamodb:{action}")) as aws:
        assert town.upload(an_invoice()).status_code == 500
    assert aws.refused == [f"api_handler: dynamodb {refused} needs dynamodb:{action} on {TABLE}"]
    assert town.rows() == before
