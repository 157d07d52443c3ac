"""What an invoice must be to come in: parsed at the edge into values that cannot be wrong, or refused by field."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from chalicelib.adapters.intake.faults import problems_of
from chalicelib.adapters.intake.texts import Day, DayOrNone, PrintedText, checked_country, clean, printable, quoted
from chalicelib.adapters.intake.texts import checked_email as checked_email
from chalicelib.adapters.intake.texts import checked_siren as checked_siren
from chalicelib.domain.calendar import FIRST_DAY, LAST_DAY, Terms, TermsKind, due_on
from chalicelib.domain.discount import last_day
from chalicelib.domain.early_payment import EarlyPaymentDiscount, NotADiscount
from chalicelib.domain.errors import Problem
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.invoice import Part as DuePart
from chalicelib.domain.money import CURRENCIES, Money
from chalicelib.domain.parties import Address, Debtor, DebtorKind, Language
from chalicelib.domain.rate import NotARate, Rate
from chalicelib.usecases.upload_invoices import debtor_id, invoice_id
from chalicelib.usecases.upload_rows import Row

LARGEST_CENTS = 99_999_999_999
MOST_PARTS = 60


def checked_currency(code: str) -> str:
    """Raises ValueError."""
    if code not in CURRENCIES:
        raise ValueError(f"{quoted(code)} is not handled: amounts are in {', '.join(sorted(CURRENCIES))}")
    return code


class Part(BaseModel):
    """An unknown field is a typing mistake that would go unseen: it is refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _clean_text(cls, value: Any) -> Any:
        return clean(value) if isinstance(value, str) else value


class AddressIn(Part):
    lines: tuple[str, ...] = Field(min_length=1, max_length=4)
    postcode: PrintedText = Field(min_length=2, max_length=10)
    city: PrintedText = Field(min_length=1, max_length=60)
    country: str = "FR"

    @field_validator("lines")
    @classmethod
    def _lines(cls, lines: tuple[str, ...]) -> tuple[str, ...]:
        cleaned = tuple(printable(clean(line)) for line in lines)
        if any(not line or len(line) > 60 for line in cleaned):
            raise ValueError("each line has 1 to 60 characters")
        return cleaned

    _country = field_validator("country")(checked_country)


class DebtorIn(Part):
    name: PrintedText = Field(min_length=1, max_length=70)
    kind: DebtorKind
    reference: str | None = Field(default=None, min_length=1, max_length=60)
    siren: str | None = None
    email: str | None = None
    language: Language = Language.FR
    address: AddressIn | None = None

    _siren = field_validator("siren")(checked_siren)
    _email = field_validator("email")(checked_email)

    @model_validator(mode="after")
    def _reachable(self) -> "DebtorIn":
        if not self.email and not self.address:
            raise ValueError("give an e-mail or a postal address: nobody can write to it otherwise")
        return self

    @property
    def identity(self) -> str:
        """What tells this debtor from the creditor's others. A mailbox alone does not: an accountant has one for all
        its clients.
        """
        if self.reference:
            return f"reference:{self.reference}"
        if self.siren:
            return f"siren:{self.siren}"
        if self.address:
            place = (self.address.postcode.casefold(), self.address.lines[0].casefold())
            return f"address:{json.dumps([self.name.casefold(), *place])}"
        return f"email:{json.dumps([self.name.casefold(), (self.email or '').lower()])}"


class TermsIn(Part):
    days: int = Field(ge=0, le=365, strict=True)
    kind: TermsKind = TermsKind.NET


class DiscountIn(Part):
    """`percent` of the total is taken off whoever pays `days_before` days before the due date, or earlier."""

    percent: str
    days_before: int = Field(strict=True)

    @property
    def value(self) -> EarlyPaymentDiscount:
        """Raises NotARate, NotADiscount."""
        return EarlyPaymentDiscount(Rate.percent(self.percent.replace(",", ".")), self.days_before)

    @model_validator(mode="after")
    def _is_one(self) -> "DiscountIn":
        try:
            _ = self.value
        except NotARate:
            said = f"{quoted(self.percent)} is no share of the total like 2 or 2.5, of four decimals at most"
            raise ValueError(said) from None
        except NotADiscount as error:
            raise ValueError(str(error)) from None
        return self


class PartIn(Part):
    """What falls due on a day of its own."""

    due_on: Day
    amount_cents: int = Field(gt=0, le=LARGEST_CENTS, strict=True)


