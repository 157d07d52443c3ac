"""Who is owed and who owes. The law differs by the kind of debtor; the names, numbers and accounts arrive checked."""

from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.clause import LatePaymentTerms
from chalicelib.domain.colour import OURS
from chalicelib.domain.level import REPLIED_TO, Level
from chalicelib.domain.money import Money


class DebtorKind(StrEnum):
    TRADER = "trader"
    CONSUMER = "consumer"
    PUBLIC_BODY = "public-body"


class Language(StrEnum):
    FR = "fr"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address as printed, without the name: up to four lines, then postcode and city."""

    lines: tuple[str, ...]
    postcode: str
    city: str
    country: str = "FR"


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Where to pay. `holder` is the name exactly as the bank has it: banks compare it with the IBAN."""

    holder: str
    iban: str
    bic: str | None = None


@dataclass(frozen=True, slots=True)
class OwnWords:
    """A creditor's own, as it typed them, for letters and mails of a level in a language: a subject, the paragraphs
    before the table and those after the account. What is empty leaves ours.
    """

    level: Level
    language: Language
    subject: str = ""
    opening: tuple[str, ...] = ()
    ending: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Creditor:
    """The company that is owed money: letters go out in its name, money goes to its account. As long as it has not said
    what its terms of sale are, no letter puts a figure on what lateness costs. `replies` is what it replies to without
    a person.
    """

    id: str
    name: str
    legal_form: str
    siren: str
    address: Address
    email: str
    phone: str
    bank: BankAccount
    signatory: str
    signatory_role: str
    time_zone: str = "Europe/Paris"
    country: str = "FR"
    late_payment: LatePaymentTerms | None = None
    words: tuple[OwnWords, ...] = ()
    colour: str = OURS
    replies: tuple[Level, ...] = REPLIED_TO


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at a debtor's. One with an e-mail address is written to when those before it take no mail."""

    name: str
    role: str = ""
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Debtor:
    """Who owes. Without e-mail its letters are printed for a person to post.

    `credit_limit` is what the creditor wants it to owe at most: it is shown beside what is owed, and stops nothing.
    """

    id: str
    name: str
    kind: DebtorKind
    address: Address | None = None
    email: str | None = None
    siren: str | None = None
    language: Language = Language.FR
    contacts: tuple[Contact, ...] = ()
    credit_limit: Money | None = None

    @property
    def emails(self) -> tuple[str, ...]:
        """The addresses to write to, in the order in which they are tried."""
        return tuple(e for e in (self.email, *(c.email for c in self.contacts)) if e)
