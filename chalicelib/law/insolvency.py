"""Until when a claim is declared in the insolvency of its debtor: C. com. L622-24 and R622-24.

A creditor outside mainland France, or of a debtor there, has longer: the shorter time is the one that is safe for both.
"""

import calendar
from datetime import date

from chalicelib.law import reader


def declare_by(published_on: date) -> date:
    """The last day, counted from the publication in the BODACC: the same day of the month, or the last of a shorter
    one. Never put off to a working day, though procedure may allow it.

    >>> declare_by(date(2026, 12, 31))
    datetime.date(2027, 2, 28)
    """
    months = int(reader.quantity("fr/claim_declaration").at(published_on).value)
    year, month = divmod(published_on.year * 12 + published_on.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(published_on.day, last))
