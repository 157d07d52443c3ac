"""What the mail service says comes by two paths, SNS and EventBridge, and is the same by either."""

from typing import Any

import app as switchboard
from chalicelib.domain.lifecycle import StepMove
from tests.unit.test_events_entrypoint import Desk, batch, desk, enveloped, mail_event

__all__ = ["desk"]


def on_the_bus(kind: str, detail: dict[str, Any]) -> dict[str, Any]:
    """The same event as EventBridge carries it."""
    return {"version": "0", "id": "e-1", "detail-type": kind, "source": "aws.ses", "detail": detail, "resources": []}


def test_an_event_is_the_same_by_whichever_path_it_comes(desk: Desk) -> None:
    said = mail_event("Delivery", delivery={"timestamp": "2026-11-23T08:00:05.000Z"})
    assert switchboard.record_delivery(batch(enveloped(said), on_the_bus("Email Delivered", said)), None) == {
        "batchItemFailures": []
    }
    one, other = desk.calls
    assert one == other
    assert (one.move, one.step) == (StepMove.DELIVER, "7QK4R2XA")


def test_what_the_bus_carries_of_another_kind_moves_nothing(desk: Desk) -> None:
    opened = on_the_bus("Email Opened", mail_event("Open"))
    assert switchboard.record_delivery(batch(opened), None) == {"batchItemFailures": []}
    assert desk.calls == []
