"""The event Lambdas' bodies: whose clock counts, and what comes back after a failure."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

import app as switchboard
from chalicelib import bootstrap
from chalicelib.adapters.clock import ClockRefused
from chalicelib.bootstrap import use_cases
from chalicelib.domain.case import CaseKey
from chalicelib.domain.errors import CaseMoved, NotFound, OutcomeUnknown
from chalicelib.domain.lifecycle import StepMove
from chalicelib.entrypoints import events
from chalicelib.ports import StepKey
from chalicelib.usecases.record_delivery import Delivery
from chalicelib.world import World
from tests.log_watch import logged
from tests.settings import settings

TAGS = {"creditor": ["cre_1"], "debtor": ["dbt_1"], "step": ["7QK4R2XA"], "ses:from-domain": ["relance.example"]}


@dataclass
class Desk:
    """Stands for the use cases: what each was called with, and how it fails in turn."""

    calls: list[Any] = field(default_factory=list)
    clocks: list[str | None] = field(default_factory=list)
    failures: list[Exception | None] = field(default_factory=list)
    steps: list[StepKey | None] = field(default_factory=list)
    queued: list[tuple[str | None, list[StepKey]]] = field(default_factory=list)
    queue_fails: list[Exception | None] = field(default_factory=list)
    watched: int = 0

    def __call__(self, now: str | None = None, *, where_it_may: bool = False) -> "Desk":
        self.clocks.append(now)
        return self

    def _use_case(self) -> Callable[..., int]:
        def act(*given: Any) -> int:
            self.calls.append(given[0] if given else None)
            failure = self.failures.pop(0) if self.failures else None
            if failure:
                raise failure
            return 3

        return act

    plan_due = send_step = record_delivery = _use_case

    def watch_law(self) -> Callable[[], None]:
        def watch() -> None:
            self.watched += 1

        return watch

    def assess_case(self) -> Callable[[CaseKey], StepKey | None]:
        def assess(key: CaseKey) -> StepKey | None:
            self._use_case()(key)
            return self.steps.pop(0) if self.steps else None

        return assess

    def queue_steps(self) -> Callable[[Iterable[StepKey]], None]:
        clock = self.clocks[-1]

        def queue(keys: Iterable[StepKey]) -> None:
            self.queued.append((clock, list(keys)))
            failure = self.queue_fails.pop(0) if self.queue_fails else None
            if failure:
                raise failure

        return queue


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk()
    monkeypatch.setattr(events, "use_cases", made)
    return made


def batch(*bodies: Any) -> dict[str, Any]:
    texts = [b if isinstance(b, str) else json.dumps(b) for b in bodies]
    return {"Records": [{"messageId": f"m-{n}", "body": text} for n, text in enumerate(texts)]}


def mail_event(kind: str, **part: Any) -> dict[str, Any]:
    """An event as SES publishes it for a configuration set."""
    mail = {"messageId": "ses-1", "timestamp": "2026-11-23T08:00:00.000Z", "tags": TAGS, "destination": ["a@b.fr"]}
    return {"eventType": kind, "mail": mail, **part}


def enveloped(message: Any) -> dict[str, str]:
    return {"Type": "Notification", "Message": message if isinstance(message, str) else json.dumps(message)}


# ---- the clock ----


@pytest.fixture
def in_stage(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def set_stage(stage: str) -> None:
        made = World(settings(RELANCE_STAGE=stage))
        monkeypatch.setattr(bootstrap, "world", lambda: made)

    return set_stage


def test_a_payload_sets_the_clock_on_a_stage_that_lets_it(in_stage: Callable[[str], None]) -> None:
    in_stage("local")
    assert use_cases("2026-11-22T08:00:00Z").clock.now() == datetime(2026, 11, 22, 8, tzinfo=UTC)


def test_in_production_no_payload_sets_the_clock_and_the_planner_says_so(in_stage: Callable[[str], None]) -> None:
    in_stage("prod")
    assert "does not let" in events.plan_due({"now": "2026-11-22T08:00:00Z"})["error"]
    message = {"creditor": "cre_1", "debtor": "dbt_1", "step_id": "s", "now": "2026-11-22T08:00:00Z"}
    for handler in (events.assess_case, events.send_step):
        assert handler(batch(message)) == {"batchItemFailures": [{"itemIdentifier": "m-0"}]}


@pytest.mark.parametrize(
    "now", ["", "soon", "2026-11-22", "2026-11-22T08:00:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", 1793404800]
)
def test_what_is_no_instant_sets_no_clock(in_stage: Callable[[str], None], now: Any) -> None:
    in_stage("local")
    with pytest.raises(ClockRefused, match="now: "):
        use_cases(now)
    assert "error" in events.plan_due({"now": now})


def test_the_planner_watches_the_law_too(desk: Desk) -> None:
    events.plan_due({})
    assert desk.watched == 1


def test_a_schedules_own_event_leaves_the_clock_alone(desk: Desk) -> None:
    event = {"source": "aws.events", "detail-type": "Scheduled Event", "time": "2026-11-22T08:00:00Z", "detail": {}}
    assert events.plan_due(event) == {"queued": 3}
    assert desk.clocks == [None]


# ---- batches ----


def test_a_message_that_fails_comes_back_alone(desk: Desk) -> None:
    desk.failures = [None, CaseMoved("moved"), None, OutcomeUnknown("?"), RuntimeError("defect")]
    messages = [{"creditor": "cre_1", "debtor": f"dbt_{n}", "now": "2026-11-22T08:00:00Z"} for n in range(6)]
    assert events.assess_case(batch(*messages)) == {
        "batchItemFailures": [{"itemIdentifier": "m-1"}, {"itemIdentifier": "m-3"}, {"itemIdentifier": "m-4"}]
    }
    assert desk.calls == [CaseKey("cre_1", f"dbt_{n}") for n in range(6)]
    assert set(desk.clocks) == {"2026-11-22T08:00:00Z"}


def looked_at(*debtors: int, now: str = "2026-11-22T08:00:00Z") -> list[dict[str, Any]]:
    return [{"creditor": "cre_1", "debtor": f"dbt_{n}", "now": now} for n in debtors]


def step_of(n: int) -> StepKey:
    return StepKey(CaseKey("cre_1", f"dbt_{n}"), f"s-{n}")


def test_the_steps_of_a_batch_are_queued_together_each_once(desk: Desk) -> None:
    desk.steps = [step_of(0), None, step_of(2), step_of(0), step_of(4)]
    messages = [*looked_at(0, 1, 2, 0), *looked_at(4, now="2026-11-23T08:00:00Z")]
    assert events.assess_case(batch(*messages)) == {"batchItemFailures": []}
    assert desk.queued == [
        ("2026-11-22T08:00:00Z", [step_of(0), step_of(2)]),
        ("2026-11-23T08:00:00Z", [step_of(4)]),
    ]


def test_a_queue_that_is_away_brings_back_the_messages_whose_steps_it_did_not_take(desk: Desk) -> None:
    desk.failures = [None, None, CaseMoved("moved"), None]
    desk.steps = [step_of(0), None, step_of(3)]
    desk.queue_fails = [ConnectionError("away"), None]
    messages = [*looked_at(0, 1, 2), *looked_at(3, now="2026-11-23T08:00:00Z")]
    assert events.assess_case(batch(*messages)) == {
        "batchItemFailures": [{"itemIdentifier": "m-2"}, {"itemIdentifier": "m-0"}]
    }


def test_nothing_is_queued_when_no_case_has_something_to_say(desk: Desk) -> None:
    assert events.assess_case(batch(*looked_at(0, 1))) == {"batchItemFailures": []}
    assert desk.queued == []


def test_a_message_about_what_is_gone_is_dropped_and_logged(desk: Desk) -> None:
    assert switchboard.app.log.name == "relance"
    desk.failures = [NotFound("no such case"), CaseMoved("moved")]
    with logged() as heard:
        failed = events.assess_case(batch(*[{"creditor": "c", "debtor": "d"}] * 2))
        events.plan_due({})
    assert failed == {"batchItemFailures": [{"itemIdentifier": "m-1"}]}
    lines = [json.loads(line) for line in heard.getvalue().splitlines()]
    assert [(line["level"], line["logger"]) for line in lines] == [
        *[("WARNING", "relance.events")] * 2,
        ("INFO", "relance.events"),
    ]
    assert (lines[0]["message"], lines[0]["dropped"]) == ("m-0", "no such case")
    assert (lines[1]["message"], lines[1]["again"]) == ("m-1", "CaseMoved")
    assert lines[2]["planned"] == 3


@pytest.mark.parametrize("body", ["", "no JSON", "[]", "{}", '"text"', '{"creditor": "c"}'])
def test_a_message_that_is_none_of_ours_goes_to_the_dead_letters(desk: Desk, body: str) -> None:
    for handler in (events.assess_case, events.send_step, events.record_delivery):
        assert handler(batch(body)) == {"batchItemFailures": [{"itemIdentifier": "m-0"}]}
    assert desk.calls == []


def test_a_step_is_sent_by_its_case_and_its_id(desk: Desk) -> None:
    events.send_step(batch({"creditor": "cre_1", "debtor": "dbt_1", "step_id": "s-1"}))
    assert [(k.case, k.step_id) for k in desk.calls] == [(CaseKey("cre_1", "dbt_1"), "s-1")]


# ---- what SES says ----


def test_an_event_finds_its_step_by_our_tags(desk: Desk) -> None:
    delivered = mail_event("Delivery", delivery={"timestamp": "2026-11-23T08:00:02.500Z", "recipients": ["a@b.fr"]})
    assert events.record_delivery(batch(enveloped(delivered))) == {"batchItemFailures": []}
    (told,) = desk.calls
    at = datetime(2026, 11, 23, 8, 0, 2, 500000, tzinfo=UTC)
    assert told == Delivery(CaseKey("cre_1", "dbt_1"), "7QK4R2XA", StepMove.DELIVER, at, "ses-1")


@pytest.mark.parametrize(
    ("event", "move", "words"),
    [
        (
            mail_event(
                "Bounce", bounce={"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": []}
            ),
            StepMove.BOUNCE,
            "bounced (Permanent/General)",
        ),
        (mail_event("Bounce", bounce={}), StepMove.BOUNCE, "bounced (Undetermined/Undetermined)"),
        (mail_event("Complaint", complaint={"complaintFeedbackType": "abuse"}), StepMove.COMPLAIN, "complaint"),
        (
            mail_event("DeliveryDelay", deliveryDelay={"delayType": "MailboxFull", "delayedRecipients": []}),
            StepMove.DELAY,
            "not there yet (MailboxFull)",
        ),
        (mail_event("Reject", reject={"reason": "Bad content"}), StepMove.HOLD, "refused"),
    ],
    ids=["bounce", "bounce without a kind", "complaint without a day", "delay", "reject"],
)
def test_bounces_and_complaints_are_told_without_the_debtors_address(
    desk: Desk, event: dict[str, Any], move: StepMove, words: str
) -> None:
    events.record_delivery(batch(enveloped(event)))
    (told,) = desk.calls
    assert (told.move, told.at) == (move, datetime(2026, 11, 23, 8, tzinfo=UTC))
    assert told.detail.startswith(words.partition(" (")[0])
    assert "@" not in told.detail


@pytest.mark.parametrize("kind", ["Send", "Rendering Failure", "Open", ""])
def test_events_that_move_no_step_are_left_alone(desk: Desk, kind: str) -> None:
    assert events.record_delivery(batch(enveloped(mail_event(kind)))) == {"batchItemFailures": []}
    assert desk.calls == []


def test_a_mail_of_somebody_else_is_left_alone(desk: Desk) -> None:
    foreign = mail_event("Delivery", delivery={})
    foreign["mail"] = {**foreign["mail"], "tags": {"campaign": ["spring"]}}
    assert events.record_delivery(batch(enveloped(foreign))) == {"batchItemFailures": []}
    assert desk.calls == []


def test_the_word_that_ses_sends_to_a_new_topic_is_no_dead_letter(desk: Desk) -> None:
    word = enveloped("Successfully validated SNS topic for Amazon SES event publishing.")
    assert events.record_delivery(batch(word)) == {"batchItemFailures": []}
    assert desk.calls == []


def test_an_event_about_a_case_that_keeps_moving_comes_back(desk: Desk) -> None:
    desk.failures = [CaseMoved("moved")]
    event = enveloped(mail_event("Delivery", delivery={}))
    assert events.record_delivery(batch(event, event)) == {"batchItemFailures": [{"itemIdentifier": "m-0"}]}


@pytest.mark.parametrize(("kind", "for_good"), [("Permanent", True), ("Transient", False), ("Undetermined", False)])
def test_only_a_bounce_that_is_said_to_be_permanent_is_one_for_good(desk: Desk, kind: str, for_good: bool) -> None:
    events.record_delivery(batch(enveloped(mail_event("Bounce", bounce={"bounceType": kind}))))
    assert desk.calls[0].for_good is for_good
