"""The QR code that fills in a SEPA credit transfer (EPC069-12, version 2): checked payload, then code.

Letter and portal draw the same code from the same payload. What a bank would refuse is refused here, never shortened:
banks compare the holder's name with the account.
"""

import re
import unicodedata

from chalicelib.adapters.qr import Code, code_of
from chalicelib.domain.errors import Refused
from chalicelib.domain.money import Money
from chalicelib.domain.parties import BankAccount

LAST_CENTS = 99_999_999_999
LONGEST_NAME = 70
LONGEST_PAYLOAD = 331
LARGEST_VERSION = 13

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


def epc_code(payload: str) -> Code:
    """The code that a bank's application scans. Raises TransferRefused on a payload that is too long for it."""
    code = code_of(payload)
    if code.version > LARGEST_VERSION:
        raise TransferRefused("the particulars are too long for a transfer code")
    return code


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
