"""`relance decide`: facts that cannot be true are refused by their place; what Relance itself tells is taken."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Relance
from tests.cli.test_decide import HOLD, PLAN, facts, step

Write = Callable[..., Path]
PROMISE = {**HOLD, "kind": "promise", "reason": "", "since": "2026-11-20"}
SAID = step("reminder-1", "2026-10-06")


def listing(*levels: str) -> dict[str, Any]:
    """A first reminder that lists the invoice at each of these levels."""
    return {**SAID, "items": [{"invoice_id": "a", "level": level} for level in levels]}


FAULTS = [
    pytest.param(
        facts(holds=[HOLD, {**PROMISE, "until": "2026-11-02"}]),
        "holds.2.until: 2026-11-02 is before it begins, 2026-11-20",
        id="a promise that is over before it was made",
    ),
    pytest.param(
        facts(holds=[{**HOLD, "until": "2026-10-30"}]),
        "holds.1.until: 2026-10-30 is before it begins, 2026-11-01",
        id="a dispute that is over before it began",
    ),
    pytest.param(
        facts(steps=[listing("final-reminder")]),
        "steps.1.items.1.level: final-reminder is firmer than the step itself, reminder-1",
        id="an item firmer than its letter",
    ),
    pytest.param(
        facts(steps=[{**step("instalment", "2026-11-06"), "items": listing("notice")["items"]}]),
        "steps.1.items.1.level: notice is firmer than the step itself, instalment",
        id="an item of the ladder in the reminder of an instalment",
    ),
    pytest.param(
        facts(steps=[SAID, listing("reminder-1", "reminder-1")]),
        "steps.2.items.2.invoice_id: 'a' stands there twice",
        id="an invoice twice in one letter",
    ),
    pytest.param(
        facts(steps=[{**SAID, "heard_on": "2026-10-05"}]),
        "steps.1.heard_on: 2026-10-05 is before the day of the step, 2026-10-06",
        id="heard before it was said",
    ),
    pytest.param(
        facts(plans=[{**PLAN, "invoice_ids": []}]), "plans.1.invoice_ids: needs at least 1", id="a plan of nothing"
    ),
    pytest.param(facts(plans=[PLAN, PLAN]), "plans.2.id: 'p' is the id of another plan too", id="one plan twice"),
    pytest.param(
        facts(plans=[{**PLAN, "received_cents": 12001}]),
        "plans.1.received_cents: 12001 is more than the instalments come to, 12000",
        id="a plan that received more than was agreed",
    ),
]


@pytest.mark.parametrize(("given", "said"), FAULTS)
def test_what_cannot_be_true_is_refused_by_its_place(relance: Relance, file: Write, given: Any, said: str) -> None:
    ended = relance("decide", file(given), "--on", "2026-11-24", "--json")
    assert (ended.code, ended.json["error"]) == (1, said)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(facts(holds=[{**HOLD, "until": "2026-10-31"}]), id="a dispute that was ended on its first day"),
        pytest.param(facts(holds=[{**HOLD, "until": "2026-11-01"}]), id="a dispute of one day"),
        pytest.param(facts(steps=[{**SAID, "heard_on": "2026-10-06"}]), id="heard on its day"),
        pytest.param(
            facts(steps=[{**listing("reminder-1"), "level": "reminder-2"}]), id="an item kinder than its letter"
        ),
        pytest.param(facts(plans=[{**PLAN, "received_cents": 12000}]), id="a plan that was paid to the end"),
    ],
)
def test_what_relance_tells_itself_is_taken(relance: Relance, file: Write, given: Any) -> None:
    ended = relance("decide", file(given), "--on", "2026-11-24", "--json")
    assert (ended.code, ended.err) == (0, "")
