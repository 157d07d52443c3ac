"""The nested values of a row as JSON and back. A document that does not fit its type is an error, never a guess."""

from pydantic import TypeAdapter

from chalicelib.domain.creditor_state import CreditorState
from chalicelib.domain.e_invoice import EInvoiceStatus
from chalicelib.domain.early_payment import EarlyPaymentDiscount
from chalicelib.domain.facts import Approval, ManualStepDone
from chalicelib.domain.hold import Hold
from chalicelib.domain.invoice import CancelledEntry, Entry, Part, WithdrawnCredit
from chalicelib.domain.parties import Creditor, Debtor
from chalicelib.domain.plan import Instalment, Plan
from chalicelib.domain.promise import Promise
from chalicelib.domain.reply import ReplyTo
from chalicelib.domain.step import Figures, StepItem

DEBTOR = TypeAdapter(Debtor)
CREDITOR = TypeAdapter(Creditor)
CREDITOR_STATE = TypeAdapter(CreditorState)
HOLD = TypeAdapter(Hold)
HOLDS = TypeAdapter(tuple[Hold, ...])
ENTRIES = TypeAdapter(tuple[Entry, ...])
CANCELLED = TypeAdapter(tuple[CancelledEntry, ...])
WITHDRAWN_CREDITS = TypeAdapter(tuple[WithdrawnCredit, ...])
ITEMS = TypeAdapter(tuple[StepItem, ...])
FIGURES = TypeAdapter(tuple[Figures, ...])
RECALLS = TypeAdapter(tuple[Instalment, ...])
REPLY = TypeAdapter(ReplyTo)
DISCOUNT = TypeAdapter(EarlyPaymentDiscount)
PARTS = TypeAdapter(tuple[Part, ...])
STATUSES = TypeAdapter(tuple[EInvoiceStatus, ...])
PROMISES = TypeAdapter(tuple[Promise, ...])
PLANS = TypeAdapter(tuple[Plan, ...])
APPROVALS = TypeAdapter(tuple[Approval, ...])
DONE = TypeAdapter(tuple[ManualStepDone, ...])
