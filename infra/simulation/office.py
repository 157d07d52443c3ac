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


class MarkedPress:
    """Prints what a letter says, with the mark of its creditor: nobody else's mail may carry it."""

    def __init__(self, printing: Callable[[], None]) -> None:
        self._printing = printing

    def letter_pdf(self, letter: Letter) -> bytes:
        self._printing()
        sums = ",".join(f"{line.number}:{line.open.cents}" for line in letter.lines)
        return f"{letter.creditor.name}|{letter.reference}|{letter.to_pay.cents}|{sums}".encode()

    def mail_words(self, letter: Letter, link: str) -> MailText:
        said = f"{letter.creditor.name} {letter.reference} {letter.to_pay.cents} {link}"
        return MailText(f"{letter.creditor.name} {letter.reference}", said, f"<p>{said}</p>")


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
