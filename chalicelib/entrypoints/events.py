"""The bodies of the event Lambdas: each takes the raw event and calls one use case.

A message that failed is answered by its id alone and comes back; after five times `record_failure` has it from its
dead-letter queue.
"""

import json
import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from chalicelib.adapters.clock import ClockRefused
from chalicelib.bootstrap import use_cases
from chalicelib.domain.case import CaseKey
from chalicelib.domain.errors import NotFound, RelanceError
from chalicelib.domain.failed_message import FailedMessage, QueueName
from chalicelib.domain.lifecycle import StepMove
from chalicelib.entrypoints.logs import tells_failure
from chalicelib.ports import StepKey
from chalicelib.usecases.record_delivery import Delivery

LOG = logging.getLogger("relance.events")

LONGEST_HEADER = 200
# SES says so once, in plain words, when the topic becomes its event destination.
TOPIC_IS_VALID = "Successfully validated SNS topic"
# How EventBridge names the sender of these events.
BY_THE_BUS = "aws.ses"

# The mail service's own list of addresses: it takes a mail to one of them, and does not send it.
NEVER_SENT = "OnAccountSuppressionList"
# As the answer of an absent reader is told, who has the mail.
MAY_BE_A_NOTE = ("Transient", "General")
# What a report of feedback (RFC 5965) tells where nobody complains. Whoever reads it has taken it out of what was held
# to be spam; how it was signed did not please a machine, which says nothing of what became of it; a machine has taken
# it for harmful, and nobody has read it.
TAKEN_OUT = "not-spam"
OF_ITS_SIGNATURE = "auth-failure"
TAKEN_FOR_HARMFUL = "virus"

MOVES = {
    "Delivery": (StepMove.DELIVER, "delivery"),
    "DeliveryDelay": (StepMove.DELAY, "deliveryDelay"),
    "Bounce": (StepMove.BOUNCE, "bounce"),
    "Complaint": (StepMove.COMPLAIN, "complaint"),
    "Reject": (StepMove.HOLD, "reject"),
}


@tells_failure
def authorize(event: dict[str, Any]) -> dict[str, Any]:
    """A REST authorizer's policy: the creditor's id as principal, or a plain deny."""
    stage = event["methodArn"].split("/", 2)
    everything = f"{stage[0]}/{stage[1]}/*/v1/*"
    header = event.get("authorizationToken") or ""
    try:
        # A key of ours is far shorter; a longer one would make a key that the table refuses with an error.
        creditor_id = use_cases().authorize()(header if len(header) <= LONGEST_HEADER else "")
    except NotFound:
        return _policy("nobody", "Deny", everything)
    return _policy(creditor_id, "Allow", everything)


def _policy(principal: str, effect: str, resource: str) -> dict[str, Any]:
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": [resource]}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    # AWS can do without the context; Chalice's own gateway (chalice local, the test client) cannot.
    return {"principalId": principal, "policyDocument": policy, "context": {}}


@tells_failure
def plan_due(event: dict[str, Any]) -> dict[str, Any]:
    """`{"now": "2026-11-22T08:00:00Z"}` sets the clock where the stage allows it; a schedule's event sets nothing."""
    try:
        known = use_cases(event.get("now"))
    except ClockRefused as refusal:
        return {"error": str(refusal)}
    queued = known.plan_due()()
    LOG.info({"planned": queued})
    known.watch_law()()
    return {"queued": queued}


def assess_case(event: dict[str, Any]) -> dict[str, Any]:
    """Looks at each case, then queues the steps that came of it, ten a call. When the queue does not take them, their
    messages come back, and the same steps with them.
    """
    found: dict[str | None, dict[str, StepKey]] = {}

    def assess(message: dict[str, Any], message_id: str) -> None:
        now = message.get("now")
        step = use_cases(now).assess_case()(_case_key(message))
        if step is not None:
            found.setdefault(now, {})[message_id] = step

    failed = _failed(event, assess)
    for now, steps in found.items():
        try:
            use_cases(now).queue_steps()(dict.fromkeys(steps.values()))
        except Exception:
            LOG.exception({"messages": [*steps], "not queued": len(steps)})
            failed += steps
    return _come_back(failed)


def send_step(event: dict[str, Any]) -> dict[str, Any]:
    def send(message: dict[str, Any], _: str) -> None:
        use_cases(message.get("now")).send_step()(StepKey(_case_key(message), message["step_id"]))

    return _come_back(_failed(event, send))


def record_delivery(event: dict[str, Any]) -> dict[str, Any]:
    def record(envelope: dict[str, Any], _: str) -> None:
        for delivery in deliveries(_event_in(envelope)):
            # Where a payload sets the planner's day, the mail service answers on that day too.
            use_cases(delivery.at.isoformat(), where_it_may=True).record_delivery()(delivery)

    return _come_back(_failed(event, record))


