"""What waits for a person: told by the facts of the day, so that none is forgotten, and none stays once it is done."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chalicelib.domain.level import Level


class TaskKind(StrEnum):
    APPROVE = "approve"
    POST_LETTER = "post-letter"
    MEND_LETTER = "mend-letter"
    LETTER_FAILED = "letter-failed"
    LOOK_FAILED = "look-failed"
    CHECK_MAIL = "check-mail"
    GIVE_ADDRESS = "give-address"
    ANSWER_DISPUTE = "answer-dispute"
    GIVE_PAPERS = "give-papers"
    CORRECT_INVOICE = "correct-invoice"
    SEND_INVOICE_AGAIN = "send-invoice-again"
    DECLARE_CLAIM = "declare-claim"
    MATCH_MONEY = "match-money"
    FIND_PAYMENT = "find-payment"
    BOOK_CREDIT = "book-credit"
    IMPORT_BANK_DATA = "import-bank-data"
    REVIEW_PAUSE = "review-pause"
    REVIEW_REFUSAL = "review-refusal"
    DECIDE_NEXT = "decide-next"
    CALL = "call"
    PERSONAL_MAIL = "personal-mail"


@dataclass(frozen=True, slots=True)
class Task:
    """`since` is the day from which it waits, `by` the last day to do it where there is one; `reference` the step it is
    about; `note` what helps to do it, as it was recorded.
    """

    kind: TaskKind
    since: date
    invoice_ids: tuple[str, ...] = ()
    level: Level | None = None
    by: date | None = None
    reference: str = ""
    note: str = ""
