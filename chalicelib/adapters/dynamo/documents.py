"""The nested values of a row as JSON and back. A document that does not fit its type is an error, never a guess."""

from pydantic import TypeAdapter

from chalicelib.domain.hold import Hold
from chalicelib.domain.invoice import Entry
from chalicelib.domain.parties import Creditor, Debtor
from chalicelib.domain.step import StepItem

DEBTOR = TypeAdapter(Debtor)
CREDITOR = TypeAdapter(Creditor)
HOLDS = TypeAdapter(tuple[Hold, ...])
ENTRIES = TypeAdapter(tuple[Entry, ...])
ITEMS = TypeAdapter(tuple[StepItem, ...])
