"""What a letter beside the chase replies to: a promise, a contest, a plan, money that came; or the wish for an account.

Such a letter asks for nothing that its debtor has not said itself, or been told before: it counts for no level, and for
no gap between two reminders.
"""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.money import Money


@dataclass(frozen=True, slots=True)
class Received:
    """Money that was booked on an invoice: `amount` of the day `on`, and what is `left` of the invoice after it."""

    number: str
    issued_on: date
    due_on: date
    total: Money
    on: date
    amount: Money
    left: Money


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """What a step keeps of what it replies to. `about` is the id of the promise, of the plan, or of the contested
    invoice; `words` what the creditor says to it, paragraph by paragraph; `is_upheld` whether a contest was found
    right. `received` is a receipt's own: a closed invoice is not read again for it.
    """

    about: str = ""
    words: tuple[str, ...] = ()
    is_upheld: bool = False
    received: tuple[Received, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What the letter says of it. `on` is the day on which it was promised, contested or agreed, or of the account;
    `reason` the one that a debtor chose for its contest; `part` what of the invoice is contested, where not all is;
    `answer_by` the last day to accept a proposal.
    """

    on: date
    reason: str = ""
    part: Money | None = None
    words: tuple[str, ...] = ()
    is_upheld: bool = False
    answer_by: date | None = None
    received: tuple[Received, ...] = ()