class InvoiceIn(Part):
    """`parts` in the order of their days, where it falls due in several: they come to the total, and stand in place of
    `due_on` and `terms`.
    """

    number: PrintedText = Field(min_length=1, max_length=60)
    issued_on: Day
    due_on: DayOrNone = None
    terms: TermsIn | None = None
    parts: tuple[PartIn, ...] = Field(default=(), max_length=MOST_PARTS)
    total_cents: int = Field(strict=True)
    currency: str = "EUR"
    purchase_order: PrintedText | None = Field(default=None, max_length=60)
    paid_cents: int = Field(default=0, ge=0, le=LARGEST_CENTS, strict=True)
    paid_on: DayOrNone = None
    discount: DiscountIn | None = None
    debtor: DebtorIn

    _currency = field_validator("currency")(checked_currency)

    @field_validator("total_cents")
    @classmethod
    def _total(cls, cents: int) -> int:
        if cents <= 0:
            raise ValueError("must be above zero; a credit note is booked on the invoice it lowers")
        if cents > LARGEST_CENTS:
            raise ValueError("is over 999 999 999,99: amounts are in cents")
        return cents

    @model_validator(mode="after")
    def _together(self) -> "InvoiceIn":
        if (self.due_on is not None) + (self.terms is not None) + bool(self.parts) != 1:
            raise ValueError("due_on: give either due_on, terms or parts")
        self._check_parts()
        if self.due < self.issued_on:
            raise ValueError(f"due_on: {self.due.isoformat()} is before issued_on, {self.issued_on.isoformat()}")
        if not FIRST_DAY <= self.due <= LAST_DAY:
            raise ValueError(f"due_on: {self.due.isoformat()} is outside {FIRST_DAY.year} to {LAST_DAY.year}")
        self._check_discount()
        if self.paid_cents and self.paid_on is None:
            raise ValueError("paid_on: give the day of the payment with paid_cents")
        if self.paid_on and self.paid_on < self.issued_on:
            raise ValueError(f"paid_on: {self.paid_on.isoformat()} is before issued_on, {self.issued_on.isoformat()}")
        return self

    def _check_parts(self) -> None:
        days = [part.due_on for part in self.parts]
        if days != sorted(set(days)):
            raise ValueError("parts: each falls due on a later day than the one before it")
        come_to = sum(part.amount_cents for part in self.parts)
        if self.parts and come_to != self.total_cents:
            raise ValueError(f"parts: they come to {come_to} cents, but total_cents is {self.total_cents}")

    def _check_discount(self) -> None:
        if self.discount is None:
            return
        if len(self.parts) > 1:
            raise ValueError(
                "discount: an invoice that falls due in parts grants none: state one due date, or leave it out"
            )
        until = last_day(self.due, self.discount.value)
        if until < self.issued_on:
            raise ValueError(f"discount: its last day, {until}, is before issued_on, {self.issued_on}")

    @property
    def due(self) -> date:
        if self.parts:
            return self.parts[0].due_on
        if self.terms:
            return due_on(self.issued_on, Terms(self.terms.days, self.terms.kind))
        return self.due_on or self.issued_on


def read_rows(creditor_id: str, documents: Iterable[tuple[int, Mapping[str, Any]]]) -> tuple[list[Row], list[Problem]]:
    """Rows from plain documents, each with its line; and the faults of those that are not rows."""
    rows, problems = list[Row](), list[Problem]()
    for line, document in documents:
        try:
            rows.append(_row(creditor_id, line, InvoiceIn.model_validate(document)))
        except ValidationError as error:
            problems += problems_of(error, line)
    return rows, problems


def _row(creditor_id: str, line: int, given: InvoiceIn) -> Row:
    invoice = Invoice(
        id=invoice_id(creditor_id, given.number),
        number=given.number,
        issued_on=given.issued_on,
        due_on=given.due,
        total=Money(given.total_cents, given.currency),
        purchase_order=given.purchase_order,
        # One part is an invoice like any other.
        parts=_parts(given) if len(given.parts) > 1 else (),
        discount=given.discount.value if given.discount else None,
    )
    return Row(
        line=line,
        invoice=invoice,
        debtor=debtor_of(creditor_id, given.debtor),
        paid=Money(given.paid_cents, given.currency),
        paid_on=given.paid_on,
        says_language="language" in given.debtor.model_fields_set,
    )


def _parts(given: InvoiceIn) -> tuple[DuePart, ...]:
    return tuple(DuePart(part.due_on, Money(part.amount_cents, given.currency)) for part in given.parts)


def debtor_of(creditor_id: str, given: DebtorIn) -> Debtor:
    """The debtor that is meant, under the id that its identity gives it."""
    return Debtor(
        id=debtor_id(creditor_id, given.identity),
        name=given.name,
        kind=given.kind,
        address=Address(**given.address.model_dump()) if given.address else None,
        email=given.email,
        siren=given.siren,
        language=given.language,
    )
