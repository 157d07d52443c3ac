"""Each fact that `relance decide` takes changes what it answers: one that is read and thrown away would mislead."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Relance
from tests.cli.test_decide import APPROVED, HEARD, HOLD, PLAN, facts, invoice, step

Write = Callable[..., Path]
ON = "2026-11-24"
INSOLVENT = {**HOLD, "kind": "insolvency", "invoice_id": "", "since": "2026-11-02"}
ACCEPTED = step("reminder-1", "2026-11-05", "accepted")
PART = {"due_on": "2026-11-20", "open_cents": 5000}


def answer(relance: Relance, given: Path) -> tuple[str | None, list[tuple[str, str | None]], list[tuple[str, str]]]:
    """The level that is said, each reason with its day, and each task with the last day for it."""
    said = relance("decide", given, "--on", ON, "--json").json
    reasons = [(r["why"], r["until"]) for r in said["reasons"]]
    return (said["message"] or {}).get("level"), reasons, [(t["kind"], t["by"]) for t in said["tasks"]]


@pytest.mark.parametrize(
    ("without", "given"),
    [
        pytest.param(
            facts(steps=HEARD, approvals=[APPROVED]),
            facts(steps=HEARD, approvals=[{**APPROVED, "is_given": False, "reason": "a good customer"}]),
            id="a refusal is no approval",
        ),
        pytest.param(
            facts(plans=[PLAN]), facts(plans=[{**PLAN, "received_cents": 12000}]), id="what a plan has received"
        ),
        pytest.param(
            facts(plans=[PLAN]), facts(plans=[{**PLAN, "ended_on": "2026-11-20"}]), id="a plan that has ended"
        ),
        pytest.param(
            facts(steps=HEARD),
            facts(steps=HEARD, rate_unknown=["a"]),
            id="a rate that nobody knows",
        ),
        pytest.param(
            facts(holds=[{**INSOLVENT, "declared_on": "2026-11-20"}]),
            facts(
                holds=[
                    {
                        **INSOLVENT,
                        "declared_on": "2026-11-20",
                        "declared": [{"invoice_id": "a", "amount_cents": 11999}],
                    }
                ]
            ),
            id="a claim that was declared for less",
        ),
        pytest.param(
            facts(steps=[ACCEPTED]), facts(steps=[{**ACCEPTED, "delayed_on": "2026-11-23"}]), id="a mail that is late"
        ),
        pytest.param(
            facts({"id": "a", "number": "F-1", "parts": [PART]}),
            facts({"id": "a", "number": "F-1", "parts": [PART], "issued_on": "2026-11-30"}),
            id="an invoice in parts that is not issued yet",
        ),
    ],
)
def test_each_fact_is_heeded(relance: Relance, file: Write, without: Any, given: Any) -> None:
    before, after = (answer(relance, file(f)) for f in (without, given))
    assert before != after


def test_the_last_day_to_declare_follows_from_the_publication(relance: Relance, file: Write) -> None:
    assert answer(relance, file(facts(holds=[INSOLVENT])))[2] == [("declare-claim", "2027-01-02")]
    told = facts(invoice(), holds=[{**INSOLVENT, "act_by": "2026-12-12"}])
    assert answer(relance, file(told))[2] == [("declare-claim", "2026-12-12")]
    assert answer(relance, file(facts(holds=[{**INSOLVENT, "since": "2001-01-01"}])))[2]
