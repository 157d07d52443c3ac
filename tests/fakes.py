"""The ports in memory: real behaviour, no mocks. The contract tests hold them to the same body as the adapters."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.case import CaseKey
from chalicelib.domain.errors import CaseMoved
from chalicelib.domain.failed_message import FailedMessage
from chalicelib.domain.letter import Letter
from chalicelib.domain.mail import Mail, MailText
from chalicelib.domain.outcomes import Outcomes
from chalicelib.domain.pacing import PacedCase
from chalicelib.domain.policy import Policy
from chalicelib.ports import StepKey
from infra.memory.cases import MemoryCases as MemoryCases
from infra.memory.creditors import FixedHolidays as FixedHolidays
from infra.memory.creditors import MemoryCreditors as MemoryCreditors
from infra.memory.creditors import OwnPolicies as OwnPolicies
from infra.memory.doors import MemoryDoors as MemoryDoors
from infra.memory.files import MemoryDocuments as MemoryDocuments
from infra.memory.files import MemoryJournal as MemoryJournal
from infra.memory.outcomes import MemoryOutcomes
from infra.memory.sources import CountingIds as CountingIds
from infra.memory.sources import FixedClock as FixedClock
from infra.memory.sources import MemoryMetrics as MemoryMetrics


@dataclass
class FixedPolicies:
    """One policy, whatever reference is asked for that nobody has put."""

    policy: Policy
    kept: dict[tuple[str, str], Policy] = field(default_factory=dict)

    def get(self, creditor_id: str, reference: str) -> Policy:
        return self.kept.get((creditor_id, reference), self.policy)

    def all(self, creditor_id: str) -> tuple[Policy, ...]:
        own = [p for (creditor, _), p in self.kept.items() if creditor == creditor_id]
        return tuple(sorted([self.policy, *own], key=lambda p: (p.name, p.version)))

    def put(self, creditor_id: str, policy: Policy) -> None:
        if (creditor_id, policy.reference) in self.kept:
            raise CaseMoved("that version was kept meanwhile")
        self.kept[creditor_id, policy.reference] = policy


@dataclass
class PlainPress:
    """Prints the data itself: enough to see what was printed, and that it was printed from the same snapshot."""

    printed: list[Letter] = field(default_factory=list)

    def letter_pdf(self, letter: Letter) -> bytes:
        self.printed.append(letter)
        return repr(letter).encode()

    def mail_words(self, letter: Letter, link: str) -> MailText:
        return MailText(f"{letter.creditor.name} {letter.reference}", f"{letter.to_pay.cents} {link}", f"<p>{link}</p>")


@dataclass
class SentBox:
    """The mail service: keeps what it accepted. `outcomes` are errors to raise in turn; `lost` ones are kept first."""

    mails: list[Mail] = field(default_factory=list)
    outcomes: list[BaseException | None] = field(default_factory=list)
    lost: bool = False

    def send(self, mail: Mail) -> str:
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if outcome is None or self.lost:
            self.mails.append(mail)
        if outcome is not None:
            raise outcome
        return f"ses-{len(self.mails)}"


@dataclass
class MemoryQueues:
    to_assess: list[CaseKey] = field(default_factory=list)
    to_send: list[StepKey] = field(default_factory=list)
    back: list[FailedMessage] = field(default_factory=list)

    def assess(self, cases: Iterable[PacedCase], now: datetime) -> int:
        self.to_assess += (added := [case.key for case in cases])
        return len(added)

    def send(self, keys: Iterable[StepKey], now: datetime) -> int:
        self.to_send += (added := list(keys))
        return len(added)

    def again(self, message: FailedMessage) -> None:
        self.back.append(message)


@dataclass
class NobodyCounts(MemoryOutcomes):
    """For lives in which so much goes wrong that their creditor would soon be stopped, and nothing more be seen."""

    def add(self, sender: str, became: Outcomes) -> Outcomes:
        return Outcomes()
