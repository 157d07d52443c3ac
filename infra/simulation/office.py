"""What a worker of the world has: secrets that the seed gives, a press that marks what it prints, and the creditors."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from chalicelib.domain.letter import Letter
from chalicelib.domain.mail import MailText
from chalicelib.domain.parties import Address, BankAccount, Creditor
from infra.memory.sources import FixedClock

ZONES = ("Europe/Paris", "Pacific/Auckland", "America/New_York")


# How far the clocks of two workers are from the true one, at most.
SKEW = timedelta(minutes=5)


@dataclass(frozen=True)
class SkewedClock:
    """That of a worker, which is ahead or behind by its own measure."""

    true: FixedClock
    ahead: timedelta

    def now(self) -> datetime:
        return self.true.at + self.ahead


class SeededIds:
    """Secrets that the seed gives: two workers never have the same."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance

    def token(self) -> str:
        return f"{self._chance.getrandbits(160):032x}"

    def secret(self) -> str:
        return f"{self._chance.getrandbits(190):048x}"

    def kid(self) -> str:
        return f"{self._chance.getrandbits(40):08x}"[:8]


@dataclass(frozen=True)
class Said:
    """What a letter says, in cents; `token` is that of the link in a mail, empty on paper."""

    debtor: str
    reference: str
    to_pay: int
    sums: dict[str, int]
    token: str


class MarkedPress:
    """Prints what a letter says, with the mark of its creditor: nobody else's mail may carry it."""

    def __init__(self, printing: Callable[[], None]) -> None:
        self._printing = printing

    def letter_pdf(self, letter: Letter) -> bytes:
        self._printing()
        return _said(letter, "").encode()

    def mail_words(self, letter: Letter, link: str) -> MailText:
        said = _said(letter, link.partition("#k=")[2])
        return MailText(f"{letter.creditor.name} {letter.reference}", said, f"<p>{said}</p>")


def _said(letter: Letter, token: str) -> str:
    sums = ",".join(f"{line.number}:{line.open.cents}" for line in letter.lines)
    return "|".join((letter.creditor.name, letter.debtor.name, letter.reference, str(letter.to_pay.cents), sums, token))


def read(text: str) -> Said:
    """What was printed, read again."""
    _, debtor, reference, to_pay, sums, token = text.split("|")
    numbers = (part.split(":") for part in sums.split(",") if part)
    return Said(debtor, reference, int(to_pay), {number: int(cents) for number, cents in numbers}, token)


def mark_of(creditor_id: str) -> str:
    """In small letters, as it stands in an address."""
    return f"mark{creditor_id.removeprefix('cre-')}x"


def a_creditor(n: int) -> Creditor:
    return Creditor(
        id=f"cre-{n}",
        name=f"MARK{n}X SARL",
        legal_form="SARL",
        siren="732829320",
        address=Address(("1 rue du Port",), "35000", "Rennes"),
        email=f"compta@mark{n}x.example",
        phone="+33 2 99 00 00 00",
        bank=BankAccount("Holder", "FR7630006000011234567890189"),
        signatory="Claire Aubin",
        signatory_role="gérante",
        time_zone=ZONES[n % len(ZONES)],
    )
