"""An address that takes no mail of a creditor's, whichever of its debtors it belongs to.

What one debtor's case learns of it keeps the mails of all others away from it: whoever writes on to addresses that
send everything back, or whose readers complain, is soon read by nobody.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class SuppressedFor(StrEnum):
    """A person may trust what bounced anew, by giving it once more; never what was complained of."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class Suppression:
    """Stands on the list of one creditor's. `since` is the creditor's day."""

    creditor_id: str
    email: str
    reason: SuppressedFor
    since: date

    @property
    def address(self) -> str:
        """As it is compared: however it was written.

        >>> Suppression("cre_1", "Compta@Garage.test", SuppressedFor.BOUNCE, date(2026, 12, 1)).address
        'compta@garage.test'
        """
        return self.email.casefold()
