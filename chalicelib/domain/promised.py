"""What of a promise is to be paid, by which day, and what of it is late.

>>> from chalicelib.domain.hold import HoldKind
>>> from chalicelib.domain.money import Money
>>> owed = Invoice("a", "F-1", date(2026, 10, 1), date(2026, 11, 2), Money(10000))
>>> promise = Promise("p", ("a",), date(2026, 11, 20), date(2026, 11, 6), "debtor", 3)
>>> contest = Hold(HoldKind.DISPUTE, "a", date(2026, 11, 12), "debtor", "wrong-amount", amount=Money(4000))
>>> [short_cents(promise, owed, [contest], date(2026, 11, day)) for day in (23, 24)]
[0, 6000]
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from chalicelib.domain.hold import Hold
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.promise import Promise


def due(promise: Promise, name: str, holds: Collection[Hold], on: date) -> tuple[date, int]:
    """The last day in time for what was promised of an invoice, and how much of it, in cents, has a later one: what is
    contested on the last day of the rest, until the grace after the contest is over as well.
    """
    last = promise.last_in_time(name, holds)
    rest = promise.last_of_the_rest(name, holds)
    parts = promise.contested(name, holds, rest)
    return (last, 0) if on > last or not parts else (rest, sum(part.cents for part in parts))


def late_cents(promise: Promise, invoices: Iterable[Invoice], holds: Collection[Hold], on: date) -> dict[str, int]:
    """What is owed, of each invoice, of what was to be paid by a day before `on`."""
    found = {i.id: short_cents(promise, i, holds, on) for i in invoices if i.id in promise.invoice_ids}
    return {name: cents for name, cents in found.items() if cents}


def short_cents(promise: Promise, invoice: Invoice, holds: Collection[Hold], on: date) -> int:
    """The same of one invoice; 0 while it has time."""
    last, later = due(promise, invoice.id, holds, on)
    return max(promised_cents(promise, invoice) - later, 0) if on > last else 0


def promised_cents(promise: Promise, invoice: Invoice) -> int:
    """What is owed of what was promised: of an invoice that falls due in parts, those that are due by the day promised;
    where none was, the first that was owed when the promise was made.
    """
    if not invoice.is_open:
        return 0
    by = max(promise.on, dict(promise.due_by).get(invoice.id, invoice.due_on))
    return sum(part.amount.cents for _, part in invoice.open_parts() if part.due_on <= by)


def paid_on(invoice: Invoice, day: date) -> Invoice:
    """With what had been paid by that day alone."""
    return replace(invoice, entries=tuple(e for e in invoice.entries if e.on <= day))
