"""Where each debtor wants its mails, as its creditor stated it, and who said that a mail was not for them."""

from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.case import CaseKey


@dataclass
class Stated:
    """An address, or none, asked for at an instant, and known to be taken down at another."""

    email: str | None
    asked_at: datetime
    told_at: datetime | None = None


@dataclass
class Addresses:
    """`disowned` is from when it was known that no mail of a debtor may go to an address any more."""

    stated: dict[CaseKey, list[Stated]] = field(default_factory=dict)
    disowned: dict[tuple[CaseKey, str], datetime] = field(default_factory=dict)

    def asks(self, key: CaseKey, email: str | None, at: datetime) -> Stated:
        stated = Stated(email, at)
        self.stated.setdefault(key, []).append(stated)
        return stated

    def may_be(self, key: CaseKey, at: datetime) -> set[str | None]:
        """The last that was known by then, and whatever was on its way."""
        there = [s for s in self.stated.get(key, ()) if s.asked_at <= at]
        known = max((s.told_at for s in there if s.told_at and s.told_at < at), default=None)
        return {s.email for s in there if s.told_at is None or s.told_at >= at or s.told_at == known}

    def is_disowned(self, key: CaseKey, email: str, at: datetime) -> bool:
        since = self.disowned.get((key, email))
        return since is not None and since < at
