"""How much one request may bring."""

from chalicelib.domain.errors import Refused

# Each debtor is a transaction of its own, one after the other: 500 took 3 s on the local stack. API Gateway waits 29 s,
# and how long AWS takes was not measured.
MOST_INVOICES = 500


class TooManyInvoices(Refused):
    """More than one request may bring: none was read further."""

    def __init__(self) -> None:
        super().__init__(f"more than {MOST_INVOICES} invoices: send the file in parts")
