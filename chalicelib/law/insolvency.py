"""What the insolvency of a debtor does to a claim: until when it is declared (C. com. L622-24 and R622-24), and which
fixed sum it bars (L441-10 II).

A creditor outside mainland France, or of a debtor there, has longer: the shorter time is the one that is safe for both.
"""

import calendar
from collections.abc import Iterator
from datetime import date

from chalicelib.domain.statement import Caveat, Concern, StatementLine
from chalicelib.law import reader
from chalicelib.law.contract import ClaimTerms
from chalicelib.law.regime import Regime


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


def bars(is_from: date, due_on: date, regime: Regime, terms: ClaimTerms) -> bool:
    """Whether it forbade payment on the due date: its debtor owes no fixed sum for what it may not pay. It forbids to
    pay what is older than itself: what was there (`is_from`) up to the day on which it was opened.
    """
    opened_on = terms.insolvency_opened_on
    return regime.insolvency_bars_indemnity and opened_on is not None and is_from <= opened_on <= due_on


def caveats_of(
    line: StatementLine, is_from: date, on: date, regime: Regime, terms: ClaimTerms, *, is_late: bool
) -> Iterator[Caveat]:
    """What the law makes of it as of a day, and what of that is not computed here. `is_late`: something was owed on the
    first day of delay.
    """
    opened_on = terms.insolvency_opened_on
    if opened_on is None:
        return
    if opened_on > on:
        text = f"the insolvency of {opened_on} comes after {on}: it is not counted"
        yield Caveat(Concern.NOT_YET_BOOKED, text)
        return
    if is_late and bars(is_from, line.invoice.due_on, regime, terms):
        text = f"no fixed sum: the insolvency of {opened_on} is taken to forbid to pay what was invoiced or delivered"
        text += f" up to that day and fell due since ({regime.law}); whether the day of the invoice or that of delivery"
        text += " counts was read in no source, and the earlier claims less"
        yield Caveat(Concern.INDEMNITY_BARRED, text)
    if is_late or line.principal_cents:
        what = "interest" if regime.insolvency_bars_indemnity and opened_on >= is_from else "these sums"
        text = f"what the insolvency of {opened_on} does to {what} is not computed here, nor until when the claim"
        yield Caveat(Concern.INSOLVENCY, f"{text} is declared: ask whoever handles it")
