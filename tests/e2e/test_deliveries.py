"""What the world does to a message: it comes twice, it comes back, nobody hears of it."""

import json
import time
from datetime import timedelta
from typing import Any

from chalicelib.domain.lifecycle import StepState
from tests.e2e.accounts import Account, invoice, morning
from tests.e2e.commands import Command
from tests.e2e.conftest import Local
from tests.e2e.mailbox import words_of


def again(local: Local, account: Account, name: str) -> None:
    """Every message of that case a second and a third time, with its own clock and those of the days around."""
    case, sqs = account.case(name), local.stack.client("sqs")
    outputs = local.stack.outputs
    for days in (0, 0, -1, 1):
        at = (morning() + timedelta(days=days)).isoformat()
        key: dict[str, Any] = {"creditor": account.creditor, "debtor": case.key.debtor_id, "now": at}
        sqs.send_message(QueueUrl=outputs.assess_queue_url, MessageBody=json.dumps(key))
        for step in case.steps:
            body = json.dumps({**key, "step_id": step.id})
            sqs.send_message(QueueUrl=outputs.send_queue_url, MessageBody=body)
    local.wait()


def test_messages_delivered_again_send_nothing(account: Account, local: Local) -> None:
    account.upload(invoice("F-1", "Alpha"), invoice("F-2", "Beta"))
    account.plan()
    sent = [mail.key for mail in account.mails()]
    assert len(sent) == 2
    for name in ("Alpha", "Beta"):
        again(local, account, name)
    account.plan()
    assert [mail.key for mail in account.mails()] == sent
    assert [s.state for s in account.case("Alpha").steps] == [StepState.DELIVERED]


def test_a_bounce_suspends_the_address_and_makes_a_letter_to_post(account: Account) -> None:
    account.upload(invoice("F-1", "Alpha", email="bounce+alpha@alpha.example"))
    account.plan()
    assert [s.state for s in account.case("Alpha").steps] == [StepState.BOUNCED]
    assert account.case("Alpha").email is None
    account.plan(days=7)
    assert len(account.mails()) == 1
    bounced, to_post = account.case("Alpha").steps
    assert (bounced.level, to_post.level, to_post.state) == ("reminder-1", "reminder-1", StepState.UNPOSTED)
    assert to_post.letter_key is not None
    letter = words_of(account.document(to_post.letter_key))
    assert "250,00 €" in letter
    assert "1 rue Haute" in letter


def test_a_complaint_ends_the_writing_too(account: Account) -> None:
    account.upload(invoice("F-1", "Alpha", email="complaint@alpha.example"))
    account.plan()
    account.plan(days=10)
    assert len(account.mails()) == 1
    assert account.case("Alpha").steps[0].state is StepState.COMPLAINED


def test_an_answer_that_was_lost_is_settled_by_the_event_and_never_sent_again(account: Account) -> None:
    account.upload(invoice("F-1", "Alpha", email="lost@alpha.example"))
    account.plan()
    account.plan()
    assert len(account.mails()) == 1
    assert [s.state for s in account.case("Alpha").steps] == [StepState.DELIVERED]


def test_events_that_come_twice_are_once(account: Account) -> None:
    account.upload(invoice("F-1", "Alpha", email="twice@alpha.example"))
    account.plan()
    status, shown = account.call("GET", f"/invoices/{account.id_of('F-1')}")
    assert status == 200
    assert [e["data"]["state"] for e in shown["history"] if e["event"] == "StepMoved"].count("delivered") == 1


def test_a_run_ends_with_three_and_names_the_letters_that_did_not_go_out(account: Account, local: Local) -> None:
    account.upload(
        invoice("SENT-1", "Alpha"),
        invoice("HELD-1", "Beta", email="reject+beta@beta.example"),
        invoice("AGAIN-1", "Gamma", email="throttle+gamma@gamma.example"),
    )
    with Command(local.state, "run", "--now", morning().isoformat(), "--json") as command:
        assert command.ends() == 3, command.err
    told = {number: u["state"] for u in json.loads(command.out)["unsettled"] for number in u["invoices"]}
    # Cases of other tests may be due as well.
    assert (told["HELD-1"], told["AGAIN-1"]) == ("held", "planned")
    assert "SENT-1" not in told
    assert "HELD-1: reminder-1 held (" in command.err
    assert "AGAIN-1: reminder-1 planned again (" in command.err


def test_what_failed_each_time_is_told_to_its_creditor_and_put_back(account: Account, local: Local) -> None:
    """As SQS hands it over after the fifth time; the mail service takes nothing for that address for now."""
    account.upload(invoice("FAILED-1", "Delta", email="throttle+delta@delta.example"))
    account.plan()
    (step,) = account.case("Delta").steps
    case = account.case("Delta").key
    body = {"creditor": case.creditor_id, "debtor": case.debtor_id, "step_id": step.id, "now": morning().isoformat()}
    sqs = local.stack.client("sqs")
    (dead,) = (url for url in sqs.list_queues()["QueueUrls"] if "SendQueueDeadLetters" in url)
    sqs.send_message(QueueUrl=dead, MessageBody=json.dumps(body))
    deadline = time.monotonic() + 60
    while account.case("Delta").steps[0].state is not StepState.FAILED:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    _, worklist = account.call("GET", "/worklist")
    assert [(t["kind"], t["letter"]) for t in worklist["tasks"]] == [("letter-failed", step.reference)]
    with Command(local.state, "redrive", "--json") as command:
        assert command.ends() == 0, command.err
    assert json.loads(command.out) == {"assess": 0, "send": 1, "deliveries": 0}
    local.wait()
    told = [
        e["data"]["reason"]
        for e in account.call("GET", f"/debtors/{case.debtor_id}/history")[1]["entries"]
        if e["event"] == "StepMoved" and e["data"]["by"] == "operator"
    ]
    assert told == ["tried again"]
    assert account.case("Delta").steps[0].state is StepState.PLANNED
