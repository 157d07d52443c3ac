"""What became of the last mails, in memory."""

from dataclasses import dataclass, field

from chalicelib.domain.outcomes import HALF, Outcomes

NONE = Outcomes()


@dataclass
class MemoryOutcomes:
    """By sender, the half that is being filled and the one before it."""

    counted: dict[str, tuple[Outcomes, Outcomes]] = field(default_factory=dict)

    def add(self, sender: str, became: Outcomes) -> Outcomes:
        now, before = self.counted.get(sender, (NONE, NONE))
        now += became
        self.counted[sender] = (NONE, now) if now.mails >= HALF else (now, before)
        return now + before

    def clear(self, sender: str) -> None:
        self.counted.pop(sender, None)