def record_failure(event: dict[str, Any]) -> dict[str, Any]:
    """Of the three dead-letter queues: what each message was about is read from the message."""

    def record(message: dict[str, Any], message_id: str) -> None:
        known = use_cases(message.get("now"))
        known.record_failure()(_failure(message, message_id, known.clock.now()))

    return _come_back(_failed(event, record))


@tells_failure
def redrive(event: dict[str, Any]) -> dict[str, Any]:
    """Puts back what failed; `are_left` when there is more than one call does."""
    done = use_cases().redrive()()
    LOG.info({"redriven": sum(done.count.values())})
    return {**{str(queue): count for queue, count in done.count.items()}, "are_left": done.are_left}


def _failure(message: dict[str, Any], message_id: str, at: datetime) -> FailedMessage:
    body = json.dumps(message)
    if "step_id" in message:
        return FailedMessage(QueueName.SEND, message_id, body, at, _case_key(message), message["step_id"])
    if "creditor" in message:
        return FailedMessage(QueueName.ASSESS, message_id, body, at, _case_key(message))
    return FailedMessage(QueueName.DELIVERIES, message_id, body, at)


def _event_in(envelope: dict[str, Any]) -> dict[str, Any]:
    """The event of SES, by whichever of the two paths it came: each may lose one, and neither orders them."""
    if envelope.get("source") == BY_THE_BUS:
        bus: dict[str, Any] = envelope["detail"]
        return bus
    if envelope["Message"].startswith(TOPIC_IS_VALID):
        return {}
    topic: dict[str, Any] = json.loads(envelope["Message"])
    return topic


def deliveries(event: dict[str, Any]) -> Iterator[Delivery]:
    """What a SES event says of a message of ours; nothing for kinds that move no step, or mail without our tags."""
    kind, mail = event.get("eventType", ""), event.get("mail", {})
    tags = mail.get("tags", {})
    if kind not in MOVES or not {"creditor", "debtor", "step"} <= tags.keys():
        return
    move, part = MOVES[kind]
    said = event.get(part, {})
    feedback = said.get("complaintFeedbackType")
    if feedback == OF_ITS_SIGNATURE:
        return
    never_sent = NEVER_SENT in (said.get("bounceSubType"), said.get("complaintSubType"))
    if never_sent:
        # Nobody has read it, and it was another mail that was complained of, perhaps another creditor's: that is not
        # this one's to know.
        move = StepMove.BOUNCE
    elif feedback == TAKEN_OUT:
        move = StepMove.DELIVER
    elif feedback == TAKEN_FOR_HARMFUL:
        move = StepMove.BOUNCE
    yield Delivery(
        case=CaseKey(tags["creditor"][0], tags["debtor"][0]),
        step=tags["step"][0],
        move=move,
        at=datetime.fromisoformat(said.get("timestamp") or mail["timestamp"]),
        ses_id=mail.get("messageId", ""),
        detail=_detail(move, said, never_sent=never_sent),
        for_good=said.get("bounceType", "Permanent") == "Permanent" and feedback != TAKEN_FOR_HARMFUL,
        never_sent=never_sent,
        is_note=(said.get("bounceType"), said.get("bounceSubType")) == MAY_BE_A_NOTE,
    )


def _detail(move: StepMove, said: dict[str, Any], *, never_sent: bool) -> str:
    """Words for the history; the service's own text may hold addresses and stays out."""
    if never_sent:
        return "not sent: the mail service writes to this address no more"
    if said.get("complaintFeedbackType") == TAKEN_FOR_HARMFUL:
        return "bounced (taken for harmful)"
    if move is StepMove.BOUNCE:
        return f"bounced ({said.get('bounceType', 'Undetermined')}/{said.get('bounceSubType', 'Undetermined')})"
    if move is StepMove.DELAY:
        return f"not there yet ({said.get('delayType', 'Undetermined')})"
    return {StepMove.COMPLAIN: "complaint", StepMove.HOLD: "refused by the mail service for its content"}.get(move, "")


def _case_key(message: dict[str, Any]) -> CaseKey:
    return CaseKey(message["creditor"], message["debtor"])


def _failed(event: dict[str, Any], act: Callable[[dict[str, Any], str], None]) -> list[str]:
    """Acts on each record, its body and its id, by itself: one that fails does not take the others along. The ids of
    those that did.
    """
    failed = []
    for record in event["Records"]:
        message_id = record["messageId"]
        try:
            act(json.loads(record["body"]), message_id)
        except NotFound as missing:
            LOG.warning({"message": message_id, "dropped": str(missing)})
        except RelanceError as error:
            LOG.warning({"message": message_id, "again": type(error).__name__})
            failed.append(message_id)
        except Exception:
            LOG.exception({"message": message_id})
            failed.append(message_id)
    return failed


def _come_back(failed: list[str]) -> dict[str, Any]:
    """The answer that makes SQS deliver these messages again, and no others."""
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}
