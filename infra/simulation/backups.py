"""The table as it was at an instant."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.creditor_state import CreditorState
from chalicelib.domain.failed_message import FailedMessage
from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.hold import Hold
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.outcomes import Outcomes
from chalicelib.domain.suppression import Suppression
from infra.simulation.ports import DooredCases, DooredCreditors, DooredFailedMessages, DooredOutcomes


@dataclass(frozen=True)
class Table:
    """All that stands in it."""

    cases: DooredCases
    creditors: DooredCreditors
    failed: DooredFailedMessages
    outcomes: DooredOutcomes


@dataclass(frozen=True)
class Snapshot:
    """A backup of the table."""

    at: datetime
    stored: dict[CaseKey, Case]
    entries: dict[CaseKey, list[HistoryEntry]]
    numbers: dict[tuple[str, str], CaseKey]
    suppressed: dict[tuple[str, str], Suppression]
    states: dict[str, CreditorState]
    histories: dict[str, list[HistoryEntry]]
    stop: Hold | None
    failed: dict[str, FailedMessage]
    outcomes: dict[str, tuple[Outcomes, Outcomes]]

    @classmethod
    def of(cls, table: Table, at: datetime) -> "Snapshot":
        cases, creditors = table.cases, table.creditors
        return cls(
            at,
            dict(cases.stored),
            {key: list(entries) for key, entries in cases.entries.items()},
            dict(cases.numbers),
            dict(cases.suppressions.listed),
            dict(creditors.states),
            {key: list(entries) for key, entries in creditors.entries.items()},
            creditors.stop,
            dict(table.failed.kept),
            dict(table.outcomes.counted),
        )

    @property
    def is_in_flight(self) -> bool:
        """Whether somebody had claimed a mail just then."""
        return any(step.state is StepState.CLAIMED for case in self.stored.values() for step in case.steps)

    def into(self, table: Table) -> None:
        cases, creditors = table.cases, table.creditors
        cases.stored = dict(self.stored)
        cases.entries = {key: list(entries) for key, entries in self.entries.items()}
        cases.numbers = dict(self.numbers)
        cases.suppressions.listed = dict(self.suppressed)
        creditors.states = dict(self.states)
        creditors.entries = {key: list(entries) for key, entries in self.histories.items()}
        creditors.stop = self.stop
        table.failed.kept = dict(self.failed)
        table.outcomes.counted = dict(self.outcomes)
