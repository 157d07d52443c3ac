"""What became of the last mails, in memory."""

from dataclasses import dataclass, field

from chalicelib.domain.outcomes import HALF, Outcomes

NONE = Outcomes()


@dataclass
class MemoryOutcomes:
    """By sender, the half that is being filled and the one before it, as two requests have them: one that counts, and
    one that turns them over, unless somebody has counted meanwhile.
    """

    counted: dict[str, tuple[Outcomes, Outcomes]] = field(default_factory=dict)
    half: int = HALF

    def add(self, sender: str, became: Outcomes) -> Outcomes:
        now, before = self._count(sender, became)
        if now.mails >= self.half:
            self._turn_over(sender, now)
        return now + before

    def _count(self, sender: str, became: Outcomes) -> tuple[Outcomes, Outcomes]:
        now, before = self.counted.get(sender, (NONE, NONE))
        self.counted[sender] = now + became, before
        return self.counted[sender]

    def _turn_over(self, sender: str, full: Outcomes) -> None:
        if self.counted.get(sender, (NONE, NONE))[0] == full:
            self.counted[sender] = NONE, full

    def clear(self, sender: str) -> None:
        self.counted.pop(sender, None)
