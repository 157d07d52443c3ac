"""What became of the last mails of a sender, and when that is so bad that nothing more may go out.

SES looks into an account of whose mails 5 in 100 come back for good, or 1 in 1,000 is complained of, and closes it at
twice as many (reference/TRUST.md, 1): whoever sends on then loses the mailboxes of all its creditors.
"""

from dataclasses import dataclass

# The last mails that are looked at are between half of these and all of them: two halves, the older one let go whole.
HALF = 500
# Fewer prove nothing: one stale address among ten is no list that was bought.
LEAST_BOUNCES, BOUNCES_IN_100 = 5, 2
# One complaint in a thousand mails is what the mail service would look into, and half a complaint there is not.
LEAST_COMPLAINTS = 2
# The sender that is all creditors together.
ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Outcomes:
    """`mails` that were delivered or came back; `bounces` for good; `complaints`."""

    mails: int = 0
    bounces: int = 0
    complaints: int = 0

    def __add__(self, other: "Outcomes") -> "Outcomes":
        return Outcomes(self.mails + other.mails, self.bounces + other.bounces, self.complaints + other.complaints)

    @property
    def too_bad(self) -> str | None:
        """What is wrong, in words; None while it may go on.

        >>> Outcomes(1000, bounces=20).too_bad, Outcomes(1000, bounces=21).too_bad
        (None, '21 of the last 1000 mails came back')
        >>> Outcomes(40, bounces=4).too_bad, Outcomes(40, bounces=5).too_bad
        (None, '5 of the last 40 mails came back')
        >>> Outcomes(1000, complaints=1).too_bad, Outcomes(1000, complaints=2).too_bad
        (None, '2 of the last 1000 mails were complained of')
        """
        if self.bounces >= LEAST_BOUNCES and self.bounces * 100 > BOUNCES_IN_100 * self.mails:
            return f"{self.bounces} of the last {self.mails} mails came back"
        if self.complaints >= LEAST_COMPLAINTS:
            return f"{self.complaints} of the last {self.mails} mails were complained of"
        return None
