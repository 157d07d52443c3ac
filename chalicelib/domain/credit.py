"""What the debtor has overpaid, set against what it owes: the oldest due date first, each cent once.

Decision and letter share this one reading: what covers one invoice is deducted in no letter about another.
"""

from datetime import date

from chalicelib.domain.facts import Facts


def credit_shares(facts: Facts, on: date) -> dict[str, int]:
    """The part of the credit that each invoice gets, in cents, by id; nothing for one that is contested or paused.

    >>> from datetime import date
    >>> from chalicelib.domain.facts import InvoiceFacts
    >>> from chalicelib.domain.money import Money
    >>> owed = [InvoiceFacts(n, n, date(2026, 11, d), Money(c)) for n, d, c in [("a", 1, 100), ("b", 2, 200)]]
    >>> credit_shares(Facts((*owed, InvoiceFacts("c", "c", date(2026, 11, 3), Money(-150)))), date(2026, 11, 9))
    {'a': 100, 'b': 50}
    """
    left, shares = facts.credit_cents, dict[str, int]()
    held = {hold.invoice_id for hold in facts.holds if hold.stands(on)}
    for invoice in sorted(facts.invoices, key=lambda i: (i.due_on, i.id)):
        if left and invoice.open.is_positive and invoice.id not in held:
            shares[invoice.id] = min(left, invoice.open.cents)
            left -= shares[invoice.id]
    return shares
