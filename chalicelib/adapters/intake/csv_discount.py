"""The early payment discount in an accountant's export: a share of the total, and the days before the due date."""

import re
from collections.abc import Collection, Mapping

from chalicelib.adapters.intake.texts import quoted

PERCENT, DAYS_BEFORE = "discount.percent", "discount.days_before"
# What may be read two ways, and is no field.
SUM = "discount"
DISCOUNT_HEADINGS = {
    PERCENT: ("taux d escompte", "taux escompte", "discount rate", "discount percent"),
    # Such terms often count days from the issue: the heading says to what these count.
    DAYS_BEFORE: ("Escompte jours avant échéance", "discount days before due date"),
    SUM: ("escompte", "montant escompte", "montant de l escompte", "discount", "discount amount"),
}
A_SHARE = re.compile(r"(\d{1,3}(?:[.,]\d{1,6})?)[ \u00a0\u202f]*%?", re.ASCII)
NOTHING = re.compile(r"0+(?:[.,]0+)?[ \u00a0\u202f]*[%€]?", re.ASCII)


def granted(cells: Mapping[str, str], fields: Collection[str | None]) -> dict[str, str]:
    """The cells of a row without those of a discount that is none: a package writes 0 or nothing there, and may have
    the days all the same. `fields` are the columns of the file.

    >>> granted({"number": "F-1", "discount.percent": "0,00", "discount.days_before": "20"}, ())
    {'number': 'F-1'}
    """
    found = {name: cell for name, cell in cells.items() if name not in (PERCENT, SUM) or not NOTHING.fullmatch(cell)}
    says_none = len(found) < len(cells) or PERCENT in fields
    if says_none and PERCENT not in found and SUM not in found:
        found.pop(DAYS_BEFORE, None)
    return found


def discount_in(name: str, cell: str) -> str | int:
    """The value of a cell, by its field. Raises ValueError."""
    if name == SUM:
        heads = "« Taux d'escompte » and « Escompte jours avant échéance »"
        raise ValueError(f"{quoted(cell)} may be a share of the total or a sum: head the columns {heads}")
    if name == DAYS_BEFORE:
        if not (cell.isascii() and cell.isdecimal() and len(cell) <= 3):
            raise ValueError(f"{quoted(cell)} is not a number of days like 20")
        return int(cell)
    match = A_SHARE.fullmatch(cell)
    if not match:
        raise ValueError(f"{quoted(cell)} is not a share of the total like 2 % or 2,5")
    return match.group(1).replace(",", ".")
