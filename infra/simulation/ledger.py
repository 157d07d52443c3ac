"""What people know to have been taken down, and when."""

from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.case import CaseKey
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.invoice import Invoice
from infra.simulation.addresses import Addresses
from infra.simulation.mail_service import Taken


@dataclass
class Told:
    """What silences an invoice, from when it was known to be taken down until it was let go; paid, where it is none."""

    since: datetime
    kind: HoldKind | None
    until: datetime | None = None


@dataclass
class Ledger:
    """What each debtor owes, what silences an invoice, and where a debtor wants its mails."""

    owed: dict[str, Invoice] = field(default_factory=dict)
    of_case: dict[CaseKey, set[str]] = field(default_factory=dict)
    silenced: dict[str, list[Told]] = field(default_factory=dict)
    addresses: Addresses = field(default_factory=Addresses)

    def owes(self, key: CaseKey, invoice: Invoice) -> None:
        self.owed[invoice.id] = invoice
        self.of_case.setdefault(key, set()).add(invoice.id)

    def tells(self, name: str, at: datetime, kind: HoldKind | None = None, until: datetime | None = None) -> Told:
        told = Told(at, kind, until)
        self.silenced.setdefault(name, []).append(told)
        return told

    def is_paid(self, name: str, at: datetime) -> bool:
        """Whether it was known by then to be paid."""
        return any(told.kind is None and told.since < at for told in self.silenced.get(name, ()))

    def was_not_had(self, mail: Taken, at: datetime) -> bool:
        """Whether it was known by then that it came back, or that somebody else had read it."""
        came_back = mail.is_returned and mail.told_at is not None and mail.told_at < at
        return came_back or self.addresses.is_disowned(mail.key, mail.mail.to, at)

    def may_end(self, name: str, kind: HoldKind, at: datetime) -> None:
        """Of what stands of that kind nobody can say after that instant that it does: another is about to be said in
        its place, or its end.
        """
        for told in self.silenced.get(name, ()):
            if told.kind is kind:
                told.until = min(told.until or at, at)
