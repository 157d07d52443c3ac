"""How much one request may bring."""

from chalicelib.domain.errors import Refused

MOST_INVOICES = 1000


class TooManyInvoices(Refused):
    """More than one request may bring: none was read further."""

    def __init__(self) -> None:
        super().__init__(f"more than {MOST_INVOICES} invoices: send the file in parts")
