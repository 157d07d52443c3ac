"""What became of the messages: the facts of a case that its history keeps of each step."""

from dataclasses import dataclass
from typing import ClassVar

from chalicelib.domain.events import Event
from chalicelib.domain.step import Step


@dataclass(frozen=True, slots=True)
class StepMoved(Event):
    """A step went from one state to the next; `reason` says why where the state does not."""

    kind: ClassVar[str] = "StepMoved"
    step_id: str
    state: str
    level: str
    invoice_ids: tuple[str, ...]
    reason: str = ""

    @classmethod
    def of(cls, step: Step, by: str, reason: str = "") -> "StepMoved":
        """The event of a step that has just moved."""
        return cls(by, step.id, step.state, step.level, step.invoice_ids, reason)


@dataclass(frozen=True, slots=True)
class DeliveryPresumed(Event):
    """The mail service took it and said nothing more for some days: it counts as delivered, without a proof."""

    kind: ClassVar[str] = "DeliveryPresumed"
    step_id: str
    level: str
    invoice_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeliveryDelayed(Event):
    """The mail service took it, could not deliver it yet, and tries again; `reason` in its words."""

    kind: ClassVar[str] = "DeliveryDelayed"
    step_id: str
    level: str
    invoice_ids: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class AddressSuspended(Event):
    kind: ClassVar[str] = "AddressSuspended"
    reason: str
