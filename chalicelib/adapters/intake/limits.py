"""How much one request may bring."""

from chalicelib.domain.errors import Refused

# Five hundred debtors make five hundred transactions, one after the other: about half of what API Gateway waits.
MOST_INVOICES = 500


class TooManyInvoices(Refused):
    """More than one request may bring: none was read further."""

    def __init__(self) -> None:
        super().__init__(f"more than {MOST_INVOICES} invoices: send the file in parts")
