"""What a formal notice states of the price of lateness: the statement of what it asks for, as of its day.

It states and reserves, it does not ask: payments of what lateness costs are not booked yet. They are counted on the
principal, as the letter and the portal count them: it is to name one sum that is owed, and this claims less.
"""

from collections.abc import Iterable

from chalicelib.domain.errors import Refused
from chalicelib.domain.interest import Imputation
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.letter import Letter
from chalicelib.domain.level import Level
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.statement import Statement
from chalicelib.law.claim import Claim, statement
from chalicelib.law.contract import ClaimTerms
from chalicelib.law.deadlines import AT_HOME

# A dozen pages: what is longer is no annex, and could be more than a letter may have.
MOST_SEGMENTS = 600


def stated_in(letter: Letter, invoices: Iterable[Invoice]) -> Statement | None:
    """The statement that the letter carries, from the ledgers of what it asks for.

    None where nothing can be said to the cent: its creditor has not told its terms; a consumer, whom interest runs
    against from the notice on; a part of an invoice, which has no ledger of its own; what is contested, or set against
    what was overpaid elsewhere; a rate that nobody knows; an entry of a day to come; a rate of nothing; more segments
    than anybody reads.
    """
    terms, kind = letter.creditor.late_payment, letter.debtor.kind
    if terms is None or letter.level is not Level.FORMAL_NOTICE or letter.creditor.country != AT_HOME:
        return None
    if kind is DebtorKind.CONSUMER or letter.credit.cents or letter.contested.cents:
        return None
    ledgers = {invoice.number: invoice for invoice in invoices if invoice.is_open}
    if not all(line.number in ledgers for line in letter.claimed):
        return None
    claims = [Claim(ledgers[line.number]) for line in letter.claimed]
    # A public body owes what the law says, whatever its supplier's terms.
    clause = terms.clause if kind is DebtorKind.TRADER else None
    try:
        found = statement(claims, kind, ClaimTerms(clause=clause, imputation=Imputation.PRINCIPAL_FIRST), letter.on)
    except Refused:
        return None
    is_known = all(line.unknown_since is None and line.segments for line in found.lines)
    # Cent by cent and line by line: two that differ could come to the same sum.
    pairs = zip(found.lines, letter.claimed, strict=True)
    is_whole = all(line.principal_cents == asked.open.cents for line, asked in pairs)
    segments = sum(len(line.segments) for line in found.lines)
    return found if is_known and is_whole and found.interest_cents and segments <= MOST_SEGMENTS else None
