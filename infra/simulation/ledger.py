"""What people know to have been taken down, and when."""

from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.hold import HoldKind
from infra.simulation.addresses import Addresses


@dataclass
class Told:
    """What silences an invoice, from when it was known to be taken down until it was let go; paid, where it is none."""

    since: datetime
    kind: HoldKind | None
    until: datetime | None = None


@dataclass
class Ledger:
    """What silences each invoice, and where each debtor wants its mails."""

    silenced: dict[str, list[Told]] = field(default_factory=dict)
    addresses: Addresses = field(default_factory=Addresses)

    def tells(self, name: str, at: datetime, kind: HoldKind | None = None, until: datetime | None = None) -> Told:
        told = Told(at, kind, until)
        self.silenced.setdefault(name, []).append(told)
        return told

    def may_end(self, name: str, kind: HoldKind, at: datetime) -> None:
        """Of what stands of that kind nobody can say after that instant that it does: another is about to be said in
        its place, or its end.
        """
        for told in self.silenced.get(name, ()):
            if told.kind is kind:
                told.until = min(told.until or at, at)
