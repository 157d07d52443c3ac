"""What a planner run came to: the letters of its day over the cases that were due, and those that did not go out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chalicelib.domain.calendar import day_in
from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import ON_ITS_WAY, StepState
from chalicelib.domain.step import Step
from chalicelib.ports import Cases, Creditors

# In the order in which they are told: what went well comes first.
SAID = {
    StepState.DELIVERED: "delivered",
    StepState.ACCEPTED: "accepted",
    StepState.BOUNCED: "bounced",
    StepState.COMPLAINED: "complained of",
    StepState.DISOWNED: "read by somebody else",
    StepState.POSTED: "posted",
    StepState.UNPOSTED: "to print",
    StepState.WITHDRAWN: "withdrawn",
    StepState.CANCELLED: "cancelled",
    # Whatever gave it back, the planner takes it up again within the hour.
    StepState.PLANNED: "planned again",
    StepState.RENDERED: "printed but not sent",
    StepState.CLAIMED: "begun without an end",
    StepState.HELD: "held",
    StepState.FAILED: "failed",
    StepState.UNKNOWN: "unknown",
}


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A letter of the day that did not go out, or that nobody knows of; `invoices` are the numbers it speaks of."""

    reference: str
    invoices: tuple[str, ...]
    level: Level
    state: StepState
    reason: str | None

    @property
    def line(self) -> str:
        who = ", ".join(self.invoices) or f"letter {self.reference}"
        return f"{who}: {self.level} {SAID[self.state]} ({self.reason or 'no reason recorded'})"


@dataclass(frozen=True, slots=True)
class RunReport:
    looked_at: int
    states: Mapping[StepState, int]
    without_a_letter: int
    unsettled: tuple[Unsettled, ...]

    @property
    def line(self) -> str:
        parts = [f"{self.states[state]} {said}" for state, said in SAID.items() if self.states.get(state)]
        if self.without_a_letter:
            parts.append(f"{self.without_a_letter} without a letter")
        cases = f"{self.looked_at} {'case' if self.looked_at == 1 else 'cases'} looked at"
        return f"{cases}: {', '.join(parts)}" if parts else cases

    def as_json(self) -> dict[str, Any]:
        return {
            "queued": self.looked_at,
            "steps": {state: self.states[state] for state in SAID if self.states.get(state)},
            "without_a_letter": self.without_a_letter,
            "unsettled": [
                {"invoices": list(u.invoices), "level": u.level, "state": u.state, "reason": u.reason}
                for u in self.unsettled
            ],
        }


def report_on(looked_at: int, due: Iterable[CaseKey], cases: Cases, creditors: Creditors, at: datetime) -> RunReport:
    """`due` are the cases that were due before the run, `looked_at` is how many the planner says it queued."""
    states, without, unsettled = Counter[StepState](), 0, list[Unsettled]()
    for key in due:
        case, on = cases.load(key), day_in(creditors.get(key.creditor_id).time_zone, at)
        steps = [step for step in case.steps if step.on == on]
        states.update(step.state for step in steps)
        without += not steps
        unsettled += _unsettled(case, on)
    return RunReport(looked_at, states, without, tuple(unsettled))


def _unsettled(case: Case, on: date) -> Iterator[Unsettled]:
    for step in case.steps:
        if step.on == on and step.state in ON_ITS_WAY:
            yield Unsettled(step.reference, _numbers(case, step), step.level, step.state, step.reason)


def _numbers(case: Case, step: Step) -> tuple[str, ...]:
    return tuple(invoice.number for invoice in case.invoices if invoice.id in step.invoice_ids)
