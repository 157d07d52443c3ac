"""The QR code that fills in a SEPA credit transfer (EPC069-12, version 2): checked payload, then picture.

Letter and portal draw the same code from the same payload. What a bank would refuse is refused here, never shortened:
banks compare the holder's name with the account.
"""

import re
import unicodedata

import segno

from chalicelib.domain.errors import Refused
from chalicelib.domain.money import Money
from chalicelib.domain.parties import BankAccount

LAST_CENTS = 99_999_999_999
LONGEST_NAME = 70
LONGEST_PAYLOAD = 331
LARGEST_VERSION = 13
QUIET_ZONE = 4

IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
BIC = re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
REFERENCE = re.compile(r"RF\d{2}[A-Z0-9]{1,21}")


class TransferRefused(Refused):
    """These particulars cannot make a valid transfer code: the message says which one."""


def epc_payload(bank: BankAccount, amount: Money, reference: str) -> str:
    """The text of the code: twelve lines at most, UTF-8, ended by the structured reference (ISO 11649, `RF…`).

    Raises TransferRefused on a name over 70 characters or of several lines, a wrong IBAN, BIC or reference, and an
    amount outside 0.01 to 999999999.99 EUR.
    """
    _check(bank, amount, reference)
    units, cents = divmod(amount.cents, 100)
    lines = ("BCD", "002", "1", "SCT", bank.bic or "", bank.holder, bank.iban, f"EUR{units}.{cents:02d}", "", reference)
    payload = "\n".join(lines)
    if len(payload.encode()) > LONGEST_PAYLOAD:
        raise TransferRefused("the particulars are too long for a transfer code")
    return payload


def epc_svg(payload: str, title: str = "") -> str:
    """The code as inline SVG, black on its own white ground with its quiet zone; the size is left to the stylesheet.

    With a `title` it is an image with that name; without, it is decoration that screen readers pass over.
    """
    code = segno.make(payload, error="m", encoding="utf-8", boost_error=False, micro=False, mask=3)
    if int(code.version) > LARGEST_VERSION:
        raise TransferRefused("the particulars are too long for a transfer code")
    rows = tuple(code.matrix)
    side = len(rows) + 2 * QUIET_ZONE
    path = "".join(_row(y, bytes(row)) for y, row in enumerate(rows, QUIET_ZONE))
    name = f'role="img" aria-label="{_attribute(title)}"' if title else 'aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" {name} shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{path}"/></svg>'
    )


def _check(bank: BankAccount, amount: Money, reference: str) -> None:
    if not bank.holder.strip() or len(bank.holder) > LONGEST_NAME or _breaks_the_line(bank.holder):
        raise TransferRefused("the account holder's name must be one line of 1 to 70 characters")
    if not IBAN.fullmatch(bank.iban) or not _mod_97(bank.iban):
        raise TransferRefused("the IBAN is not valid")
    if bank.bic is not None and not BIC.fullmatch(bank.bic):
        raise TransferRefused("the BIC is not valid")
    if not REFERENCE.fullmatch(reference) or not _mod_97(reference):
        raise TransferRefused("the payment reference is not valid")
    if amount.currency != "EUR" or not 0 < amount.cents <= LAST_CENTS:
        raise TransferRefused("the amount must be 0.01 to 999999999.99 EUR")


def _breaks_the_line(text: str) -> bool:
    return any(unicodedata.category(c) in ("Cc", "Zl", "Zp") for c in text)


def _mod_97(text: str) -> bool:
    """Whether the two check digits fit (ISO 7064, shared by IBAN and RF)."""
    return int("".join(str(int(c, 36)) for c in text[4:] + text[:4])) % 97 == 1


def _row(y: int, modules: bytes) -> str:
    """One row of the code as rectangles, a run of dark modules each."""
    runs = (m.span() for m in re.finditer(rb"\x01+", modules))
    return "".join(f"M{start + QUIET_ZONE} {y}h{end - start}v1h-{end - start}z" for start, end in runs)


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
