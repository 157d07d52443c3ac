"""A creditor's profile from a file, its key, its part of the static site."""

from codecs import BOM_UTF8
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from pydantic import ConfigDict, Field, ValidationError, field_validator
from stdnum import bic as bic_rule
from stdnum import iban as iban_rule
from stdnum.exceptions import ValidationError as NumberWrong

from chalicelib.adapters.intake.faults import counted_from_one, problems_of
from chalicelib.adapters.intake.rows import AddressIn, Part
from chalicelib.adapters.intake.texts import PrintedText, checked_country, checked_email, checked_siren
from chalicelib.adapters.letters.press import JinjaPress
from chalicelib.adapters.portal.site import OWN_FOLDERS, build_site
from chalicelib.domain.clause import LatePaymentTerms
from chalicelib.domain.colour import OURS, fault_of
from chalicelib.domain.errors import Invalid
from chalicelib.domain.level import BY_ITSELF, REPLIED_TO, Level
from chalicelib.domain.parties import Address, BankAccount, Creditor, Language, OwnWords
from chalicelib.entrypoints.cli.interest import clause
from chalicelib.entrypoints.cli.output import CommandFailed, Exit
from chalicelib.entrypoints.cli.session import refuse_without_pango
from chalicelib.usecases.try_words import TryWords


class BankIn(Part):
    holder: PrintedText = Field(min_length=1, max_length=70)
    iban: str
    bic: str | None = None

    @field_validator("iban")
    @classmethod
    def _iban(cls, value: str) -> str:
        try:
            return str(iban_rule.validate(value, check_country=False))
        except NumberWrong:
            raise ValueError(f"{value!r} is not an IBAN: its check digits do not fit") from None

    @field_validator("bic")
    @classmethod
    def _bic(cls, value: str | None) -> str | None:
        try:
            return None if value is None else str(bic_rule.validate(value))
        except NumberWrong:
            raise ValueError(f"{value!r} is not a BIC") from None


class WordsIn(Part):
    level: Level
    language: Language
    subject: PrintedText = ""
    opening: tuple[PrintedText, ...] = Field(default=(), max_length=20)
    ending: tuple[PrintedText, ...] = Field(default=(), max_length=20)


class CreditorIn(Part):
    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str = Field(pattern="^[a-z0-9][a-z0-9-]{1,39}$")
    name: PrintedText = Field(min_length=1, max_length=70)
    legal_form: PrintedText = Field(min_length=1, max_length=80)
    siren: str
    address: AddressIn
    email: str
    phone: PrintedText = Field(min_length=4, max_length=30)
    bank: BankIn
    signatory: PrintedText = Field(min_length=1, max_length=70)
    signatory_role: PrintedText = Field(min_length=1, max_length=70)
    time_zone: str = "Europe/Paris"
    country: str = "FR"
    late_payment: str | None = None
    words: tuple[WordsIn, ...] = ()
    colour: str = OURS
    replies: tuple[Level, ...] = REPLIED_TO

    @field_validator("late_payment")
    @classmethod
    def _late_payment(cls, value: str | None) -> str | None:
        try:
            _terms(value)
        except Invalid as invalid:
            raise ValueError(f"{invalid.problems[0].message}; or law, where the terms of sale name no rate") from None
        return value

    @field_validator("id")
    @classmethod
    def _id(cls, value: str) -> str:
        if value in OWN_FOLDERS:
            raise ValueError(f"{value!r} is a page of the site itself: take another")
        return value

    @field_validator("name")
    @classmethod
    def _name(cls, value: str) -> str:
        # It becomes the sender's name: one that looks like an address passes for another sender.
        if any(sign in value for sign in "@<>") or "://" in value:
            raise ValueError(f"{value!r} looks like an address: give the company's name")
        return value

    @field_validator("colour")
    @classmethod
    def _colour(cls, value: str) -> str:
        if fault := fault_of(value.lower()):
            raise ValueError(fault)
        return value.lower()

    @field_validator("replies")
    @classmethod
    def _replies(cls, value: tuple[Level, ...]) -> tuple[Level, ...]:
        if odd := [level for level in value if level not in BY_ITSELF]:
            said = f"{odd[0]} is nothing that is replied to by itself: {', '.join(sorted(BY_ITSELF))} are"
            raise ValueError(said)
        return tuple(dict.fromkeys(value))

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"{value!r} is not a time zone like Europe/Paris")
        return value

    _country = field_validator("country")(checked_country)
    _siren = field_validator("siren")(checked_siren)
    _email = field_validator("email")(checked_email)


def _terms(text: str | None) -> LatePaymentTerms | None:
    """`law`, `10` or `legal*3`. Raises Invalid."""
    return None if text is None else LatePaymentTerms(None if text == "law" else clause(text))


def creditor_from(file: Path) -> Creditor:
    """Raises Invalid with every fault, CommandFailed when there is no file."""
    try:
        given = CreditorIn.model_validate_json(file.read_bytes().removeprefix(BOM_UTF8))
    except OSError as error:
        raise CommandFailed(f"{file}: {error.strerror}", Exit.USAGE) from None
    except ValidationError as error:
        raise Invalid(tuple(map(counted_from_one, problems_of(error)))) from None
    plain: dict[str, Any] = given.model_dump() | {
        "address": Address(**given.address.model_dump()),
        "bank": BankAccount(**given.bank.model_dump()),
        "late_payment": _terms(given.late_payment),
        "words": tuple(OwnWords(**words.model_dump()) for words in given.words),
    }
    creditor = Creditor(**plain)
    if creditor.words:
        refuse_without_pango()
        TryWords(JinjaPress())(creditor)
    return creditor


def publish_site(s3: Any, bucket: str, creditor: Creditor, address: str) -> int:
    """Puts the creditor's pages into the site bucket; how many files."""
    files = build_site(creditor, address)
    for path, file in files.items():
        s3.put_object(
            Bucket=bucket, Key=path, Body=file.content, ContentType=file.content_type, Metadata={"csp": file.csp}
        )
    return len(files)
