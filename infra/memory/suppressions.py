"""The suppression lists in memory."""

from dataclasses import dataclass, field
from hashlib import sha256

from chalicelib.domain.listing import Suppressed
from chalicelib.domain.suppression import SuppressedFor, Suppression


@dataclass
class MemorySuppressions:
    """By creditor and address. What was complained of stays so, whatever is told after it."""

    listed: dict[tuple[str, str], Suppression] = field(default_factory=dict)

    def put(self, suppression: Suppression) -> None:
        place = suppression.creditor_id, suppression.address
        known = self.listed.get(place)
        if not known or suppression.reason is SuppressedFor.COMPLAINT:
            self.listed[place] = suppression

    def holds(self, creditor_id: str, email: str) -> bool:
        return (creditor_id, email.casefold()) in self.listed

    def list(self, creditor_id: str, *, limit: int, cursor: str | None = None) -> Suppressed:
        hashed = {sha256(a.encode()).hexdigest(): s for (c, a), s in self.listed.items() if c == creditor_id}
        rest = sorted(h for h in hashed if h > (cursor or ""))
        page = rest[:limit]
        more = page[-1] if len(rest) > limit else None
        return Suppressed(tuple(hashed[h] for h in page), more)

    def lift(self, creditor_id: str, email: str) -> None:
        found = self.listed.get((creditor_id, email.casefold()))
        if found and found.reason is SuppressedFor.BOUNCE:
            del self.listed[creditor_id, found.address]
